"""How complete an item is (主数据完整度): what each state of its life demands, as data, and a score from 0 to 100."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.settings import declare, value
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.catalog.models import Barcode, Item, Pack
from ledgerhouse.masterdata.catalog.words import Costing, State

FIELDS: Final = frozenset(
    {
        "spec",
        "mnemonic",
        "category",
        "shelf_life_days",
        "near_expiry_days",
        "hazard",
        "standard_cost",
        "weight_g",
        "volume_cm3",
        "packs",
        "barcodes",
    }
)
"""What may be demanded of an item beyond what no item can be without (code, name, unit, policies)."""


def _known(wanted: Any) -> bool:
    return all(state in set(State) and set(names) <= FIELDS for state, names in wanted.items())


DEMANDED: Final = declare(
    "catalog.demanded",
    {"active": []},
    gettext_noop("fields an item must have before it may be in a state: {“active”: [“category”, “weight_g”]}"),
    _known,
)
WISHED: Final = declare(
    "catalog.wished",
    {"active": ["spec", "category", "weight_g", "volume_cm3", "packs", "barcodes"]},
    gettext_noop("fields that count towards the completeness of an item in a state"),
    _known,
)


class Score(NamedTuple):
    """How complete an item is, 0 to 100, and what is missing."""

    percent: int
    missing: tuple[str, ...]


def missing_for(ctx: Context, items: Sequence[Item], state: str) -> dict[int, tuple[str, ...]]:
    """Item id -> demanded fields that it lacks for a state; complete items are absent."""
    demanded: Mapping[str, Sequence[str]] = value(ctx, DEMANDED)
    wanted = list(demanded.get(state, ()))
    found = _missing(ctx, items, {item.id: wanted for item in items})
    for item in items if state == State.ACTIVE else ():
        # costing by standard without one would value every receipt at nothing
        if item.costing == Costing.STANDARD and not item.standard_cost and "standard_cost" not in wanted:
            found[item.id] = (*found.get(item.id, ()), "standard_cost")
    return {item: names for item, names in found.items() if names}


def scores(ctx: Context, items: Sequence[Item]) -> dict[int, Score]:
    """How complete items are for the state they are in (drafts: for being active). Four statements at most."""
    demanded, wished = value(ctx, DEMANDED), value(ctx, WISHED)
    wanted = {}
    for item in items:
        state = State.ACTIVE.value if item.state == State.DRAFT else item.state
        # shelf life and the like are only asked of items that have one
        names = dict.fromkeys([*demanded.get(state, ()), *wished.get(state, ())])
        if item.expires:
            names |= dict.fromkeys(("shelf_life_days", "near_expiry_days"))
        wanted[item.id] = list(names)
    missing = _missing(ctx, items, wanted)
    return {
        item: Score(100 - (100 * len(missing[item])) // len(names) if names else 100, missing[item])
        for item, names in wanted.items()
    }


def _missing(ctx: Context, items: Sequence[Item], wanted: Mapping[int, Sequence[str]]) -> dict[int, tuple[str, ...]]:
    asked = {name for names in wanted.values() for name in names}
    has: dict[str, set[int]] = defaultdict(set)
    ids = [item.id for item in items]
    if "packs" in asked:
        has["packs"] = set(scoped(ctx, Pack).filter(item_id__in=ids).values_list("item_id", flat=True))
    if "barcodes" in asked:
        has["barcodes"] = set(scoped(ctx, Barcode).filter(item_id__in=ids).values_list("item_id", flat=True))
    return {item.id: tuple(_absent(item, wanted[item.id], has)) for item in items}


def _absent(item: Item, names: Iterable[str], has: Mapping[str, set[int]]) -> Iterable[str]:
    for name in names:
        if name in {"packs", "barcodes"}:
            if item.id not in has[name]:
                yield name
        elif name == "category":
            if item.category_id is None:
                yield name
        elif not getattr(item, name):
            yield name
