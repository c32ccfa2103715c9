"""Weight and size of items as they were measured on the floor: filled in where nobody has said them yet."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.masterdata.catalog.models import Item, Pack
from ledgerhouse.masterdata.catalog.words import Level

PIECE = 1
"""Base units in the pack that says how large one base unit is."""


class Measure(NamedTuple):
    """One base unit of an item: gross weight in grams, outer dimensions in millimetres; zero is not measured."""

    weight_g: int = 0
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0

    @property
    def volume_cm3(self) -> int:
        """The volume, rounded up to whole cubic centimetres."""
        return -(-self.length_mm * self.width_mm * self.height_mm // 1000)


def unmeasured(ctx: Context, items: Iterable[int]) -> set[int]:
    """Those of some items of which nobody knows the weight. One statement."""
    return set(scoped(ctx, Item).filter(id__in=one_of(set(items)), weight_g=0).values_list("id", flat=True))


def keep_measures(ctx: Context, measured: Mapping[int, Measure]) -> int:
    """Fill in what is not known of items; what is known stays. Answers how many items changed. Constant statements."""
    if not measured:
        return 0
    rows = list(scoped(ctx, Item).filter(id__in=one_of(set(measured))).order_by("id"))
    changes = []
    for row in rows:
        found, before = measured[row.id], {"weight_g": row.weight_g, "volume_cm3": row.volume_cm3}
        row.weight_g = row.weight_g or found.weight_g
        row.volume_cm3 = row.volume_cm3 or found.volume_cm3
        after = {"weight_g": row.weight_g, "volume_cm3": row.volume_cm3}
        if before != after:
            changes.append((row, audit.Change("item", row.id, row.code, "change", before, after)))
    Item.objects.bulk_update([row for row, _ in changes], ["weight_g", "volume_cm3"])
    sized = [(row.id, measured[row.id]) for row in rows if measured[row.id].volume_cm3]
    packs = Pack.objects.filter(item_id__in=one_of({item for item, _ in sized}), level=Level.EACH.value, quantity=PIECE)
    known = set(packs.values_list("item_id", flat=True)) if sized else set()
    new = [(item, one) for item, one in sized if item not in known]
    Pack.objects.bulk_create(
        Pack(id=i, company_id=ctx.company, item_id=item, level=Level.EACH.value, quantity=PIECE, **one._asdict())
        for i, (item, one) in zip(new_ids(len(new)), new, strict=True)
    )
    audit.record(ctx, [change for _, change in changes])
    return len(changes)
