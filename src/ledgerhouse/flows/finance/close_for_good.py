"""Close a period for good: nothing is booked into it any more, by nobody (结账)."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.flows.finance.check_close import looked_at
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Month
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.books import periods
from ledgerhouse.ledgers.books.close_period import PeriodStepped, move
from ledgerhouse.ledgers.books.voucher_words import PERIOD


@dataclass(frozen=True, kw_only=True)
class CloseForGood:
    """Which period; its close has begun."""

    __pydantic_config__ = STRICT

    month: Month = field(metadata={"title": gettext_noop("Period")})
    reason: Annotated[str, Field(max_length=200)] = field(default="", metadata={"title": gettext_noop("Reason")})


@verb("finance.close_for_good", may="close periods", title=gettext_noop("Close for good"))
def close_for_good(command: CloseForGood, ctx: Context) -> PeriodStepped:
    """Close a period whose checklist is done. Every blocker is named; there is no way back, corrections go into a later period."""
    periods.check_month(command.month)
    state = periods.lock(ctx, command.month)
    PERIOD.after(state, "close for good", name=str(command.month))
    checked = looked_at(ctx, command.month)
    template = gettext_noop("is not done, {count} in the way: {names}")
    problems = [
        problem(item.item, template, count=item.count, names=", ".join(item.names[:10]))
        for item in checked.items
        if item.blocks and not item.done
    ]
    if problems:
        raise Unreadable(problems)
    return move(ctx, command.month, "close for good", command.reason)
