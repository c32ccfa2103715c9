"""Write down that a supplier agrees to claims, in whole or in part."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import claims
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Amount, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class AgreedClaim:
    """A claim, and what of it the supplier agrees to; all of it if left out."""

    __pydantic_config__ = STRICT

    claim: Code = field(metadata={"title": gettext_noop("Supplier claim")})
    amount: Amount | None = field(default=None, metadata={"title": gettext_noop("Agreed amount")})


@dataclass(frozen=True, kw_only=True)
class AgreeClaims:
    """Which claims, and how the supplier answered."""

    __pydantic_config__ = STRICT

    lines: Annotated[tuple[AgreedClaim, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})
    answer: Annotated[str, Field(max_length=200)] = field(
        default="", metadata={"title": gettext_noop("Supplier's answer")}
    )


@dataclass(frozen=True, kw_only=True)
class ClaimsAgreed:
    """How many were agreed."""

    claims: int


@verb("purchasing.agree_claims", may="approve purchases", title=gettext_noop("Agree"))
def agree_claims(command: AgreeClaims, ctx: Context) -> ClaimsAgreed:
    """Agree on what the supplier pays: at most what was claimed."""
    found = {claim.number: claim for claim in claims.load(ctx, [line.claim for line in command.lines])}
    amounts = {line.claim: found[line.claim].amount if line.amount is None else line.amount for line in command.lines}
    template = gettext_noop("must be above zero and at most the {amount} that were claimed")
    problems = [
        problem(f"lines.{i}.amount", template, amount=found[line.claim].amount)
        for i, line in enumerate(command.lines)
        if not 0 < amounts[line.claim] <= found[line.claim].amount
    ]
    if problems:
        raise Unreadable(problems)
    claims.agree(list(found.values()), amounts, command.answer)
    return ClaimsAgreed(claims=len(found))
