"""Open a period again that is being closed (反结账). One that is closed for good stays so."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Month
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books.close_period import PeriodStepped, move


@dataclass(frozen=True, kw_only=True)
class ReopenPeriod:
    """Which period, and why."""

    __pydantic_config__ = STRICT

    month: Month = field(metadata={"title": gettext_noop("Period")})
    reason: Annotated[str, Field(min_length=1, max_length=200)] = field(metadata={"title": gettext_noop("Reason")})


@verb("books.reopen_period", may="reopen periods", title=gettext_noop("Reopen"))
def reopen_period(command: ReopenPeriod, ctx: Context) -> PeriodStepped:
    """Open a period again while it is only being closed; vouchers that are posted stay posted."""
    return move(ctx, command.month, "reopen", command.reason)
