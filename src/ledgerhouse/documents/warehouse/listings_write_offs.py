"""Write-offs as lists and as a page."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from ledgerhouse.documents.warehouse.models import SEE, WriteOff, WriteOffLine
from ledgerhouse.documents.warehouse.words import CAUSES, WRITE_OFF
from ledgerhouse.foundation.listing import LISTINGS, column, listing
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.catalog.models import Lot


@dataclass(frozen=True)
class WriteOffRow:
    """One write-off."""

    number: str = column(gettext_noop("Number"), kind="code", link="write_off")
    state: str = column(gettext_noop("State"), kind="state")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    cause: str = column(gettext_noop("Cause"), kind="state")
    remark: str = column(gettext_noop("Remark"))
    created_at: datetime = column(gettext_noop("Made"), kind="moment")
    decided_at: datetime | None = column(gettext_noop("Decided"), kind="moment")


@dataclass(frozen=True)
class WriteOffFilter:
    """Which write-offs."""

    state: str = ""
    warehouse: str = ""


@listing(
    "warehouse.write_offs",
    title=gettext_noop("Write-offs"),
    see=SEE,
    row=WriteOffRow,
    search=("number", "remark"),
    order="-number",
    verbs=("inventory.propose_write_off",),
)
def write_offs(ctx: Context, where: WriteOffFilter) -> "QuerySet[WriteOff]":
    """Goods proposed to be written off, and what became of it."""
    rows = scoped(ctx, WriteOff)
    rows = rows.filter(state=where.state) if where.state else rows
    return rows.filter(warehouse__code=where.warehouse) if where.warehouse else rows


@dataclass(frozen=True)
class WriteOffLineRow:
    """So much of one balance, in the item's base unit."""

    write_off: str = column(gettext_noop("Write-off"), path="paper__number", kind="code", link="write_off")
    position: int = column(gettext_noop("Line"), kind="number")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    lot: str = column(gettext_noop("Lot"), path="lot_code")
    location: str = column(gettext_noop("Location"), path="location__code", kind="code")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity")
    state: str = column(gettext_noop("State"), path="paper__state", kind="state")


@dataclass(frozen=True)
class WriteOffLineFilter:
    """Which lines."""

    write_off: str = ""
    item: str = ""


@listing(
    "warehouse.write_off_lines",
    title=gettext_noop("Write-off lines"),
    see=SEE,
    row=WriteOffLineRow,
    search=("paper__number", "item__code", "item__name", "location__code"),
    order="-write_off",
)
def write_off_lines(ctx: Context, where: WriteOffLineFilter) -> "QuerySet[WriteOffLine]":
    """Lines of write-offs."""
    codes = Lot.objects.filter(id=OuterRef("lot")).values("code")[:1]
    rows = scoped(ctx, WriteOffLine).annotate(lot_code=Coalesce(Subquery(codes), Value("")))
    rows = rows.filter(paper__number=where.write_off) if where.write_off else rows
    return rows.filter(item__code=where.item) if where.item else rows


@paper("write_off", title=gettext_noop("Write-off"), see=SEE)
def write_off(ctx: Context, number: str) -> Paper | None:
    """A write-off with its lines; whoever may approve it decides here."""
    row = scoped(ctx, WriteOff).select_related("warehouse").filter(number=number).first()
    if row is None:
        return None
    lines = LISTINGS["warehouse.write_off_lines"].every(ctx, WriteOffLineFilter(write_off=number), sort="position")
    decide = ("inventory.approve_write_off", "inventory.reject_write_off")
    return Paper(
        kind="write_off",
        number=row.number,
        title=gettext_noop("Write-off"),
        state=row.state,
        lifecycle=WRITE_OFF,
        facts=(
            Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
            Fact(gettext_noop("Cause"), CAUSES.get(row.cause, row.cause), "state"),
            Fact(gettext_noop("Remark"), row.remark),
            Fact(gettext_noop("Made"), row.created_at, "moment"),
            Fact(gettext_noop("Decided"), row.decided_at, "moment"),
        ),
        tables=(Table(gettext_noop("Lines"), WriteOffLineRow, list(lines)),),
        actions=[Action(verb, {"number": row.number}) for verb in decide] if row.state == WRITE_OFF.start else (),
    )
