"""Landed costs as papers, for flows: write them, load them, take them back."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledgerhouse.documents.purchasing.models import LandedCost
from ledgerhouse.documents.purchasing.words import LANDED
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, NotFound, gettext_noop


class NewLanded(NamedTuple):
    """An amount without tax put on receipts of a warehouse; no supplier is 0, no bill is ""."""

    warehouse: int
    supplier: int
    bill: str
    basis: str
    amount: Decimal
    tax: Decimal
    reason: str


class LandedRef(NamedTuple):
    """A landed cost as flows need it."""

    id: int
    number: str
    state: str
    warehouse: int
    supplier: int
    bill: str
    tax: Decimal


def write(ctx: Context, number: str, new: NewLanded, day: date) -> None:
    """Write a landed cost under the number taken for it. One statement."""
    LandedCost.objects.create(
        company_id=ctx.company,
        number=number,
        warehouse_id=new.warehouse,
        supplier_id=new.supplier or None,
        bill=new.bill,
        basis=new.basis,
        amount=new.amount,
        tax=new.tax,
        reason=new.reason,
        added_on=day,
        maker=ctx.user,
        created_at=ctx.now,
    )


def load(ctx: Context, numbers: Sequence[str]) -> list[LandedRef]:
    """These landed costs in the order asked for. Refuses with `NotFound` naming those outside the asker's scope."""
    rows = scoped(ctx, LandedCost).filter(number__in=set(numbers))
    paths = ("id", "number", "state", "warehouse_id", "supplier_id", "bill", "tax")
    found = {row[1]: LandedRef._make((*row[:4], row[4] or 0, *row[5:])) for row in rows.values_list(*paths)}
    missing = [number for number in dict.fromkeys(numbers) if number not in found]
    if missing:
        raise NotFound(kind=gettext_noop("landed cost"), name=", ".join(missing[:10]))
    return [found[number] for number in dict.fromkeys(numbers)]


def reverse(landed: Sequence[LandedRef]) -> None:
    """End their lives; of two who try at once, one wins and the other is refused."""
    for one in landed:
        LANDED.after(one.state, "reverse", name=one.number)
    rows = LandedCost.objects.filter(id__in=[one.id for one in landed], state__in=LANDED.sources("reverse"))
    if rows.update(state=LANDED.target("reverse")) != len(landed):
        raise Changed(name=", ".join(one.number for one in landed[:10]))
