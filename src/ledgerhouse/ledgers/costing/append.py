"""The only writer of costing. Imported by `posting` and by nobody else. Constant statements; pools locked in id order."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.costing.methods import Holding, Layer, Pool
from ledgerhouse.ledgers.costing.months import Closing
from ledgerhouse.ledgers.costing.words import Kind

PoolKey = tuple[int, int]
"""item, lot (0 unless costing is specific)"""

_KEY: dialect.Columns = {"item_id": "int", "lot": "int"}
_ON_KEY = "p.area = {area} and p.item_id = x.item_id and p.lot = x.lot"


class Line(NamedTuple):
    """What one stock entry or adjustment does to a pool, in signed steps; `month` is the period in which the money lands."""

    entry: int
    movement: int
    line: int
    item: int
    lot: int
    quantity: int
    value: int
    variance: int
    business_date: str
    month: int
    kind: int = Kind.MOVED
    reverses: int = 0


class Flow(NamedTuple):
    """Goods or value that crossed a month-average pool, with what the books will need to know of it when its value comes."""

    entry: int
    movement: int
    line: int
    item: int
    lot: int
    event: str
    paper: str
    number: str
    partner: int
    department: int
    quantity: int
    value: int
    known: int
    reverses: int
    month: int


class ProvisionalRow(NamedTuple):
    """Goods issued that stock does not have: the stock entry, what for, and their provisional value."""

    id: int
    movement: int
    item: int
    paper: str
    number: str
    line: int
    basis: str
    quantity: int
    value: int
    business_date: str


class OpenIssue(NamedTuple):
    """A provisional issue under lock."""

    id: int
    item: int
    paper: str
    number: str
    line: int
    quantity: int
    value: int
    settled: int
    settled_value: int

    @property
    def open(self) -> int:
        """Steps that no receipt has settled."""
        return self.quantity - self.settled


class AdjustmentRow(NamedTuple):
    """One adjustment as it is kept: of which change of value, on what, and where its steps went."""

    batch: int
    cause: str
    paper: str
    number: str
    item: int
    lot: int
    entry: int
    quantity: int
    amount: int
    in_stock: int
    consumed: int
    variance: int
    business_date: str
    month: int
    why: str


def find_and_lock(ctx: Context, area: int, keys: Iterable[PoolKey]) -> dict[PoolKey, tuple[int, Pool]]:
    """The pools of these keys under lock, made when missing: key -> (id, pool)."""
    wanted = sorted(set(keys))
    if dialect.locks_in_order():
        at_once = _lock_found(area, wanted)
        if len(at_once) == len(wanted):
            return at_once
    found = _ids(area, wanted)
    missing = [key for key in wanted if key not in found]
    if missing:
        data = [(i, *key) for i, key in zip(new_ids(len(missing)), missing, strict=True)]
        constants = {"area": area, "company": ctx.company, "quantity": 0, "value": 0, "pending": 0}
        dialect.insert("costing_costpool", {"id": "int", **_KEY}, data, constants=constants, ignore=True)
        found |= _ids(area, missing)
    if not found:
        return {}
    among, params = dialect.within("id", found.values())
    sql = f"select id, quantity, value, pending from costing_costpool where area = {area} and {among} order by id"
    locked = {row[0]: Pool(*row[1:]) for row in dialect.select(dialect.locking(sql), params)}
    return {key: (identifier, locked[identifier]) for key, identifier in found.items()}


def lock(area: int, ids: Iterable[int]) -> None:
    """Lock pools in ascending id order."""
    sql = f"select id from costing_costpool where area = {area} and id in {dialect.among(ids)} order by id"
    dialect.select(dialect.locking(sql))


def correct(area: int, rows: Sequence[tuple[int, int, int]]) -> None:
    """Set locked pools (id, quantity, value) to what their lines say; for `posting.mend` only. One statement."""
    dialect.update(
        "costing_costpool",
        "quantity = x.quantity, value = x.value",
        {"id": "int", "quantity": "int", "value": "int"},
        sorted(rows),
        on=("id",),
        where=f"t.area = {area}",
    )


def open_layers(area: int, pools: Iterable[int], pieces: Iterable[int] | None = None) -> dict[int, tuple[Layer, ...]]:
    """The layers of these pools that are not used up, oldest first; `pieces`: only those of these pieces.

    Stable: a layer changes only under its pool's lock.
    """
    wanted, only = set(pools), None if pieces is None else set(pieces)
    if not wanted or only == set():
        return {}
    sql = (
        f"select pool, id, quantity, value from costing_costlayer where area = {area} "
        f"and pool in {dialect.among(wanted)} and not used_up"
        f"{'' if only is None else f' and id in {dialect.among(only)}'} order by pool, id"
    )
    found: dict[int, tuple[Layer, ...]] = {}
    for pool, *layer in dialect.select(sql):
        found[pool] = (*found.get(pool, ()), Layer(*layer))
    return found


def store(ctx: Context, area: int, holdings: Mapping[int, Holding]) -> None:
    """Write locked pools and their layers as they are after the batch: pool id -> holding. At most three statements."""
    dialect.update(
        "costing_costpool",
        "quantity = x.quantity, value = x.value, pending = x.pending",
        {"id": "int", "quantity": "int", "value": "int", "pending": "int"},
        sorted((i, *h.pool) for i, h in holdings.items()),
        on=("id",),
        where=f"t.area = {area}",
    )
    layers = [(layer.id, i, layer.quantity, layer.value) for i, h in sorted(holdings.items()) for layer in h.layers]
    if not layers:
        return
    columns: dialect.Columns = {"id": "int", "pool": "int", "quantity": "int", "value": "int"}
    constants = {"area": area, "company": ctx.company, "used_up": False}
    dialect.insert("costing_costlayer", columns, layers, constants=constants, ignore=True)
    used = [(i, quantity, value, int(quantity == 0)) for i, _, quantity, value in layers]
    dialect.update(
        "costing_costlayer",
        "quantity = x.quantity, value = x.value, used_up = (x.used = 1)",
        {"id": "int", "quantity": "int", "value": "int", "used": "int"},
        sorted(used),
        on=("id",),
        where=f"t.area = {area}",
    )


def append(ctx: Context, area: int, warehouse: int, lines: Sequence[Line]) -> None:
    """Write cost lines. One statement."""
    columns: dialect.Columns = {"id": "int", **_LINE}
    constants = {"area": area, "company": ctx.company, "warehouse_id": warehouse, "recorded_at": ctx.now}
    data = [(i, *line) for i, line in zip(new_ids(len(lines)), lines, strict=True)]
    dialect.insert("costing_costline", columns, data, constants=constants)


def append_uses(ctx: Context, area: int, uses: Sequence[tuple[int, int, int, int]]) -> None:
    """Write which layers entries used: (entry, layer, quantity, value). One statement."""
    columns: dialect.Columns = {"id": "int", "entry": "int", "layer": "int", "quantity": "int", "value": "int"}
    data = [(i, *use) for i, use in zip(new_ids(len(uses)), uses, strict=True)]
    dialect.insert("costing_layeruse", columns, data, constants={"area": area, "company": ctx.company})


def append_flows(ctx: Context, area: int, warehouse: int, flows: Sequence[Flow]) -> None:
    """Write what crossed month-average pools. One statement."""
    columns: dialect.Columns = {
        "id": "int",
        "entry": "int",
        "movement": "int",
        "line": "int",
        "item_id": "int",
        "lot": "int",
        "event": "text",
        "paper": "text",
        "number": "text",
        "partner": "int",
        "department": "int",
        "quantity": "int",
        "value": "int",
        "known": "int",
        "reverses": "int",
        "month": "int",
    }
    constants = {"area": area, "company": ctx.company, "warehouse_id": warehouse, "run": 0}
    data = [(i, *flow) for i, flow in zip(new_ids(len(flows)), flows, strict=True)]
    dialect.insert("costing_monthflow", columns, data, constants=constants)


def close_month(ctx: Context, area: int, month: int, closings: Sequence[Closing]) -> None:
    """Write what a month-end run leaves of each pool, in place of what an earlier run of the month left. Two statements."""
    dialect.execute(f"delete from costing_monthclosing where area = {area} and month = {month}")
    columns: dialect.Columns = {"id": "int", **{name.replace("item", "item_id"): "int" for name in Closing._fields}}
    data = [(i, *closing) for i, closing in zip(new_ids(len(closings)), closings, strict=True)]
    constants = {"area": area, "company": ctx.company, "run_at": ctx.now}
    dialect.insert("costing_monthclosing", columns, data, constants=constants)


def value_flows(area: int, valued: Sequence[tuple[int, int, int]]) -> None:
    """Say of flows what they are worth and which month's run said so: (id, value, run). One statement."""
    dialect.update(
        "costing_monthflow",
        "value = x.value, run = x.run",
        {"id": "int", "value": "int", "run": "int"},
        sorted(valued),
        on=("id",),
        where=f"t.area = {area}",
    )


