"""Remember that goods of an item have moved: from then on its unit, tracking, expiry and costing stay as they are."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.masterdata.catalog.models import Item
from ledgerhouse.masterdata.catalog.words import Tracking


class Movers(NamedTuple):
    """Of the items of a batch: those that move for the first time, and the codes of those tracked by serial number."""

    fresh: tuple[int, ...]
    by_serial: Mapping[int, str]


def movers(ctx: Context, item_ids: Iterable[int]) -> Movers:
    """What the gate must know of items before their goods move. One statement, without locks: both are empty on most days."""
    among, params = dialect.within("i.id", set(item_ids))
    sql = (
        f"select i.id, i.code, i.tracking, i.moved_at from catalog_item i where {among} "
        f"and (i.moved_at is null or i.tracking = '{Tracking.SERIAL}') and {scope_sql(ctx, Item, 'i')}"
    )
    found = dialect.select(sql, params)
    fresh = tuple(sorted(i for i, _, _, moved_at in found if moved_at is None))
    return Movers(fresh, {i: code for i, code, tracking, _ in found if tracking == Tracking.SERIAL})


def mark_moved(ctx: Context, fresh: Iterable[int]) -> int:
    """Mark items that move for the first time; called by the gate in the movement's transaction. Answers how many."""
    wanted = set(fresh)
    rows = scoped(ctx, Item).filter(id__in=one_of(wanted), moved_at=None)
    return rows.update(moved_at=ctx.now) if wanted else 0
