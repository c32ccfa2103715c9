"""Pieces (serial numbers, trace codes): where each is now, and everything it went through. Reads and lists; see `proof_pieces.py`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import QuerySet

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.stock.models import Entry, Serial, SerialEntry
from ledgerhouse.ledgers.stock.words import Reason, Status
from ledgerhouse.masterdata.sites.words import Kind

SEE = "see stock"


class At(NamedTuple):
    """Where a piece is: ids, the kind of its place, and the paper line that brought it there."""

    serial: int
    warehouse: int
    lot: int
    location: int
    kind: int
    status: int
    line: int


def where_are(ctx: Context, serials: Iterable[int]) -> dict[int, At]:
    """Where these pieces are now; those that never moved are absent. One statement."""
    wanted = set(serials)
    if not wanted:
        return {}
    sql = (
        "select s.id, s.warehouse_id, s.lot_id, s.location_id, p.kind, s.status, s.line from stock_serial s "
        f"join sites_location p on p.id = s.location_id where s.id in {dialect.among(wanted)} "
        f"and {scope_sql(ctx, Serial, 's', zone='p.zone_id')}"
    )
    return {row[0]: At(*row) for row in dialect.select(sql)}


def codes_at(
    ctx: Context, warehouse: int, items: Iterable[int], locations: Iterable[int]
) -> dict[tuple[int, int, int, int, int, int], list[str]]:
    """The serial numbers that lie at these places: (item, lot, location, unit, owner, status) -> codes. One statement, none without items."""
    wanted = set(items)
    if not wanted:
        return {}
    sql = (
        "select s.item_id, s.lot_id, s.location_id, s.unit, s.owner, s.status, c.code from stock_serial s "
        f"join catalog_serial c on c.id = s.id where s.warehouse_id = {int(warehouse)} and s.item_id in {dialect.among(wanted)} "
        f"and s.location_id in {dialect.among(set(locations))} and {scope_sql(ctx, Serial, 's', zone='0')} order by c.code"
    )
    found: dict[tuple[int, int, int, int, int, int], list[str]] = {}
    for *key, code in dialect.select(sql):
        found.setdefault((key[0], key[1], key[2], key[3], key[4], key[5]), []).append(code)
    return found


@dataclass(frozen=True)
class SerialRow:
    """One piece and where it is."""

    serial: str = column(gettext_noop("Serial number"), path="serial__code", kind="code", link="stock.serial_history")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code")
    location: str = column(gettext_noop("Location"), path="location__code", kind="code")
    lot: str = column(gettext_noop("Lot"), path="lot__code", kind="code")
    status: Status = column(gettext_noop("Status"), kind="state")
    since: datetime = column(gettext_noop("Since"), kind="moment")


@dataclass(frozen=True)
class SerialFilter:
    """Which pieces; those that left are shown when asked for."""

    item: str = ""
    serial: str = ""
    warehouse: str = ""
    location: str = ""
    lot: str = ""
    gone: bool = False


@listing(
    "stock.serials",
    title=gettext_noop("Serial numbers"),
    see=SEE,
    row=SerialRow,
    search=("serial__code", "item__code", "item__name"),
    order="serial",
    verbs=("inventory.move",),
)
def serials(ctx: Context, where: SerialFilter) -> "QuerySet[Serial]":
    """Where each piece is now (序列号台账)."""
    wanted = {
        "item__code": where.item,
        "serial__code": where.serial,
        "warehouse__code": where.warehouse,
        "location__code": where.location,
        "lot__code": where.lot,
    }
    rows = scoped(ctx, Serial).filter(**{path: value for path, value in wanted.items() if value})
    return rows if where.gone else rows.filter(location__kind__lt=Kind.SUPPLIER)


@dataclass(frozen=True)
class SerialHistoryRow:
    """One step of one piece."""

    recorded_at: datetime = column(gettext_noop("Recorded"), kind="moment")
    business_date: date = column(gettext_noop("Business date"), kind="date")
    serial: str = column(gettext_noop("Serial number"), path="serial__code", kind="code")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    reason: Reason = column(gettext_noop("Reason"), kind="state")
    source: str = column(gettext_noop("From"), path="source_location__code", kind="code")
    target: str = column(gettext_noop("To"), path="target_location__code", kind="code")
    status: Status = column(gettext_noop("Status"), path="target_status", kind="state")
    paper: str = column(gettext_noop("Document type"), kind="state")
    number: str = column(gettext_noop("Document"), kind="code", link="@paper")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code")
    user: str = column(gettext_noop("User"), path="user__name")


@dataclass(frozen=True)
class SerialHistoryFilter:
    """Whose history."""

    serial: str = ""
    item: str = ""
    number: str = ""


@listing(
    "stock.serial_history",
    title=gettext_noop("Serial number history"),
    see=SEE,
    row=SerialHistoryRow,
    search=("serial__code", "number"),
    order="-recorded_at",
)
def history(ctx: Context, where: SerialHistoryFilter) -> "QuerySet[SerialEntry]":
    """Everything a piece went through (序列号履历)."""
    wanted = {"serial__code": where.serial, "item__code": where.item, "number": where.number}
    return scoped(ctx, SerialEntry).filter(**{path: value for path, value in wanted.items() if value})


def steps_of(ctx: Context, serial: int) -> list[tuple[date, int, str, str, str, str]]:
    """The steps of one piece, oldest first: business date, reason, from, to, kind and number of the paper. One index range."""
    rows = scoped(ctx, SerialEntry).filter(serial_id=serial).order_by("recorded_at", "entry")
    paths = ("business_date", "reason", "source_location__code", "target_location__code", "paper", "number")
    return list(rows.values_list(*paths))


class Gone(NamedTuple):
    """So much of a lot went to customers on one paper and day."""

    warehouse: int
    paper: str
    number: str
    business_date: date
    quantity: int


def gone_to_customers(ctx: Context, item: int, lot: int = 0) -> list[Gone]:
    """What left for customers of an item, or of one lot of it, paper by paper, oldest first; returns are below zero. One index range."""
    of_lot = f" and e.lot_id = {int(lot)}" if lot else ""
    sql = (
        "select e.warehouse_id, m.paper, m.number, e.business_date, "
        "sum(case when t.kind = 12 then e.quantity else -e.quantity end) from stock_entry e "
        "join stock_movement m on m.warehouse_id = e.warehouse_id and m.id = e.movement "
        "join sites_location t on t.id = e.target_location_id join sites_location f on f.id = e.source_location_id "
        f"where e.item_id = {int(item)}{of_lot} and (t.kind = 12 or f.kind = 12) and {scope_sql(ctx, Entry, 'e')} "
        "group by e.warehouse_id, m.paper, m.number, e.business_date order by e.business_date, m.number"
    )
    return [
        Gone(w, p, n, date.fromisoformat(d) if isinstance(d, str) else d, int(q))
        for w, p, n, d, q in dialect.select(sql)
    ]
