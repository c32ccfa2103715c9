"""Lists of blanket agreements and of what is left of them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from ledgerhouse.documents.purchasing import agreements
from ledgerhouse.documents.purchasing.models import BlanketAgreement
from ledgerhouse.documents.purchasing.words import AGREEMENT
from ledgerhouse.foundation.computed import computed
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class Agreements:
    """Which agreements; `on` finds those that hold on a day."""

    state: str = ""
    supplier: str = ""
    on: date | None = None


@dataclass(frozen=True)
class AgreementRow:
    """One blanket agreement."""

    number: str = column(gettext_noop("Number"), kind="code", link="blanket_agreement")
    state: str = column(gettext_noop("State"), kind="state")
    supplier: str = column(gettext_noop("Supplier"), path="supplier__code", kind="code", link="partner")
    name: str = column(gettext_noop("Name"), path="supplier__name")
    valid_from: date = column(gettext_noop("Valid from"), kind="date")
    valid_until: date = column(gettext_noop("Valid until"), kind="date")
    amount: Decimal = column(gettext_noop("Amount agreed"), kind="amount", masked="see costs", sortable=False)
    currency: str = column(gettext_noop("Currency"), kind="code")
    reference: str = column(gettext_noop("Supplier's reference"))


@listing(
    "purchasing.agreements",
    title=gettext_noop("Blanket agreements"),
    see="see purchases",
    row=AgreementRow,
    search=("number", "supplier__code", "supplier__name", "reference"),
    order="-number",
    verbs=("purchasing.agree",),
)
def all_agreements(ctx: Context, where: Agreements) -> "QuerySet[BlanketAgreement]":
    """Blanket agreements."""
    rows = scoped(ctx, BlanketAgreement)
    rows = rows.filter(state=where.state) if where.state else rows
    rows = rows.filter(supplier__code=where.supplier) if where.supplier else rows
    return rows.filter(valid_from__lte=where.on, valid_until__gte=where.on) if where.on else rows


@dataclass(frozen=True)
class AgreementLines:
    """Which lines; of the agreements that are active when none is named."""

    agreement: str = ""
    item: str = ""


@dataclass(frozen=True)
class AgreementLineRow:
    """One line of an agreement, in the item's base unit: agreed (0: no limit), called off, and what is left."""

    agreement: str = column(gettext_noop("Agreement"), kind="code", link="blanket_agreement")
    line: int = column(gettext_noop("Line"), kind="number")
    item: str = column(gettext_noop("Item"), kind="code", link="item")
    unit: str = column(gettext_noop("Unit"))
    agreed: Decimal = column(gettext_noop("Agreed quantity"), kind="quantity")
    called: Decimal = column(gettext_noop("Called off"), kind="quantity")
    left: Decimal | None = column(gettext_noop("Left"), kind="quantity")
    price: Decimal = column(gettext_noop("Price"), kind="price", masked="see costs", sortable=False)
    tax_rate: Decimal = column(gettext_noop("Tax rate (%)"), kind="quantity")


@listing(
    "purchasing.agreement_lines",
    title=gettext_noop("What is left of agreements"),
    see="see purchases",
    row=AgreementLineRow,
    order="agreement",
    verbs=("purchasing.call_off",),
)
def agreement_lines(ctx: Context, where: AgreementLines) -> "QuerySet[Any]":
    """What was agreed, called off and is left, line by line."""
    rows = scoped(ctx, BlanketAgreement)
    rows = rows.filter(number=where.agreement) if where.agreement else rows.filter(state=AGREEMENT.target("activate"))
    numbers = dict(rows.values_list("id", "number"))
    called: dict[int, int] = {}
    for one in agreements.taken(ctx, numbers):
        called[one.agreement_line] = called.get(one.agreement_line, 0) + one.quantity
    found = []
    for line in agreements.lines(ctx, numbers):
        if where.item in ("", line.item_code):
            used = called.get(line.id, 0)
            found.append(
                AgreementLineRow(
                    agreement=numbers[line.agreement],
                    line=line.position,
                    item=line.item_code,
                    unit=line.unit,
                    agreed=exact.number(line.quantity, exact.QUANTITY),
                    called=exact.number(used, exact.QUANTITY),
                    left=exact.number(line.quantity - used, exact.QUANTITY) if line.quantity else None,
                    price=exact.number(line.price, exact.PRICE),
                    tax_rate=exact.number(line.tax_rate, exact.PERCENT),
                )
            )
    return computed(sorted(found, key=lambda row: (row.agreement, row.line)))
