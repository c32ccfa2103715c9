"""Lists of control: when it passes, and what left before it did."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from ledgerhouse.documents.logistics.listings import named
from ledgerhouse.documents.logistics.models import ControlTerm, Dispatch
from ledgerhouse.documents.logistics.words import CONTROLS
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class TermFilter:
    """Terms of which customer."""

    customer: str = ""


@dataclass(frozen=True)
class TermRow:
    """When control passes to a customer; without one, to everybody else."""

    customer: str = column(gettext_noop("Customer"), path="partner__code", kind="code", link="partner")
    name: str = column(gettext_noop("Name"), path="partner__name")
    control: str = column(gettext_noop("Control passes"), path="control_name", kind="state", sortable=False)


@listing(
    "logistics.control_terms",
    title=gettext_noop("Terms of control"),
    see="see books",
    row=TermRow,
    search=("partner__code", "partner__name"),
    order="customer",
    verbs=("logistics.set_control_terms",),
)
def control_terms(ctx: Context, where: TermFilter) -> "QuerySet[ControlTerm]":
    """When control over goods passes."""
    rows = scoped(ctx, ControlTerm).annotate(control_name=named("control", dict(CONTROLS)))
    return rows.filter(partner__code=where.customer) if where.customer else rows


@dataclass(frozen=True)
class DispatchFilter:
    """Which dispatched goods."""

    state: str = ""
    order: str = ""
    warehouse: str = ""


@dataclass(frozen=True)
class DispatchRow:
    """Goods of one line of an order that left before control over them passed."""

    order: str = column(gettext_noop("Outbound order"), path="outbound", kind="code", link="outbound_order")
    state: str = column(gettext_noop("State"), kind="state")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    customer: str = column(gettext_noop("Customer"), path="partner__name")
    category: str = column(gettext_noop("Category"))
    value: Decimal = column(gettext_noop("Value"), kind="amount", total=True, masked="see costs")
    left_on: date = column(gettext_noop("Left on"), kind="date")
    delivered_on: date | None = column(gettext_noop("Delivered on"), kind="date")
    reversal: str = column(gettext_noop("Reversal"), kind="code")


@listing(
    "logistics.dispatched",
    title=gettext_noop("Goods dispatched"),
    see="see books",
    row=DispatchRow,
    search=("outbound", "partner__name"),
    order="-left_on",
    verbs=("outbound.accept_deliveries",),
)
def dispatched(ctx: Context, where: DispatchFilter) -> "QuerySet[Dispatch]":
    """What left and was ours until it was delivered."""
    rows = scoped(ctx, Dispatch)
    for path, value in (("state", where.state), ("outbound", where.order), ("warehouse__code", where.warehouse)):
        rows = rows.filter(**{path: value}) if value else rows
    return rows
