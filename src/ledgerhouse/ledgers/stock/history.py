"""What was on hand on a past day: the last snapshot before it, and the entries that it does not hold.

Two dates decide: quantity counts from the *business date*, and a question may be limited to what was *known* at a moment, i.e. recorded until then.
Both are exact with any snapshot or none; snapshots only make them fast.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Model

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.stock.models import Balance, Entry, Snapshot, SnapshotRow

KEY = ("item", "lot", "location", "unit", "owner", "status")


class AsOf(NamedTuple):
    """Which past: a business date, and a moment until which it was known (None: what is known now)."""

    day: date
    known_at: datetime | None = None


class Base(NamedTuple):
    """The snapshot a question starts from, or none (`day` is None): its day, and the ids that divide what it holds from what it does not."""

    warehouse: int
    day: date | None = None
    upto: int = 0
    since: int = 0


class Was(NamedTuple):
    """So many steps of one balance then. Parts of the key that were not asked for are 0."""

    warehouse: int
    item: int
    lot: int
    location: int
    unit: int
    owner: int
    status: int
    on_hand: int


def as_of(
    ctx: Context,
    when: AsOf,
    warehouses: Iterable[int],
    *,
    items: Iterable[int] = (),
    locations: Iterable[int] = (),
    by: Sequence[str] = KEY,
) -> list[Was]:
    """What was on hand, per warehouse and the parts of the key in `by`; zero is left out. Two statements, virtual places left out."""
    bases = bases_for(ctx, when, warehouses)
    if not bases:
        return []
    narrow = ""
    if wanted := set(items):
        narrow += f" and {{item}} in {dialect.among(wanted)}"
    if places := set(locations):
        narrow += f" and {{location}} in {dialect.among(places)}"
    parts = [part for base in bases for part in _parts(ctx, when, base, narrow)]
    group = ", ".join(f"k.{name}" for name in ("warehouse_id", *by))
    shown = ", ".join(f"k.{name}" if name in by else "0" for name in KEY)
    scope = scope_sql(
        ctx,
        Balance,
        "k",
        company=str(int(ctx.company)),
        warehouse="k.warehouse_id",
        location="k.location",
        zone="p.zone_id",
        owner="k.owner",
    )
    sql = (
        f"select k.warehouse_id, {shown}, sum(k.moved) from ({' union all '.join(parts)}) k "
        "join sites_location p on p.id = k.location and p.kind < 11 "
        f"where {scope} group by {group} having sum(k.moved) <> 0"
    )
    return [Was._make([*key, int(moved)]) for *key, moved in dialect.select(sql)]


def bases_for(ctx: Context, when: AsOf, warehouses: Iterable[int], headers: type[Model] = Snapshot) -> list[Base]:
    """Per warehouse the latest snapshot that holds nothing but what the question asks for. One statement."""
    wanted = sorted(set(warehouses))
    found: dict[int, Base] = {}
    rows = scoped(ctx, headers).filter(warehouse_id__in=wanted, day__lte=when.day).order_by("day")
    for warehouse, day, upto, since, known_at in rows.values_list("warehouse_id", "day", "upto", "since", "known_at"):
        if when.known_at is None or known_at is None or known_at <= when.known_at:
            found[warehouse] = Base(warehouse, day, upto, since)
    return [found.get(warehouse, Base(warehouse)) for warehouse in wanted]


def not_held(base: Base, when: AsOf, alias: str) -> str:
    """The condition for entries that the question asks for and the snapshot does not hold."""
    sql = f"{alias}.warehouse_id = {base.warehouse} and {alias}.business_date <= '{when.day.isoformat()}'"
    if base.day is not None:
        sql += (
            f" and {alias}.id >= {base.since} "
            f"and not ({alias}.id < {base.upto} and {alias}.business_date <= '{base.day.isoformat()}')"
        )
    if when.known_at is not None:
        sql += f" and {alias}.recorded_at <= '{dialect.adapted(when.known_at)}'"
    return sql


def _parts(ctx: Context, when: AsOf, base: Base, narrow: str) -> list[str]:
    """The three selects whose rows add up: what the snapshot holds, what came since, what went since."""
    entries = f"{not_held(base, when, 'e')} and {scope_sql(ctx, Entry, 'e')}"
    parts = []
    for side, sign in (("target", ""), ("source", "-")):
        where = narrow.format(item="e.item_id", location=f"e.{side}_location_id")
        parts.append(
            f"select e.warehouse_id, e.item_id as item, e.lot_id as lot, e.{side}_location_id as location, e.{side}_unit as unit, "
            f"e.{side}_owner as owner, e.{side}_status as status, {sign}e.quantity as moved from stock_entry e where {entries}{where}"
        )
    if base.day is not None:
        where = narrow.format(item="r.item", location="r.location")
        parts.append(
            "select r.warehouse_id, r.item, r.lot, r.location, r.unit, r.owner, r.status, r.on_hand from stock_snapshotrow r "
            f"where r.warehouse_id = {base.warehouse} and r.day = '{base.day.isoformat()}' "
            f"and {scope_sql(ctx, SnapshotRow, 'r')}{where}"
        )
    return parts
