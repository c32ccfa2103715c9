"""One figure for each place of a warehouse, by the place's code: what maps are coloured with. Reads only, one statement each.

All refuse with `NotAllowed` without the right to see stock, and leave out what lies outside the asker's scope.
"""

from datetime import date, datetime, timedelta
from typing import Any

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.exact import QUANTITY
from ledgerhouse.kernel.ids import first_id
from ledgerhouse.ledgers.stock.models import Balance, Entry
from ledgerhouse.ledgers.stock.words import Reason
from ledgerhouse.masterdata.sites.words import Kind

_OF_LOTS = "join catalog_lot l on l.id = b.lot_id"
_FULL = (
    "p.quantity_max, p.weight_max_g, p.volume_max_cm3, p.units_max, sum(1.0e0 * b.on_hand), "
    "sum(1.0e0 * b.on_hand * i.weight_g), sum(1.0e0 * b.on_hand * i.volume_cm3), "
    "count(distinct case when b.unit <> 0 then b.unit end)"
)


def quantities(ctx: Context, warehouse: int) -> dict[str, float]:
    """What lies there, in base units, whatever the items are."""
    return {code: float(steps) / 10**QUANTITY for code, steps in _lying(ctx, warehouse, "sum(b.on_hand)")}


def fills(ctx: Context, warehouse: int) -> dict[str, float]:
    """How full an occupied place is: 1 is full, by the tightest of its capacities; a place without any is full.

    Sums are floating point on purpose, so that no product of large numbers can overflow.
    """
    by = "p.quantity_max, p.weight_max_g, p.volume_max_cm3, p.units_max"
    found = _lying(ctx, warehouse, _FULL, "join catalog_item i on i.id = b.item_id", by)
    return {code: _fill(limits, sums) for code, *rest in found for limits, sums in [(rest[:4], rest[4:])]}


def _fill(limits: list[Any], sums: list[Any]) -> float:
    one = 10**QUANTITY
    steps, grams, cubic, units = (float(value or 0) for value in sums)
    has = (steps, grams / one, cubic / one, units)
    return max((there / float(limit) for there, limit in zip(has, limits, strict=True) if limit), default=1.0)


def ages(ctx: Context, warehouse: int, today: date) -> dict[str, float]:
    """For how many days the oldest lot there has been known. Places without lots have none."""
    return {
        code: max(0.0, _days(today, since)) for code, since in _lying(ctx, warehouse, "min(l.created_at)", _OF_LOTS)
    }


def lives(ctx: Context, warehouse: int, today: date) -> dict[str, float]:
    """In how many days the first lot there expires, below zero when it has. Places without such lots have none."""
    found = _lying(ctx, warehouse, "min(l.expires_on)", _OF_LOTS)
    return {code: -_days(today, until) for code, until in found if until is not None}


def picks(ctx: Context, warehouse: int, since: timedelta) -> dict[str, float]:
    """How often something was taken from a storage place for an order, so long back: entries found by the time in their ids."""
    first = first_id(int((ctx.now - since).timestamp() * 1000))
    sql = (
        "select p.code, count(*) from stock_entry e "
        "join stock_movement m on m.warehouse_id = e.warehouse_id and m.id = e.movement "
        "join sites_location p on p.id = e.source_location_id "
        f"where e.warehouse_id = {int(warehouse)} and e.id >= {first} "
        f"and m.reason in ({int(Reason.MOVE)}, {int(Reason.SHIPMENT)}) and m.paper in ('wave', 'outbound_order') "
        f"and p.kind = {int(Kind.STORAGE)} and {scope_sql(ctx, Entry, 'e')} group by p.code"
    )
    return {code: float(count) for code, count in dialect.select(sql)}


def _lying(ctx: Context, warehouse: int, what: str, join: str = "", by: str = "") -> list[tuple[Any, ...]]:
    """(code of the place, what is asked) of every place where something lies."""
    more = f", {by}" if by else ""
    return dialect.select(
        f"select p.code, {what} from stock_balance b join sites_location p on p.id = b.location_id {join} "
        f"where b.warehouse_id = {int(warehouse)} and b.on_hand > 0 and {scope_sql(ctx, Balance, 'b', zone='p.zone_id')} "
        f"group by p.code{more}"
    )


def _days(today: date, value: object) -> float:
    then = value.date() if isinstance(value, datetime) else date.fromisoformat(str(value)[:10])
    return float((today - then).days)
