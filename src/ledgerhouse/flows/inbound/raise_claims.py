"""Claim amounts from suppliers for what came wrong (索赔), about a receipt or a return."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import claims, returns
from ledgerhouse.documents.warehouse import receipts
from ledgerhouse.flows.inbound.returning import PAPER
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Amount, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem

CLAIM = "supplier_claim"


@dataclass(frozen=True, kw_only=True)
class ClaimLine:
    """An amount without tax in the company's currency, for what was wrong with a receipt or led to a return."""

    __pydantic_config__ = STRICT

    about: Code = field(metadata={"title": gettext_noop("Receipt or return")})
    amount: Amount = field(metadata={"title": gettext_noop("Amount")})
    reason: Annotated[str, Field(min_length=1, max_length=200)] = field(metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class RaiseClaims:
    """What is claimed; the supplier is that of the paper."""

    __pydantic_config__ = STRICT

    lines: Annotated[tuple[ClaimLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class ClaimsRaised:
    """The numbers of the claims, in the order of the command."""

    claims: tuple[str, ...]


@verb("inbound.raise_claims", may="return to suppliers", title=gettext_noop("Claim from supplier"))
def raise_claims(command: RaiseClaims, ctx: Context) -> ClaimsRaised:
    """Write claims down. They book nothing: what a supplier pays comes as a credit note or as money."""
    named = {line.about for line in command.lines}
    about = {r.number: ("receipt", r.partner, r.warehouse) for r in receipts.by_number(ctx, named).values()}
    about |= {r.number: (PAPER, r.supplier, r.warehouse) for r in returns.find(ctx, named)}
    problems = []
    for i, line in enumerate(command.lines):
        if not about.get(line.about, ("", 0, 0))[1]:
            template = gettext_noop("there is no receipt or return {number} of a supplier")
            problems.append(problem(f"lines.{i}.about", template, number=line.about))
        if line.amount <= 0:
            problems.append(problem(f"lines.{i}.amount", gettext_noop("must be above zero")))
    if problems:
        raise Unreadable(problems)
    new = []
    for line in command.lines:
        kind, supplier, warehouse = about[line.about]
        new.append(claims.NewClaim(supplier, warehouse, kind, line.about, line.amount, line.reason))
    numbers = claims.write(ctx, new, ctx.today(company(ctx).timezone))
    link(
        ctx,
        ((Ref(c.about_kind, c.about), Ref(CLAIM, number)) for c, number in zip(new, numbers, strict=True)),
    )
    return ClaimsRaised(claims=tuple(numbers))
