"""What happened: movements with their entries and pieces, read back whole; what came after them; what already took them back."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.stock.models import Entry, Movement, ReversedLine, SerialEntry
from ledgerhouse.ledgers.stock.words import Entry as Fact
from ledgerhouse.ledgers.stock.words import Place, Reason


class Past(NamedTuple):
    """A movement as it was posted. `reversed_by`: for lines of its paper that were taken back, by the paper of which number.

    `reverses` is the movement that it took back itself.
    """

    id: int
    warehouse: int
    reason: Reason
    paper: str
    number: str
    entries: tuple[Fact, ...]
    reverses: int = 0
    reversed_by: Mapping[int, str] = {}


def past(ctx: Context, numbers: Iterable[str]) -> list[Past]:
    """The movements of these papers, oldest first. Four statements at most."""
    wanted = sorted(set(numbers))
    rows = list(
        scoped(ctx, Movement)
        .filter(number__in=wanted)
        .order_by("id")
        .values_list("id", "warehouse_id", "reason", "paper", "number", "reverses")
    )
    ids = [row[0] for row in rows]
    if not ids:
        return []
    pieces: dict[int, list[int]] = {}
    entries: dict[int, list[Fact]] = {}
    facts = dialect.select(
        "select e.id, e.movement, e.item_id, e.quantity, e.lot_id, e.line, e.source_location_id, e.source_unit, e.source_owner, "
        "e.source_status, e.target_location_id, e.target_unit, e.target_owner, e.target_status from stock_entry e "
        f"where e.movement in {dialect.among(ids)} and {scope_sql(ctx, Entry, 'e')} order by e.id"
    )
    if facts:
        gone = (
            f"select h.entry, h.serial_id from stock_serialentry h where h.warehouse_id in {dialect.among({r[1] for r in rows})} "
            f"and h.entry in {dialect.among({f[0] for f in facts})} and {scope_sql(ctx, SerialEntry, 'h')}"
        )
        for entry, serial in dialect.select(gone):
            pieces.setdefault(entry, []).append(serial)
    for i, movement, item, quantity, lot, line, *sides in facts:
        source, target = Place(*sides[:4]), Place(*sides[4:])
        fact = Fact(item, quantity, source, target, lot=lot, line=line, serials=tuple(pieces.get(i, ())))
        entries.setdefault(movement, []).append(fact)
    undone = _reversed(ctx, ids)
    return [
        Past(i, w, Reason(reason), paper, number, tuple(entries.get(i, ())), reverses, undone.get(i, {}))
        for i, w, reason, paper, number, reverses in rows
    ]


def _reversed(ctx: Context, ids: Iterable[int]) -> dict[int, dict[int, str]]:
    sql = (
        "select r.reversed, r.line, m.number from stock_reversedline r "
        "join stock_movement m on m.warehouse_id = r.warehouse_id and m.id = r.movement "
        f"where r.reversed in {dialect.among(ids)} and {scope_sql(ctx, ReversedLine, 'r')}"
    )
    found: dict[int, dict[int, str]] = {}
    for movement, line, number in dialect.select(sql):
        found.setdefault(movement, {})[line] = number
    return found


def stands(ctx: Context, paper: str, number: str, reason: Reason) -> bool:
    """Did this paper move goods for this reason, and is some of it not taken back? One statement, by index."""
    sql = (
        "select 1 from stock_movement m join stock_entry e on e.warehouse_id = m.warehouse_id and e.movement = m.id "
        f"where m.number = %s and m.paper = %s and m.reason = {int(reason)} and m.reverses = 0 and {scope_sql(ctx, Movement, 'm')} "
        "and not exists (select 1 from stock_reversedline r where r.warehouse_id = m.warehouse_id and r.reversed = m.id "
        "and r.line = e.line) limit 1"
    )
    return bool(dialect.select(sql, [number, paper]))


def later_users(ctx: Context, warehouse: int, after: int, items: Iterable[int]) -> dict[tuple[int, ...], list[str]]:
    """Which papers took goods of these items from where after a movement: numbers by (item, lot, location, unit, owner, status)."""
    wanted = set(items)
    if not wanted:
        return {}
    sql = (
        "select e.item_id, e.lot_id, e.source_location_id, e.source_unit, e.source_owner, e.source_status, m.number "
        "from stock_entry e join stock_movement m on m.warehouse_id = e.warehouse_id and m.id = e.movement "
        f"where e.warehouse_id = {int(warehouse)} and e.item_id in {dialect.among(wanted)} and e.movement > {int(after)} "
        f"and {scope_sql(ctx, Entry, 'e')} order by e.id"
    )
    found: dict[tuple[int, ...], list[str]] = {}
    for *key, number in dialect.select(sql):
        numbers = found.setdefault(tuple(key), [])
        if number not in numbers:
            numbers.append(number)
    return found
