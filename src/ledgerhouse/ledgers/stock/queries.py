"""Reads of the stock ledger. Hot ones read tuples; lists are in `listings.py`, proofs in `proof.py`."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Sum

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.stock.models import Balance, Entry, Hold, Movement, Promise
from ledgerhouse.ledgers.stock.words import OWN, Candidate, Status
from ledgerhouse.masterdata.sites.words import Kind

CANDIDATE = """
select b.id, b.item_id, b.lot_id, b.location_id, b.unit, b.owner_id, b.status, b.on_hand - b.held,
       l.expires_on, p.pick_sequence, p.zone_id, p.locked_out, p.kind
from stock_balance b
join sites_location p on p.id = b.location_id
left join catalog_lot l on l.id = b.lot_id
where b.warehouse_id = {warehouse} and {items} and b.on_hand > b.held and {scope}
"""


def candidates(ctx: Context, warehouse: int, items: Iterable[int]) -> list[Candidate]:
    """Balances of these items with free stock, read without lock, usable or not: the asker filters with `words.usable`."""
    wanted = set(items)
    if not wanted:
        return []
    scope = scope_sql(ctx, Balance, "b", zone="p.zone_id")
    among, params = dialect.within("b.item_id", wanted)
    sql = CANDIDATE.format(warehouse=int(warehouse), items=among, scope=scope)
    return [
        Candidate._make([*key, _day(expires), sequence, zone or 0, bool(locked), kind == Kind.STORAGE])
        for *key, expires, sequence, zone, locked, kind in dialect.select(sql, params)
    ]


def usable_sql(on: date, owner: int = OWN, life_days: int = 0) -> str:
    """`words.usable` as a SQL condition on aliases b (balance), p (location) and l (lot, outer)."""
    last = date.fromordinal(on.toordinal() + life_days).isoformat()
    return (
        f"b.status = {int(Status.GOOD)} and b.owner_id = {int(owner)} and p.locked_out = {_false()} "
        f"and p.kind = {int(Kind.STORAGE)} and (l.expires_on is null or l.expires_on >= '{last}')"
    )


class Available(NamedTuple):
    """Of one item in one warehouse, in steps: on hand, held, usable and free, promised but not yet held, available to promise."""

    item: int
    warehouse: int
    on_hand: int
    held: int
    usable: int
    promised: int

    @property
    def to_promise(self) -> int:
        """What a new order can still get (可承诺量); below zero when more was promised than there is."""
        return self.usable - self.promised


def available(ctx: Context, items: Iterable[int], on: date, warehouse: int = 0) -> list[Available]:
    """Availability per item and warehouse on a day; one statement whatever the number of items."""
    wanted = set(items)
    if not wanted:
        return []
    among, params = dialect.within("b.item_id", wanted)
    at = f" and b.warehouse_id = {int(warehouse)}" if warehouse else ""
    sql = _AVAILABLE.format(
        usable=usable_sql(on),
        lying=f"{among} and {scope_sql(ctx, Balance, 'b', zone='p.zone_id')}{at}",
        promised=f"{among} and {scope_sql(ctx, Promise, 'b')}{at}",
    )
    return [Available(*row[:2], *map(int, row[2:])) for row in dialect.select(sql, params * 2)]


_AVAILABLE = """
select k.item_id, k.warehouse_id, sum(k.on_hand), sum(k.held), sum(k.usable), sum(k.promised) from (
    select b.item_id, b.warehouse_id, b.on_hand, b.held,
           case when {usable} then b.on_hand - b.held else 0 end as usable, 0 as promised
    from stock_balance b join sites_location p on p.id = b.location_id left join catalog_lot l on l.id = b.lot_id
    where {lying}
    union all
    select b.item_id, b.warehouse_id, 0, 0, 0, b.quantity - b.fulfilled - b.released from stock_promise b
    where b.quantity > b.fulfilled + b.released and {promised}
) k group by k.item_id, k.warehouse_id order by k.item_id, k.warehouse_id
"""


class Held(NamedTuple):
    """An open hold with what it holds, in steps."""

    id: int
    line: int
    balance: int
    open: int
    item: int
    lot: int
    location: int
    unit: int
    owner: int
    status: int


def holds_of(ctx: Context, warehouse: int, lines: Iterable[int]) -> list[Held]:
    """Open holds of these paper lines with the key of their balance, in the order they were raised."""
    return _holds(ctx, warehouse, "line", set(lines))


def holds_by_id(ctx: Context, warehouse: int, ids: Iterable[int]) -> list[Held]:
    """These holds, as far as they are open."""
    return _holds(ctx, warehouse, "id", set(ids))


def _holds(ctx: Context, warehouse: int, column: str, wanted: set[int]) -> list[Held]:
    if not wanted:
        return []
    held = dialect.joined("stock_hold h", "stock_balance b", "b.warehouse_id = h.warehouse_id and b.id = h.balance")
    among, params = dialect.within(f"h.{column}", wanted)
    sql = (
        "select h.id, h.line, h.balance, h.quantity - h.settled - h.released, b.item_id, b.lot_id, b.location_id, b.unit, "
        f"b.owner_id, b.status from {held} "
        f"where h.warehouse_id = {int(warehouse)} and {among} "
        f"and h.quantity > h.settled + h.released and {scope_sql(ctx, Hold, 'h')} order by h.id"
    )
    return [Held(*row) for row in dialect.select(sql, params)]


def on_hand_at(ctx: Context, warehouse: int, locations: Iterable[int]) -> list[tuple[Any, ...]]:
    """What lies at these locations: (balance id, item, lot, location, unit, owner, status, on hand, held), steps, empty ones left out."""
    wanted = set(locations)
    if not wanted:
        return []
    sql = (
        "select b.id, b.item_id, b.lot_id, b.location_id, b.unit, b.owner_id, b.status, b.on_hand, b.held "
        f"from stock_balance b join sites_location p on p.id = b.location_id where b.warehouse_id = {int(warehouse)} "
        f"and b.location_id in {dialect.among(wanted)} "
        f"and b.on_hand > 0 and {scope_sql(ctx, Balance, 'b', zone='p.zone_id')} order by b.location_id, b.item_id, b.id"
    )
    return dialect.select(sql)


class Lying(NamedTuple):
    """What lies somewhere: the key of a balance, and its steps on hand."""

    item: int
    lot: int
    location: int
    unit: int
    owner: int
    status: int
    on_hand: int


def lying(ctx: Context, warehouse: int, *, locations: Iterable[int] = (), items: Iterable[int] = ()) -> list[Lying]:
    """Balances with stock along the pick route, of these locations and items; of all where none are named. One statement."""
    at = f" and b.location_id in {dialect.among(wanted)}" if (wanted := set(locations)) else ""
    of = f" and b.item_id in {dialect.among(some)}" if (some := set(items)) else ""
    # places are numbered first, so that the many balances are sorted by numbers and not by codes
    numbered = "row_number() over (order by l.pick_sequence, l.code) as place"
    route = f"select l.id, l.zone_id, {numbered} from sites_location l where l.warehouse_id = {int(warehouse)}"
    sql = (
        "select b.item_id, b.lot_id, b.location_id, b.unit, b.owner_id, b.status, b.on_hand "
        f"from stock_balance b join ({route}) p on p.id = b.location_id where b.warehouse_id = {int(warehouse)} "
        f"and b.on_hand > 0{at}{of} and {scope_sql(ctx, Balance, 'b', zone='p.zone_id')} "
        "order by p.place, b.item_id, b.id"
    )
    return list(map(Lying._make, dialect.select(sql)))


BALANCE_KEY: dialect.Columns = {
    "item_id": "int",
    "lot_id": "int",
    "location_id": "int",
    "unit": "int",
    "owner_id": "int",
    "status": "int",
}


def stock_of(
    ctx: Context, warehouse: int, keys: Iterable[tuple[int, int, int, int, int, int]]
) -> dict[tuple[int, ...], tuple[int, int]]:
    """On hand and held steps of balances by key (item, lot, location, unit, owner, status); absent where there is none."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    source, params = dialect.rows(BALANCE_KEY, wanted)
    names = ", ".join(f"b.{name}" for name in BALANCE_KEY)
    same = " and ".join(f"b.{name} = x.{name}" for name in BALANCE_KEY)
    balances = dialect.joined(source, "stock_balance b", f"b.warehouse_id = {int(warehouse)} and {same}")
    sql = (
        f"select {names}, b.on_hand, b.held from {balances} "
        f"join sites_location p on p.id = b.location_id where {scope_sql(ctx, Balance, 'b', zone='p.zone_id')}"
    )
    return {tuple(row[:6]): (row[6], row[7]) for row in dialect.select(sql, params)}


def moved_items(ctx: Context, items: Iterable[int]) -> set[int]:
    """Those of these items of which goods have ever moved."""
    return set(scoped(ctx, Entry).filter(item_id__in=set(items)).values_list("item_id", flat=True).distinct())


def movements_of(ctx: Context, paper: str, number: str) -> list[Movement]:
    """The movements of one paper, oldest first."""
    return list(scoped(ctx, Movement).filter(paper=paper, number=number).order_by("id"))


def totals(ctx: Context, warehouse: int) -> dict[str, Any]:
    """On hand and held of a whole warehouse, and how many balances carry stock."""
    rows = scoped(ctx, Balance).filter(warehouse_id=warehouse)
    sums = rows.aggregate(on_hand=Sum("on_hand"), held=Sum("held"))
    return {**sums, "balances": rows.filter(on_hand__gt=0).count()}


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _false() -> str:
    return "false" if dialect.vendor() == "postgresql" else "0"


def held_at(ctx: Context, lines: Iterable[int]) -> set[tuple[int, datetime]]:
    """When stock was held for these lines of papers: (line, moment), a moment once however many holds it raised. One statement."""
    rows = scoped(ctx, Hold).filter(line__in=list(lines))
    return set(rows.values_list("line", "raised_at"))
