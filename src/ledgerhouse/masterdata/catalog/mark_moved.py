"""Remember that goods of an item have moved: from then on its unit, tracking, expiry and costing stay as they are."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.masterdata.catalog.models import Item
from ledgerhouse.masterdata.catalog.queries import items_and_moves
from ledgerhouse.masterdata.catalog.words import ItemRef, Tracking


class Movers(NamedTuple):
    """The items of a batch; those of them that move for the first time, and the codes of those tracked by serial number."""

    items: Mapping[int, ItemRef]
    fresh: tuple[int, ...]
    by_serial: Mapping[int, str]


def movers(ctx: Context, item_ids: Iterable[int]) -> Movers:
    """What the gate must know of items before their goods move. One statement, without locks."""
    found = items_and_moves(ctx, item_ids)
    fresh = tuple(sorted(item.id for item, moved in found if not moved))
    by_serial = {item.id: item.code for item, _ in found if item.tracking == Tracking.SERIAL}
    return Movers({item.id: item for item, _ in found}, fresh, by_serial)


def mark_moved(ctx: Context, fresh: Iterable[int]) -> int:
    """Mark items that move for the first time; called by the gate in the movement's transaction. Answers how many."""
    wanted = set(fresh)
    if not wanted:
        return 0
    return scoped(ctx, Item).filter(id__in=one_of(wanted), moved_at=None).update(moved_at=ctx.now)