def count_known(area: int, month: int, items: Iterable[int]) -> None:
    """Say of flows with a value of their own that this month's run has counted them. One statement."""
    inside = set(items)
    if inside:
        dialect.execute(
            f"update costing_monthflow set run = {month} where area = {area} and known = 1 and run = 0 "
            f"and month <= {month} and item_id in {dialect.among(inside)}"
        )


def append_values(ctx: Context, area: int, lines: Sequence[tuple[int, Line]]) -> None:
    """Write cost lines of several warehouses: pairs of (warehouse, line). One statement."""
    columns: dialect.Columns = {"id": "int", "warehouse_id": "int", **_LINE}
    data = [(i, warehouse, *line) for i, (warehouse, line) in zip(new_ids(len(lines)), lines, strict=True)]
    constants = {"area": area, "company": ctx.company, "recorded_at": ctx.now}
    dialect.insert("costing_costline", columns, data, constants=constants)


def append_provisional(ctx: Context, area: int, warehouse: int, rows: Sequence[ProvisionalRow]) -> None:
    """Write provisional issues. One statement."""
    columns: dialect.Columns = {
        "id": "int",
        "movement": "int",
        "item_id": "int",
        "paper": "text",
        "number": "text",
        "line": "int",
        "basis": "text",
        "quantity": "int",
        "value": "int",
        "business_date": "date",
    }
    constants = {
        "area": area,
        "company": ctx.company,
        "warehouse_id": warehouse,
        "settled": 0,
        "settled_value": 0,
        "open": True,
        "recorded_at": ctx.now,
    }
    dialect.insert("costing_provisionalissue", columns, list(rows), constants=constants)


