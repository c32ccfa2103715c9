"""Begin to close a period: from now on only those with a right book into it."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Month
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books import periods
from ledgerhouse.ledgers.books.voucher_words import PERIOD


@dataclass(frozen=True, kw_only=True)
class ClosePeriod:
    """Which period, e.g. 202611."""

    __pydantic_config__ = STRICT

    month: Month = field(metadata={"title": gettext_noop("Period")})
    reason: Annotated[str, Field(max_length=200)] = field(default="", metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class PeriodStepped:
    """The period and its state now."""

    month: int
    state: str


@verb("books.close_period", may="close periods", title=gettext_noop("Begin to close"))
def close_period(command: ClosePeriod, ctx: Context) -> PeriodStepped:
    """Close a period softly. Goods that move on its days meanwhile keep their date; their money lands in the first open period."""
    return move(ctx, command.month, "close", command.reason)


def move(ctx: Context, month: int, verb: str, reason: str) -> PeriodStepped:
    """Take one step of a period's life under lock, with its line in the audit trail."""
    periods.check_month(month)
    before = periods.lock(ctx, month)
    after = PERIOD.after(before, verb, name=str(month))
    periods.step(ctx, month, verb)
    change = audit.Change("period", month, str(month), verb, {"state": before}, {"state": after})
    audit.record(ctx, [change], reason=reason)
    return PeriodStepped(month=month, state=after)
