"""What goods were worth on a past day, and how quantity and value came and went in a period: the same two dates as `stock.history`."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.foundation.settled import settled_before
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.costing.models import CostLine, ValueSnapshot, ValueSnapshotRow
from ledgerhouse.ledgers.costing.words import Kind
from ledgerhouse.ledgers.proof import MOST, Check, Part, proof
from ledgerhouse.ledgers.stock.history import AsOf, Base, bases_for, not_held
from ledgerhouse.ledgers.stock.keep_snapshots import Kept, base_before, day_value, first_left_out, known_until


class Worth(NamedTuple):
    """Steps and value steps."""

    quantity: int
    value: int


class Turnover(NamedTuple):
    """What came and what went in a period, both counted up; `adjusted` is value that changed without goods."""

    came: Worth
    went: Worth
    adjusted: int


def values_as_of(
    ctx: Context, when: AsOf, warehouses: Iterable[int], items: Iterable[int] = ()
) -> dict[tuple[int, int], Worth]:
    """Quantity and value of what was ours, per (warehouse, item). Two statements."""
    bases = bases_for(ctx, when, warehouses, ValueSnapshot)
    if not bases:
        return {}
    wanted = set(items)
    of_line = f" and e.item_id in {dialect.among(wanted)}" if wanted else ""
    of_row = f" and r.item in {dialect.among(wanted)}" if wanted else ""
    parts = []
    for base in bases:
        parts.append(
            "select e.warehouse_id, e.item_id as item, e.quantity, e.value from costing_costline e "
            f"where {not_held(base, when, 'e')} and {scope_sql(ctx, CostLine, 'e')}{of_line}"
        )
        if base.day is not None:
            parts.append(
                "select r.warehouse_id, r.item, r.quantity, r.value from costing_valuationrow r "
                f"where r.warehouse_id = {base.warehouse} and r.day = '{base.day}' and {scope_sql(ctx, ValueSnapshotRow, 'r')}{of_row}"
            )
    sql = (
        f"select k.warehouse_id, k.item, sum(k.quantity), sum(k.value) from ({' union all '.join(parts)}) k "
        "group by k.warehouse_id, k.item having sum(k.quantity) <> 0 or sum(k.value) <> 0"
    )
    return {(w, item): Worth(int(q), int(v)) for w, item, q, v in dialect.select(sql)}


def turnover(
    ctx: Context, first: date, when: AsOf, warehouses: Iterable[int], items: Iterable[int] = ()
) -> dict[tuple[int, int], Turnover]:
    """What came and went from a first day to the day of `when`, per (warehouse, item). Two statements."""
    opening = AsOf(date.fromordinal(first.toordinal() - 1), when.known_at)
    wanted = set(items)
    of_line = f" and e.item_id in {dialect.among(wanted)}" if wanted else ""
    # a change of method takes all stock out of its pools and puts it back: nothing came and nothing went
    moved = f"case when e.kind = {int(Kind.METHOD)} then 0 else e.quantity end"
    parts = [
        f"select e.warehouse_id, e.item_id as item, {moved} as quantity, e.value from costing_costline e "
        f"where {not_held(base, when, 'e')} and e.business_date >= '{first}' and {scope_sql(ctx, CostLine, 'e')}{of_line}"
        for base in bases_for(ctx, opening, warehouses, ValueSnapshot)
    ]
    if not parts:
        return {}
    sums = ", ".join(
        f"sum(case when k.quantity {sign} 0 then k.{what} else 0 end)"
        for sign, what in ((">", "quantity"), (">", "value"), ("<", "quantity"), ("<", "value"), ("=", "value"))
    )
    sql = f"select k.warehouse_id, k.item, {sums} from ({' union all '.join(parts)}) k group by k.warehouse_id, k.item"
    return {
        (w, item): Turnover(Worth(int(came), int(worth)), Worth(-int(went), -int(cost)), int(adjusted))
        for w, item, came, worth, went, cost, adjusted in dialect.select(sql)
    }


def keep_values(ctx: Context, warehouse: int, day: date, *, anew: bool = False) -> Kept:
    """Write the value snapshot of one warehouse and day; see `stock.keep_snapshots.keep_snapshot`."""
    upto = settled_before()
    base = Base(warehouse) if anew else base_before(ctx, ValueSnapshot, warehouse, day, upto)
    drop_values(ctx, warehouse, only={day})
    lines = f"{not_held(base, AsOf(day), 'e')} and e.id < {upto}"
    parts = [f"select e.item_id as item, e.quantity, e.value from costing_costline e where {lines}"]
    if base.day is not None:
        parts.append(
            f"select item, quantity, value from costing_valuationrow where warehouse_id = {warehouse} and day = '{base.day}'"
        )
    rows = dialect.execute(
        "insert into costing_valuationrow (warehouse_id, item, day, company, quantity, value) "
        f"select {warehouse}, k.item, {day_value(day)}, {int(ctx.company)}, sum(k.quantity), sum(k.value) "
        f"from ({' union all '.join(parts)}) k group by k.item having sum(k.quantity) <> 0 or sum(k.value) <> 0"
    )
    ValueSnapshot.objects.create(
        warehouse_id=warehouse,
        day=day,
        company=ctx.company,
        upto=upto,
        since=first_left_out("costing_costline", base, day, upto),
        known_at=known_until(ctx, CostLine, ValueSnapshot, base, day, upto),
        rows=rows,
        made_at=ctx.now,
    )
    return Kept(day, rows)


def drop_values(ctx: Context, warehouse: int, *, only: set[date] | None = None, keep: set[date] | None = None) -> None:
    """Throw away value snapshots: of these days only, or of all but these."""
    for model in (ValueSnapshotRow, ValueSnapshot):
        rows = scoped(ctx, model).filter(warehouse_id=warehouse)
        rows = rows.filter(day__in=only) if only is not None else rows.exclude(day__in=keep or set())
        rows.delete()


@proof(gettext_noop("value snapshots hold cost lines"), cut=("warehouse", "item"), size="costing_costline")
def value_snapshots_hold_lines(ctx: Context, part: Part) -> Check:
    """The last value snapshot of each warehouse says what its cost lines add up to."""
    latest = {
        warehouse: Base(warehouse, day, upto, since)
        for warehouse, day, upto, since in scoped(ctx, ValueSnapshot)
        .order_by("day")
        .values_list("warehouse_id", "day", "upto", "since")
        if not part.warehouses or warehouse in part.warehouses
    }
    problems: list[str] = []
    looked = 0
    for base in latest.values():
        lines = f"{not_held(Base(base.warehouse), AsOf(base.day or date.min), 'e')} and e.id < {base.upto}{part.sql(item='e.item_id')}"
        rows = f"r.warehouse_id = {base.warehouse} and r.day = '{base.day}'{part.sql(item='r.item')}"
        sql = (
            "select k.item, sum(k.quantity), sum(k.value) from ("
            f"select e.item_id as item, e.quantity, e.value from costing_costline e where {lines} and {scope_sql(ctx, CostLine, 'e')} "
            f"union all select r.item, -r.quantity, -r.value from costing_valuationrow r where {rows}) k "
            "group by k.item having sum(k.quantity) <> 0 or sum(k.value) <> 0"
        )
        problems += (
            f"warehouse {base.warehouse}, {base.day}, item {item}: the value snapshot is off by {int(q) / 10**6:g} and {int(v) / 10**4:g}"
            for item, q, v in dialect.select(sql)
        )
        looked += dialect.select(f"select count(*) from costing_costline e where {lines}")[0][0]
    return Check("value snapshots hold cost lines", looked, tuple(problems[:MOST]))
