"""Lists of returns to suppliers, of their lines, and of claims."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, CharField, OuterRef, QuerySet, Subquery, Value, When

from ledgerhouse.documents.purchasing.models import SupplierClaim, SupplierReturn, SupplierReturnLine
from ledgerhouse.documents.purchasing.models.returns import SEE
from ledgerhouse.documents.purchasing.words import CAUSES
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.stock.words import Status
from ledgerhouse.masterdata.catalog.models import Lot


@dataclass(frozen=True)
class SupplierReturnRow:
    """One return to a supplier."""

    number: str = column(gettext_noop("Number"), kind="code", link="supplier_return")
    state: str = column(gettext_noop("State"), kind="state")
    supplier: str = column(gettext_noop("Supplier"), path="supplier__code", kind="code", link="partner")
    name: str = column(gettext_noop("Name"), path="supplier__name")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    wants: str = column(gettext_noop("Wanted"), kind="state")
    cause: str = column(gettext_noop("Cause"), path="because", kind="state", sortable=False)
    reason: str = column(gettext_noop("Reason"))
    reference: str = column(gettext_noop("Supplier's reference"))
    sent_on: date | None = column(gettext_noop("Sent on"), kind="date")


@dataclass(frozen=True)
class SupplierReturnFilter:
    """Which returns to suppliers."""

    state: str = ""
    supplier: str = ""
    warehouse: str = ""
    since: date | None = None


@listing(
    "purchasing.returns",
    title=gettext_noop("Returns to suppliers"),
    see=SEE,
    row=SupplierReturnRow,
    search=("number", "supplier__code", "supplier__name", "reference"),
    order="-number",
    verbs=("inbound.draft_supplier_returns",),
)
def returns(ctx: Context, where: SupplierReturnFilter) -> "QuerySet[SupplierReturn]":
    """Returns to suppliers in scope."""
    wanted = {"state": where.state, "supplier__code": where.supplier, "warehouse__code": where.warehouse}
    names = [When(cause=word, then=Value(cause.title)) for word, cause in CAUSES.items()]
    rows = scoped(ctx, SupplierReturn).annotate(because=Case(*names, default=Value(""), output_field=CharField()))
    rows = rows.filter(**{path: value for path, value in wanted.items() if value})
    return rows.filter(sent_on__gte=where.since) if where.since else rows


@dataclass(frozen=True)
class SupplierReturnLineRow:
    """One line: so much of a receipt line, in the item's base unit, from where it lies."""

    number: str = column(gettext_noop("Return"), path="paper__number", kind="code", link="supplier_return")
    position: int = column(gettext_noop("Line"), kind="number")
    state: str = column(gettext_noop("State"), path="paper__state", kind="state")
    receipt: str = column(gettext_noop("Receipt"), kind="code", link="receipt")
    receipt_line: int = column(gettext_noop("Receipt line"), kind="number")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    lot: str = column(gettext_noop("Lot"), path="lot_code", kind="code", sortable=False)
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity", total=True)
    location: str = column(gettext_noop("Location"), path="location__code", kind="code")
    status: Status = column(gettext_noop("Status"), kind="state")


@dataclass(frozen=True)
class SupplierReturnLineFilter:
    """Which lines."""

    number: str = ""
    item: str = ""
    receipt: str = ""


@listing(
    "purchasing.return_lines",
    title=gettext_noop("Lines of returns to suppliers"),
    see=SEE,
    row=SupplierReturnLineRow,
    search=("paper__number", "receipt", "item__code", "item__name"),
    order="-number",
)
def return_lines(ctx: Context, where: SupplierReturnLineFilter) -> "QuerySet[SupplierReturnLine]":
    """Lines of returns to suppliers in scope."""
    code = Subquery(Lot.objects.filter(id=OuterRef("lot")).values("code")[:1])
    wanted = {"paper__number": where.number, "item__code": where.item, "receipt": where.receipt}
    rows = scoped(ctx, SupplierReturnLine).annotate(lot_code=code)
    return rows.filter(**{path: value for path, value in wanted.items() if value})


@dataclass(frozen=True)
class ClaimRow:
    """One claim on a supplier."""

    number: str = column(gettext_noop("Number"), kind="code", link="supplier_claim")
    state: str = column(gettext_noop("State"), kind="state")
    supplier: str = column(gettext_noop("Supplier"), path="supplier__code", kind="code", link="partner")
    name: str = column(gettext_noop("Name"), path="supplier__name")
    about: str = column(gettext_noop("About"), kind="code", link="@kind")
    kind: str = column(gettext_noop("Document type"), path="about_kind", kind="state")
    raised_on: date = column(gettext_noop("Raised on"), kind="date")
    amount: Decimal = column(gettext_noop("Amount"), kind="amount", total=True, masked="see costs")
    agreed: Decimal = column(gettext_noop("Agreed amount"), kind="amount", total=True, masked="see costs")
    reason: str = column(gettext_noop("Reason"))
    settled_by: str = column(gettext_noop("Settled by"))


@dataclass(frozen=True)
class ClaimFilter:
    """Which claims."""

    state: str = ""
    supplier: str = ""
    about: str = ""


@listing(
    "purchasing.claims",
    title=gettext_noop("Supplier claims"),
    see=SEE,
    row=ClaimRow,
    search=("number", "supplier__code", "supplier__name", "about", "settled_by"),
    order="-number",
    verbs=("inbound.raise_claims",),
)
def claims(ctx: Context, where: ClaimFilter) -> "QuerySet[SupplierClaim]":
    """Claims on suppliers in scope."""
    wanted = {"state": where.state, "supplier__code": where.supplier, "about": where.about}
    return scoped(ctx, SupplierClaim).filter(**{path: value for path, value in wanted.items() if value})
