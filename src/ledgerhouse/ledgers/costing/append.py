"""The only writer of costing. Imported by `posting` and by nobody else. Constant statements; pools locked in id order."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.costing.methods import Pool

PoolKey = tuple[int, int]
"""item, lot (0 unless costing is specific)"""

_KEY: dialect.Columns = {"item_id": "int", "lot": "int"}


class Line(NamedTuple):
    """The value of one stock entry, in signed steps."""

    entry: int
    movement: int
    line: int
    item: int
    lot: int
    quantity: int
    value: int
    business_date: str


def find_and_lock(ctx: Context, area: int, keys: Iterable[PoolKey]) -> dict[PoolKey, tuple[int, Pool]]:
    """The pools of these keys under lock, made when missing: key -> (id, pool)."""
    wanted = sorted(set(keys))
    found = _ids(area, wanted)
    missing = [key for key in wanted if key not in found]
    if missing:
        data = [(i, *key) for i, key in zip(new_ids(len(missing)), missing, strict=True)]
        constants = {"area": area, "company": ctx.company, "quantity": 0, "value": 0}
        dialect.insert("costing_costpool", {"id": "int", **_KEY}, data, constants=constants, ignore=True)
        found |= _ids(area, missing)
    if not found:
        return {}
    sql = f"select id, quantity, value from costing_costpool where area = {area} and id in {dialect.among(found.values())} order by id"
    locked = {row[0]: Pool(row[1], row[2]) for row in dialect.select(dialect.locking(sql))}
    return {key: (identifier, locked[identifier]) for key, identifier in found.items()}


def store(area: int, pools: Mapping[int, Pool]) -> None:
    """Write locked pools as they are after the batch. One statement."""
    dialect.update(
        "costing_costpool",
        "quantity = x.quantity, value = x.value",
        {"id": "int", "quantity": "int", "value": "int"},
        sorted((i, p.quantity, p.value) for i, p in pools.items()),
        on=("id",),
        where=f"t.area = {area}",
    )


def append(ctx: Context, area: int, warehouse: int, lines: Sequence[Line]) -> None:
    """Write cost lines. One statement."""
    columns: dialect.Columns = {
        "id": "int",
        "entry": "int",
        "movement": "int",
        "line": "int",
        "item_id": "int",
        "lot": "int",
        "quantity": "int",
        "value": "int",
        "business_date": "date",
    }
    constants = {"area": area, "company": ctx.company, "warehouse_id": warehouse, "recorded_at": ctx.now}
    data = [(i, *line) for i, line in zip(new_ids(len(lines)), lines, strict=True)]
    dialect.insert("costing_costline", columns, data, constants=constants)


def _ids(area: int, keys: Sequence[PoolKey]) -> dict[PoolKey, int]:
    if not keys:
        return {}
    source, params = dialect.rows(_KEY, keys)
    on = f"p.area = {area} and p.item_id = x.item_id and p.lot = x.lot"
    sql = f"select p.item_id, p.lot, p.id from {dialect.joined(source, 'costing_costpool p', on)}"
    return {(row[0], row[1]): row[2] for row in dialect.select(sql, params)}
