"""Claims on suppliers as papers: write them, load them, step through their life."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledgerhouse.documents.purchasing.models import SupplierClaim
from ledgerhouse.documents.purchasing.words import CLAIM
from ledgerhouse.foundation import numbering
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, NotFound, gettext_noop


class NewClaim(NamedTuple):
    """An amount to claim from a supplier, about a paper."""

    supplier: int
    warehouse: int
    about_kind: str
    about: str
    amount: Decimal
    reason: str


class ClaimRef(NamedTuple):
    """A claim as verbs need it."""

    id: int
    number: str
    state: str
    amount: Decimal
    maker: int


def write(ctx: Context, claims: Sequence[NewClaim], day: date) -> list[str]:
    """Write claims, open from now on; answers their numbers in order. Constant statements."""
    numbers = numbering.take(ctx, "supplier_claim", len(claims), day)
    SupplierClaim.objects.bulk_create(
        SupplierClaim(
            company_id=ctx.company,
            number=number,
            supplier_id=c.supplier,
            warehouse_id=c.warehouse,
            about_kind=c.about_kind,
            about=c.about,
            amount=c.amount,
            reason=c.reason,
            raised_on=day,
            maker=ctx.user,
            created_at=ctx.now,
        )
        for number, c in zip(numbers, claims, strict=True)
    )
    return numbers


def load(ctx: Context, numbers: Sequence[str]) -> list[ClaimRef]:
    """These claims in the order asked for. Refuses with `NotFound` naming those outside the asker's scope."""
    rows = scoped(ctx, SupplierClaim).filter(number__in=set(numbers))
    found = {row[1]: ClaimRef(*row) for row in rows.values_list("id", "number", "state", "amount", "maker")}
    missing = [number for number in dict.fromkeys(numbers) if number not in found]
    if missing:
        raise NotFound(kind=gettext_noop("supplier claim"), name=", ".join(missing[:10]))
    return [found[number] for number in dict.fromkeys(numbers)]


def step(claims: Sequence[ClaimRef], verb: str, **facts: str) -> None:
    """Take one step of each claim's life, and write down what is the same for all of them."""
    _check(claims, verb)
    rows = SupplierClaim.objects.filter(id__in=[c.id for c in claims], state__in=CLAIM.sources(verb))
    if rows.update(state=CLAIM.target(verb), **facts) != len(claims):
        raise Changed(name=", ".join(c.number for c in claims[:10]))


def agree(ctx: Context, claims: Sequence[ClaimRef], amounts: Mapping[str, Decimal], answer: str) -> None:
    """Agree on amounts by number: the supplier will pay so much. Three statements."""
    step(claims, "agree", answer=answer)
    rows = {row.number: row for row in scoped(ctx, SupplierClaim).filter(id__in=[c.id for c in claims])}
    for number, row in rows.items():
        row.agreed = amounts[number]
    SupplierClaim.objects.bulk_update(rows.values(), ["agreed"])


def _check(claims: Sequence[ClaimRef], verb: str) -> None:
    for claim in claims:
        CLAIM.after(claim.state, verb, name=claim.number)
