"""Claims on suppliers as papers: write them, load them, step through their life."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from ledgerhouse.documents.purchasing.models import SupplierClaim
from ledgerhouse.documents.purchasing.words import CLAIM
from ledgerhouse.foundation import dialect, numbering
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
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


_CLAIM: Final[dialect.Columns] = {
    "id": "int",
    "number": "text",
    "supplier_id": "int",
    "warehouse_id": "int",
    "about_kind": "text",
    "about": "text",
    "amount": "int",
    "reason": "text",
}


def write(ctx: Context, claims: Sequence[NewClaim], day: date) -> list[str]:
    """Write claims, open from now on; answers their numbers in order. Constant statements."""
    numbers = numbering.take(ctx, "supplier_claim", len(claims), day)
    rows = [
        (i, number, c.supplier, c.warehouse, c.about_kind, c.about, exact.steps(c.amount, exact.AMOUNT), c.reason)
        for i, number, c in zip(new_ids(len(claims)), numbers, claims, strict=True)
    ]
    constants = {
        "company_id": ctx.company,
        "state": CLAIM.start,
        "agreed": 0,
        "answer": "",
        "settled_by": "",
        "raised_on": day,
        "maker": ctx.user,
        "created_at": ctx.now,
    }
    dialect.insert("purchasing_supplierclaim", _CLAIM, rows, constants=constants)
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


def agree(claims: Sequence[ClaimRef], amounts: Mapping[str, Decimal], answer: str) -> None:
    """Agree on amounts by number: the supplier will pay so much. Two statements."""
    step(claims, "agree", answer=answer)
    agreed = [(claim.id, exact.steps(amounts[claim.number], exact.AMOUNT)) for claim in claims]
    columns: dialect.Columns = {"id": "int", "agreed": "int"}
    dialect.update("purchasing_supplierclaim", "agreed = x.agreed", columns, sorted(agreed), on=("id",))


def _check(claims: Sequence[ClaimRef], verb: str) -> None:
    for claim in claims:
        CLAIM.after(claim.state, verb, name=claim.number)
