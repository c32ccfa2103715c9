"""Write down that a supplier refuses claims."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import claims
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class RefuseClaims:
    """Which claims, by number. All are refused or none."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Supplier claims")}
    )
    answer: Annotated[str, Field(min_length=1, max_length=200)] = field(
        metadata={"title": gettext_noop("Supplier's answer")}
    )


@dataclass(frozen=True, kw_only=True)
class ClaimsRefused:
    """How many were refused."""

    claims: int


@verb("purchasing.refuse_claims", may="approve purchases", title=gettext_noop("Refuse"))
def refuse_claims(command: RefuseClaims, ctx: Context) -> ClaimsRefused:
    """End claims that the supplier does not accept, with what was said."""
    found = claims.load(ctx, command.numbers)
    claims.step(found, "refuse", answer=command.answer)
    return ClaimsRefused(claims=len(found))
