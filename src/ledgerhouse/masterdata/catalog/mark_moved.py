"""Remember that goods of an item have moved: from then on its unit, tracking, expiry and costing stay as they are."""

from collections.abc import Iterable

from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.masterdata.catalog.models import Item


def mark_moved(ctx: Context, item_ids: Iterable[int]) -> int:
    """Mark items that move for the first time; called by the gate in the movement's transaction. Answers how many.

    Looks before it writes, so that items which have moved before are not locked on the hot path.
    """
    rows = scoped(ctx, Item)
    fresh = sorted(rows.filter(id__in=one_of(set(item_ids)), moved_at=None).values_list("id", flat=True))
    return rows.filter(id__in=one_of(fresh), moved_at=None).update(moved_at=ctx.now) if fresh else 0
