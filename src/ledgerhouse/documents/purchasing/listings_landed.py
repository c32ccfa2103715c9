"""The list of landed costs, and the page of one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from ledgerhouse.documents.purchasing.models import LandedCost
from ledgerhouse.documents.purchasing.words import LANDED
from ledgerhouse.foundation.listing import LISTINGS, column, listing
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.costing.listings import AdjustmentFilter, AdjustmentRow
from ledgerhouse.ledgers.costing.words import BASES, Basis

SEE = "see costs"


@dataclass(frozen=True)
class LandedRow:
    """One amount that was shared out over receipts."""

    number: str = column(gettext_noop("Number"), kind="code", link="landed_cost")
    state: str = column(gettext_noop("State"), kind="state")
    added_on: date = column(gettext_noop("Added on"), kind="date")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    supplier: str = column(gettext_noop("Supplier"), path="supplier__code", kind="code", link="partner")
    name: str = column(gettext_noop("Name"), path="supplier__name")
    bill: str = column(gettext_noop("Bill"), kind="code")
    basis: str = column(gettext_noop("Shared by"), kind="state")
    amount: Decimal = column(gettext_noop("Amount"), kind="amount", total=True)
    tax: Decimal = column(gettext_noop("Tax"), kind="amount", total=True)
    reason: str = column(gettext_noop("Reason"))


@dataclass(frozen=True)
class LandedFilter:
    """Which landed costs."""

    state: str = ""
    supplier: str = ""
    warehouse: str = ""
    bill: str = ""
    since: date | None = None


@listing(
    "purchasing.landed_costs",
    title=gettext_noop("Landed costs"),
    see=SEE,
    row=LandedRow,
    search=("number", "bill", "supplier__code", "supplier__name"),
    order="-number",
    verbs=("finance.add_landed_costs",),
)
def landed_costs(ctx: Context, where: LandedFilter) -> "QuerySet[LandedCost]":
    """Freight, duty and insurance put on receipts (采购费用分摊), the newest first."""
    wanted = {
        "state": where.state,
        "supplier__code": where.supplier,
        "warehouse__code": where.warehouse,
        "bill": where.bill,
    }
    rows = scoped(ctx, LandedCost).filter(**{path: value for path, value in wanted.items() if value})
    return rows.filter(added_on__gte=where.since) if where.since else rows


@paper("landed_cost", title=gettext_noop("Landed cost"), see=SEE)
def landed_cost(ctx: Context, number: str) -> Paper | None:
    """An amount that was shared out over receipts, and where it went."""
    row = scoped(ctx, LandedCost).select_related("warehouse", "supplier").filter(number=number).first()
    if row is None:
        return None
    shares = list(LISTINGS["costing.adjustments"].every(ctx, AdjustmentFilter(number=number), sort="item"))
    return Paper(
        kind="landed_cost",
        number=number,
        title=gettext_noop("Landed cost"),
        state=row.state,
        lifecycle=LANDED,
        facts=(
            Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
            Fact(gettext_noop("Supplier"), row.supplier.name if row.supplier else ""),
            Fact(gettext_noop("Bill"), row.bill),
            Fact(gettext_noop("Amount"), row.amount, "amount"),
            Fact(gettext_noop("Tax"), row.tax, "amount"),
            Fact(gettext_noop("Shared by"), BASES[Basis(row.basis)], "state"),
            Fact(gettext_noop("Added on"), row.added_on, "date"),
            Fact(gettext_noop("Reason"), row.reason),
        ),
        tables=(Table(gettext_noop("Changes of value"), AdjustmentRow, shares),),
        actions=(Action("finance.reverse_landed_costs", {"numbers": [number]}),) if row.state == LANDED.start else (),
    )
