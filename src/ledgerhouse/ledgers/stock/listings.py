"""Lists of the stock ledger: where goods are, and how they moved."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.stock.models import Balance, Entry, Movement
from ledgerhouse.ledgers.stock.words import Reason, Status
from ledgerhouse.masterdata.sites.models import HandlingUnit

SEE = "see stock"


@dataclass(frozen=True)
class BalanceRow:
    """What lies at one place of one item, lot, owner and status."""

    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code")
    zone: str = column(gettext_noop("Zone"), path="location__zone__code", kind="code")
    location: str = column(gettext_noop("Location"), path="location__code", kind="code")
    lot: str = column(gettext_noop("Lot"), path="lot__code", kind="code")
    expires_on: date | None = column(gettext_noop("Expiry date"), path="lot__expires_on", kind="date")
    handling_unit: str = column(gettext_noop("Handling unit"), kind="code")
    status: Status = column(gettext_noop("Status"), kind="state")
    on_hand: Decimal = column(gettext_noop("On hand"), kind="quantity", total=True)
    held: Decimal = column(gettext_noop("Held"), kind="quantity", total=True)
    unit: str = column(gettext_noop("Unit"), path="item__unit__code", kind="code", sortable=False)


@dataclass(frozen=True)
class BalanceFilter:
    """Which stock. Empty places are left out unless asked for."""

    item: str = ""
    warehouse: str = ""
    zone: str = ""
    location: str = ""
    lot: str = ""
    handling_unit: str = ""
    expires_until: date | None = None
    empty: bool = False


@listing(
    "stock.balances",
    title=gettext_noop("Stock on hand"),
    see=SEE,
    row=BalanceRow,
    search=("item__code", "item__name", "item__mnemonic", "lot__code", "location__code", "handling_unit"),
    order="item",
    verbs=(
        "inventory.move",
        "inventory.start_count",
    ),
)
def balances(ctx: Context, where: BalanceFilter) -> "QuerySet[Balance]":
    """Stock on hand by place and lot."""
    wanted = {
        "item__code": where.item,
        "warehouse__code": where.warehouse,
        "location__zone__code": where.zone,
        "location__code": where.location,
        "lot__code": where.lot,
        "lot__expires_on__lte": where.expires_until,
        "handling_unit": where.handling_unit,
    }
    unit = Subquery(HandlingUnit.objects.filter(id=OuterRef("unit")).values("code")[:1])
    rows = scoped(ctx, Balance).annotate(handling_unit=Coalesce(unit, Value("")))
    rows = rows.filter(**{path: value for path, value in wanted.items() if value})
    return rows if where.empty else rows.filter(on_hand__gt=0)


@dataclass(frozen=True)
class EntryRow:
    """So much of an item went from one place to another."""

    recorded_at: datetime = column(gettext_noop("Recorded"), kind="moment")
    business_date: date = column(gettext_noop("Business date"), kind="date")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    lot: str = column(gettext_noop("Lot"), path="lot__code", kind="code")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity", total=True)
    source: str = column(gettext_noop("From"), path="source_location__code", kind="code")
    target: str = column(gettext_noop("To"), path="target_location__code", kind="code")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code")
    movement: int = column(gettext_noop("Movement"), kind="code")


@dataclass(frozen=True)
class EntryFilter:
    """Which entries."""

    item: str = ""
    warehouse: str = ""
    lot: str = ""
    movement: int | None = None
    since: date | None = None
    until: date | None = None


@listing(
    "stock.entries",
    title=gettext_noop("Stock entries"),
    see=SEE,
    row=EntryRow,
    search=("item__code", "item__name", "lot__code"),
    order="-recorded_at",
)
def entries(ctx: Context, where: EntryFilter) -> "QuerySet[Entry]":
    """How goods moved (出入库流水)."""
    wanted = {
        "item__code": where.item,
        "warehouse__code": where.warehouse,
        "lot__code": where.lot,
        "movement": where.movement,
        "business_date__gte": where.since,
        "business_date__lte": where.until,
    }
    return scoped(ctx, Entry).filter(**{path: value for path, value in wanted.items() if value})


@dataclass(frozen=True)
class MovementRow:
    """Why goods moved."""

    recorded_at: datetime = column(gettext_noop("Recorded"), kind="moment")
    business_date: date = column(gettext_noop("Business date"), kind="date")
    reason: Reason = column(gettext_noop("Reason"), kind="state")
    paper: str = column(gettext_noop("Document type"), kind="state")
    number: str = column(gettext_noop("Document"), kind="code", link="@paper")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code")
    user: str = column(gettext_noop("User"), path="user__name")
    id: int = column(gettext_noop("Movement"), kind="code")


@dataclass(frozen=True)
class MovementFilter:
    """Which movements."""

    number: str = ""
    warehouse: str = ""
    since: date | None = None
    until: date | None = None


@listing(
    "stock.movements",
    title=gettext_noop("Stock movements"),
    see=SEE,
    row=MovementRow,
    search=("number",),
    order="-recorded_at",
)
def movements(ctx: Context, where: MovementFilter) -> "QuerySet[Movement]":
    """Why goods moved, and who moved them."""
    wanted = {
        "number": where.number,
        "warehouse__code": where.warehouse,
        "business_date__gte": where.since,
        "business_date__lte": where.until,
    }
    return scoped(ctx, Movement).filter(**{path: value for path, value in wanted.items() if value})
