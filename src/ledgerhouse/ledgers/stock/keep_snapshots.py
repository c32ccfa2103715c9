"""Write, replace and prove snapshots of past days. Derived from entries alone: they may be thrown away and written anew at any time."""

from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Max, Model

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.foundation.settled import settled_before
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.proof import MOST, Check, Part, proof
from ledgerhouse.ledgers.stock.history import KEY, AsOf, Base, not_held
from ledgerhouse.ledgers.stock.models import Entry, Snapshot, SnapshotRow

NAMES = "warehouse_id, item, lot, location, unit, owner, status"


class Kept(NamedTuple):
    """A snapshot that was written: its day and how many balances it holds."""

    day: date
    rows: int


def keep_snapshot(ctx: Context, warehouse: int, day: date, *, anew: bool = False) -> Kept:
    """Write the snapshot of one warehouse and day, from the one before and the entries since; `anew` from the entries alone.

    Holds only entries that no running transaction can still precede (`settled_before`); those that come later stay outside and are added by
    every question. Must run in a transaction. Five statements, set-based.
    """
    upto = settled_before()
    base = Base(warehouse) if anew else base_before(ctx, Snapshot, warehouse, day, upto)
    when = AsOf(day)
    entries = f"{not_held(base, when, 'e')} and e.id < {upto}"
    _forget(ctx, warehouse, [day])
    parts = [_side("target", "", entries), _side("source", "-", entries)]
    if base.day is not None:
        parts.append(
            f"select {NAMES}, on_hand as moved from stock_snapshotrow "
            f"where warehouse_id = {warehouse} and day = '{base.day.isoformat()}'"
        )
    names = ", ".join(f"k.{name}" for name in KEY)
    rows = dialect.execute(
        f"insert into stock_snapshotrow ({NAMES}, day, company, on_hand) "
        f"select {warehouse}, {names}, {day_value(day)}, {int(ctx.company)}, sum(k.moved) from ({' union all '.join(parts)}) k "
        f"join sites_location p on p.id = k.location and p.kind < 11 group by {names} having sum(k.moved) <> 0"
    )
    Snapshot.objects.create(
        warehouse_id=warehouse,
        day=day,
        company=ctx.company,
        upto=upto,
        since=first_left_out("stock_entry", base, day, upto),
        known_at=known_until(ctx, Entry, Snapshot, base, day, upto),
        rows=rows,
        made_at=ctx.now,
    )
    return Kept(day, rows)


def drop_snapshots(ctx: Context, warehouse: int, keep: set[date]) -> int:
    """Throw away the snapshots of other days. Answers how many."""
    days = list(
        scoped(ctx, Snapshot).filter(warehouse_id=warehouse).exclude(day__in=keep).values_list("day", flat=True)
    )
    _forget(ctx, warehouse, days)
    return len(days)


def _forget(ctx: Context, warehouse: int, days: list[date]) -> None:
    for model in (SnapshotRow, Snapshot):
        scoped(ctx, model).filter(warehouse_id=warehouse, day__in=days).delete()


def base_before(ctx: Context, headers: type[Model], warehouse: int, day: date, upto: int) -> Base:
    """The last snapshot before a day, to begin from; none when there is none."""
    rows = scoped(ctx, headers).filter(warehouse_id=warehouse, day__lt=day, upto__lte=upto).order_by("-day")
    found = rows.values_list("day", "upto", "since").first()
    return Base(warehouse, *found) if found else Base(warehouse)


def _side(side: str, sign: str, where: str) -> str:
    return (
        f"select e.warehouse_id, e.item_id as item, e.lot_id as lot, e.{side}_location_id as location, e.{side}_unit as unit, "
        f"e.{side}_owner as owner, e.{side}_status as status, {sign}e.quantity as moved from stock_entry e where {where}"
    )


def first_left_out(table: str, base: Base, day: date, upto: int) -> int:
    """The first row before `upto` that a snapshot of this day does not hold because its business date is later; `upto` when there is none."""
    sql = (
        f"select min(e.id) from {table} e where e.warehouse_id = {base.warehouse} and e.id >= {base.since} and e.id < {upto} "
        f"and e.business_date > '{day.isoformat()}'"
    )
    return dialect.select(sql)[0][0] or upto


def known_until(
    ctx: Context, facts: type[Model], headers: type[Model], base: Base, day: date, upto: int
) -> datetime | None:
    """When the last row that a snapshot holds was recorded, its base's included."""
    rows = scoped(ctx, facts).filter(
        warehouse_id=base.warehouse, id__gte=base.since, id__lt=upto, business_date__lte=day
    )
    moments = [rows.aggregate(last=Max("recorded_at"))["last"]]
    if base.day is not None:
        moments += (
            scoped(ctx, headers).filter(warehouse_id=base.warehouse, day=base.day).values_list("known_at", flat=True)
        )
    return max((moment for moment in moments if moment), default=None)


def day_value(day: date) -> str:
    """A date as a selected value; SQLite keeps dates as text."""
    return f"'{day.isoformat()}'" if dialect.vendor() == "sqlite" else f"cast('{day.isoformat()}' as date)"


@proof(gettext_noop("snapshots hold entries"), cut=("warehouse", "item"), size="stock_entry")
def snapshots_hold_entries(ctx: Context, part: Part) -> Check:
    """The last snapshot of each warehouse says what its entries add up to."""
    latest: dict[int, Base] = {}
    rows = scoped(ctx, Snapshot).order_by("day").values_list("warehouse_id", "day", "upto", "since")
    for warehouse, day, upto, since in rows:
        if not part.warehouses or warehouse in part.warehouses:
            latest[warehouse] = Base(warehouse, day, upto, since)
    problems: list[str] = []
    looked = 0
    for base in latest.values():
        entries = f"{not_held(Base(base.warehouse), AsOf(base.day or date.min), 'e')} and e.id < {base.upto}"
        entries += f" and {scope_sql(ctx, Entry, 'e')}{part.sql(item='e.item_id')}"
        held = f"r.warehouse_id = {base.warehouse} and r.day = '{base.day}' and {scope_sql(ctx, SnapshotRow, 'r')}{part.sql(item='r.item')}"
        names = ", ".join(f"k.{name}" for name in KEY)
        sql = (
            f"select {names}, sum(k.moved) from ({_side('target', '', entries)} union all {_side('source', '-', entries)} union all "
            f"select {NAMES}, -on_hand from stock_snapshotrow r where {held}) k "
            f"join sites_location p on p.id = k.location and p.kind < 11 group by {names} having sum(k.moved) <> 0"
        )
        problems += (
            f"warehouse {base.warehouse}, {base.day}, item {item}, lot {lot}, place {place}: the snapshot is off by {int(off) / 10**6:g}"
            for item, lot, place, _, _, _, off in dialect.select(sql)
        )
        looked += dialect.select(f"select count(*) from stock_entry e where {entries}")[0][0]
    return Check("snapshots hold entries", looked, tuple(problems[:MOST]))
