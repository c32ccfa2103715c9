"""Merge items that are one and the same thing: the survivor is meant from then on, the history stays where it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.item_facts import FIXED
from ledgerhouse.masterdata.catalog.models import Barcode, ExternalId, Item, ItemUnit, Pack
from ledgerhouse.masterdata.catalog.words import State

FORMER: Final = "former code"
"""The system under which a merged item's own code leads to the survivor in the id map."""


@dataclass(frozen=True)
class MergeItems:
    """`into` stays; `items` are other names of it."""

    __pydantic_config__ = STRICT

    into: Code
    items: Annotated[tuple[Code, ...], Field(max_length=100)]
    reason: Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True)
class ItemsMerged:
    """How many are gone at once, and how many still have goods of their own to be used up."""

    merged: int
    phasing_out: int


@verb("catalog.merge_items", may="merge items", title=gettext_noop("Merge items"))
def merge_items(command: MergeItems, ctx: Context) -> ItemsMerged:
    """Merge duplicates into one item. Their codes and foreign codes lead to the survivor from then on.

    What never moved is merged at once; its units, packs and barcodes go to the survivor. What has moved can not be
    renamed in the ledgers: it is phased out and points to the survivor, its barcodes keep meaning the goods they are printed
    on. Refuses with `Unreadable` another base unit, and for moved items another tracking, expiry or costing.
    """
    rows = scoped(ctx, Item).filter(code__in=sorted({command.into, *command.items})).select_for_update().order_by("id")
    items = {item.code: item for item in rows}
    survivor = items.get(command.into)
    if survivor is None:
        raise NotFound(kind=gettext_noop("item"), name=command.into)
    problems = [p for i, code in enumerate(command.items) for p in _problems(f"items.{i}", code, items, survivor)]
    if survivor.state in {State.MERGED, State.BLOCKED}:
        problems.insert(0, problem("into", gettext_noop("{code} is {state}"), code=survivor.code, state=survivor.state))
    if problems:
        raise Unreadable(problems)
    twins = [items[code] for code in dict.fromkeys(command.items)]
    still = [twin for twin in twins if not twin.moved_at]
    moved = [twin for twin in twins if twin.moved_at]
    _hand_over(ctx, [twin.id for twin in still], survivor)
    ExternalId.objects.filter(item_id__in=[twin.id for twin in twins]).update(item=survivor)
    _remember_codes(ctx, twins, survivor)
    # whoever was merged into one of these before follows it, so that one look is always enough
    Item.objects.filter(merged_into_id__in=[twin.id for twin in twins]).update(merged_into=survivor)
    for state, some in ((State.MERGED, still), (State.PHASE_OUT, moved)):
        gone = Item.objects.filter(id__in=[twin.id for twin in some])
        gone.update(state=state.value, merged_into=survivor, changed_at=ctx.now)
    _audit(ctx, command, survivor, twins)
    return ItemsMerged(len(still), len(moved))


def _problems(where: str, code: str, items: Mapping[str, Item], survivor: Item) -> list[Problem]:
    twin = items.get(code)
    if twin is None:
        return [problem(where, gettext_noop("there is no item {code}"), code=code)]
    if twin.id == survivor.id:
        return [problem(where, gettext_noop("can not be merged into itself"))]
    if twin.state == State.MERGED:
        return [problem(where, gettext_noop("{code} was merged into another item"), code=code)]
    different = [name for name in FIXED if getattr(twin, name) != getattr(survivor, name)]
    if not twin.moved_at:
        different = [name for name in different if name == "unit"]
    template = gettext_noop("{code} differs from {into} in {fields}")
    facts = {"code": code, "into": survivor.code, "fields": ", ".join(different)}
    return [problem(where, template, **facts)] if different else []


def _hand_over(ctx: Context, twins: Sequence[int], survivor: Item) -> None:
    """Units, packs and barcodes go to the survivor; where it has the same already, its own are meant."""
    ids = [*twins, survivor.id]
    units = list(scoped(ctx, ItemUnit).filter(item_id__in=ids))
    mine = {unit.unit_id for unit in units if unit.item_id == survivor.id}
    moving = {unit.unit_id: unit.id for unit in units if unit.unit_id not in mine}
    ItemUnit.objects.filter(id__in=moving.values()).update(item=survivor)
    packs = list(scoped(ctx, Pack).filter(item_id__in=ids).order_by("id"))
    kept = {(pack.level, pack.quantity): pack for pack in packs if pack.item_id == survivor.id}
    for pack in packs:
        kept.setdefault((pack.level, pack.quantity), pack)
    Pack.objects.filter(id__in=[pack.id for pack in kept.values()]).update(item=survivor)
    of_pack = {pack.id: kept[pack.level, pack.quantity].id for pack in packs}
    barcodes = list(scoped(ctx, Barcode).filter(item_id__in=twins))
    for barcode in barcodes:
        barcode.item = survivor
        barcode.pack_id = of_pack[barcode.pack_id] if barcode.pack_id else None
    Barcode.objects.bulk_update(barcodes, ["item", "pack"])


def _remember_codes(ctx: Context, twins: Sequence[Item], survivor: Item) -> None:
    codes = [twin.code for twin in twins]
    ExternalId.objects.filter(company_id=ctx.company, system=FORMER, code__in=codes).delete()
    ExternalId.objects.bulk_create(
        ExternalId(id=identifier, company_id=ctx.company, system=FORMER, code=code, item=survivor)
        for identifier, code in zip(new_ids(len(codes)), codes, strict=True)
    )


def _audit(ctx: Context, command: MergeItems, survivor: Item, twins: Sequence[Item]) -> None:
    gone = {"merged_into": survivor.code}
    changes = [audit.Change("catalog.item", twin.id, twin.code, "merge", {"merged_into": ""}, gone) for twin in twins]
    taken = {"merged": [twin.code for twin in twins]}
    changes.append(audit.Change("catalog.item", survivor.id, survivor.code, "take in", {}, taken))
    audit.record(ctx, changes, reason=command.reason)
