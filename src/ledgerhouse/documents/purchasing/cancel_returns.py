"""Cancel returns to suppliers that were not sent."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import returns
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class CancelReturns:
    """Which returns to suppliers, by number. All are cancelled or none."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Returns to suppliers")}
    )


@dataclass(frozen=True, kw_only=True)
class ReturnsCancelled:
    """How many were cancelled."""

    returns: int


@verb("purchasing.cancel_returns", may="return to suppliers", title=gettext_noop("Cancel"))
def cancel_returns(command: CancelReturns, ctx: Context) -> ReturnsCancelled:
    """Cancel drafts: the goods stay where they are."""
    found = returns.load(ctx, command.numbers)
    returns.step(found, "cancel")
    return ReturnsCancelled(returns=len(found))