def lock_open_issues(warehouse: int, items: Iterable[int]) -> list[OpenIssue]:
    """The provisional issues of these items that are not settled, under lock, oldest first. One statement."""
    sql = (
        "select id, item_id, paper, number, line, quantity, value, settled, settled_value from costing_provisionalissue "
        f"where warehouse_id = {warehouse} and open and item_id in {dialect.among(set(items))} order by id"
    )
    return [OpenIssue(*row) for row in dialect.select(dialect.locking(sql))]


def settle_issues(area: int, issues: Sequence[OpenIssue]) -> None:
    """Write locked provisional issues as they are after receipts settled them. One statement."""
    dialect.update(
        "costing_provisionalissue",
        "settled = x.settled, settled_value = x.worth, open = (x.open = 1)",
        {"id": "int", "settled": "int", "worth": "int", "open": "int"},
        sorted((one.id, one.settled, one.settled_value, int(one.open > 0)) for one in issues),
        on=("id",),
        where=f"t.area = {area}",
    )


def append_adjustments(ctx: Context, area: int, warehouse: int, rows: Sequence[AdjustmentRow]) -> None:
    """Write adjustments beside their cost lines. One statement."""
    columns: dialect.Columns = {
        "id": "int",
        "batch": "int",
        "cause": "text",
        "paper": "text",
        "number": "text",
        "item_id": "int",
        "lot": "int",
        "entry": "int",
        "quantity": "int",
        "amount": "int",
        "in_stock": "int",
        "consumed": "int",
        "variance": "int",
        "business_date": "date",
        "month": "int",
        "why": "text",
    }
    constants = {
        "area": area,
        "company": ctx.company,
        "warehouse_id": warehouse,
        "recorded_at": ctx.now,
        "user_id": ctx.user,
    }
    data = [(i, *row) for i, row in zip(new_ids(len(rows)), rows, strict=True)]
    dialect.insert("costing_costadjustment", columns, data, constants=constants)


_LINE: dialect.Columns = {
    "entry": "int",
    "movement": "int",
    "line": "int",
    "item_id": "int",
    "lot": "int",
    "quantity": "int",
    "value": "int",
    "variance": "int",
    "business_date": "date",
    "month": "int",
    "kind": "int",
    "reverses": "int",
}


def _lock_found(area: int, keys: Sequence[PoolKey]) -> dict[PoolKey, tuple[int, Pool]]:
    """Find and lock in one statement, where the engine locks in the order asked for."""
    if not keys:
        return {}
    source, params = dialect.rows(_KEY, keys)
    names = "p.item_id, p.lot, p.id, p.quantity, p.value, p.pending"
    sql = f"select {names} from {dialect.joined(source, 'costing_costpool p', _ON_KEY.format(area=area))} order by p.id"
    locked = dialect.select(dialect.locking(sql, "p"), params)
    return {(row[0], row[1]): (row[2], Pool(*row[3:])) for row in locked}


def _ids(area: int, keys: Sequence[PoolKey]) -> dict[PoolKey, int]:
    if not keys:
        return {}
    source, params = dialect.rows(_KEY, keys)
    sql = (
        f"select p.item_id, p.lot, p.id from {dialect.joined(source, 'costing_costpool p', _ON_KEY.format(area=area))}"
    )
    return {(row[0], row[1]): row[2] for row in dialect.select(sql, params)}
