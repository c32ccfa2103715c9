"""The only writer of pieces: which serial numbers and trace codes went with which entry. Imported by `posting` and by nobody else.

A piece is locked by its row in the catalog, which is there before its first entry; what is decided afterwards can not be overtaken.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ledgerhouse.foundation import dialect
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.stock.words import OWN, Entry, Movement, Spot
from ledgerhouse.masterdata.sites.words import Kind, WarehouseRef


class Piece(NamedTuple):
    """A piece under lock: what it is, and where; `spot` is None before its first entry. `kind` is the kind of its place, `place` its code."""

    id: int
    item: int
    code: str
    spot: Spot | None
    kind: int
    place: str


def lock(ctx: Context, serials: Iterable[int]) -> dict[int, Piece]:
    """These pieces under lock, in ascending order; what the company does not know is absent. Two statements."""
    wanted = set(serials)
    if not wanted:
        return {}
    among = dialect.among(wanted)
    known = dialect.select(
        dialect.locking(
            f"select id, item_id, code from catalog_serial where id in {among} and company_id = {int(ctx.company)} order by id"
        )
    )
    at = {
        row[0]: (Spot(*row[1:8]), row[8], row[9])
        for row in dialect.select(
            "select s.id, s.warehouse_id, s.item_id, s.lot_id, s.location_id, s.unit, s.owner, s.status, p.kind, p.code "
            f"from stock_serial s join sites_location p on p.id = s.location_id where s.id in {among}"
        )
    }
    return {i: Piece(i, item, code, *at.get(i, (None, 0, ""))) for i, item, code in known}


def lying_at(warehouse: int, items: Iterable[int], locations: Iterable[int]) -> list[tuple[int, Spot, int]]:
    """Pieces of these items at these places: (serial, spot, paper line that brought it). Read without lock, one statement."""
    return [
        (row[0], Spot(*row[1:8]), row[8])
        for row in dialect.select(
            "select id, warehouse_id, item_id, lot_id, location_id, unit, owner, status, line from stock_serial "
            f"where warehouse_id = {warehouse} and item_id in {dialect.among(set(items))} "
            f"and location_id in {dialect.among(set(locations))} order by id"
        )
    ]


def own(sites: Iterable[WarehouseRef], items: Iterable[int]) -> dict[int, list[int]]:
    """Our own pieces of these items in these warehouses, by item; stable under the lock of their balances. One statement."""
    wanted = set(items)
    if not wanted:
        return {}
    found: dict[int, list[int]] = {}
    for item, serial in dialect.select(
        "select s.item_id, s.id from stock_serial s join sites_location p on p.id = s.location_id "
        f"where s.warehouse_id in {dialect.among(site.id for site in sites)} and s.item_id in {dialect.among(wanted)} "
        f"and s.owner = {OWN} and p.kind < {int(Kind.SUPPLIER)} order by s.id"
    ):
        found.setdefault(item, []).append(serial)
    return found


def append(
    ctx: Context,
    warehouse: int,
    moved: Sequence[tuple[int, Movement, Entry, Sequence[int]]],
    fresh: Iterable[int],
) -> None:
    """Write which pieces went: (entry id, movement, entry, serials) each; `fresh` are those without a place so far. Three statements."""
    rows, last = [], {}
    for identifier, m, e, serials in moved:
        facts = (int(m.reason), m.paper, m.number, m.business_date.isoformat())
        for serial in serials:
            rows.append(
                (identifier, serial, e.item, e.source.location, e.target.location, int(e.target.status), *facts)
            )
            last[serial] = (serial, e.item, e.lot, *map(int, e.target), identifier, e.line)
    constants = {"warehouse_id": warehouse, "company": ctx.company}
    dialect.insert(
        "stock_serialentry", _HISTORY, rows, constants={**constants, "recorded_at": ctx.now, "user_id": ctx.user}
    )
    new = set(fresh)
    since = {"since": ctx.now}
    dialect.insert("stock_serial", _NOW, [last[s] for s in sorted(last) if s in new], constants={**constants, **since})
    dialect.update(
        "stock_serial",
        f"warehouse_id = {warehouse}, since = {_moment(ctx)}, item_id = x.item_id, lot_id = x.lot_id, "
        "location_id = x.location_id, unit = x.unit, owner = x.owner, status = x.status, entry = x.entry, line = x.line",
        _NOW,
        [last[s] for s in sorted(last) if s not in new],
        on=("id",),
    )


_HISTORY: dialect.Columns = {
    "entry": "int",
    "serial_id": "int",
    "item_id": "int",
    "source_location_id": "int",
    "target_location_id": "int",
    "target_status": "int",
    "reason": "int",
    "paper": "text",
    "number": "text",
    "business_date": "date",
}
_NOW: dialect.Columns = {
    "id": "int",
    "item_id": "int",
    "lot_id": "int",
    "location_id": "int",
    "unit": "int",
    "owner": "int",
    "status": "int",
    "entry": "int",
    "line": "int",
}


def _moment(ctx: Context) -> str:
    """Now as a literal; the update's parameters are its rows."""
    return f"'{dialect.adapted(ctx.now)}'"
