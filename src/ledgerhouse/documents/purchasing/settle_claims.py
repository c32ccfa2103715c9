"""End claims that the supplier has paid."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import claims
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class SettleClaims:
    """Which claims, by number. All are settled or none."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Supplier claims")}
    )
    settled_by: Annotated[str, Field(min_length=1, max_length=60)] = field(
        metadata={"title": gettext_noop("Settled by")}
    )


@dataclass(frozen=True, kw_only=True)
class ClaimsSettled:
    """How many were settled."""

    claims: int


@verb("purchasing.settle_claims", may="approve purchases", title=gettext_noop("Settle"))
def settle_claims(command: SettleClaims, ctx: Context) -> ClaimsSettled:
    """End agreed claims with the paper that paid them, e.g. a credit note."""
    found = claims.load(ctx, command.numbers)
    claims.step(found, "settle", settled_by=command.settled_by)
    return ClaimsSettled(claims=len(found))
