"""Changing known items: the fields that may be changed, the rules, and the writing, for every verb that changes items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from types import SimpleNamespace
from typing import Any, Final, NamedTuple

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.table_importer import overwrite
from ledgerhouse.kernel.commands import STRICT, Code, Price
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop, problem
from ledgerhouse.masterdata.catalog.create_items import PLAIN
from ledgerhouse.masterdata.catalog.item_facts import (
    FIXED,
    CostingWord,
    Days,
    ItemCode,
    Measure,
    Name,
    StorageWord,
    TaxWord,
    TrackingWord,
    Words20,
    Words60,
    Words200,
    clashes,
    named,
    unknown,
)
from ledgerhouse.masterdata.catalog.models import Item
from ledgerhouse.masterdata.catalog.words import Costing, State


@dataclass(frozen=True, kw_only=True)
class ItemChange:
    """New values for one item; what is left out stays. An empty category or style takes the item out of it."""

    __pydantic_config__ = STRICT

    code: Code
    name: Name | None = None
    unit: Words20 | None = None
    spec: Words200 | None = None
    mnemonic: Words60 | None = None
    category: ItemCode | None = None
    style: ItemCode | None = None
    attributes: Mapping[str, str] | None = None
    tracking: TrackingWord | None = None
    expires: bool | None = None
    shelf_life_days: Days | None = None
    near_expiry_days: Days | None = None
    storage: StorageWord | None = None
    hazard: Words20 | None = None
    tax_class: TaxWord | None = None
    costing: CostingWord | None = None
    standard_cost: Price | None = None
    weight_g: Measure | None = None
    volume_cm3: Measure | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def said(self) -> dict[str, Any]:
        """The fields that shall change."""
        return {
            f.name: value for f in fields(self) if f.name != "code" and (value := getattr(self, f.name)) is not None
        }


CODED: Final = {"unit": "unit_id", "category": "category_id", "style": "style_id"}


class Planned(NamedTuple):
    """One item with the attributes that will change, and the same under their names for people, before and after."""

    item: Item
    values: Mapping[str, Any]
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def plan_changes(
    ctx: Context, changes: Sequence[ItemChange], *, path: str = "items", revalued: bool = False
) -> tuple[list[Planned], list[Problem]]:
    """What these changes would do, and everything that forbids them. Locks the items; constant statements.

    `revalued`: whoever asks also revalues the stock, so that a standard cost or a costing method may change although goods have moved.
    """
    rows = scoped(ctx, Item).filter(code__in=sorted({change.code for change in changes})).order_by("id")
    # what items point to is read apart, so that only the items are locked
    items = {item.code: item for item in rows.select_for_update().prefetch_related("unit", "category", "style")}
    ids = named(ctx, changes)
    planned, problems = [], []
    seen: set[str] = set()
    for i, change in enumerate(changes):
        where = f"{path}.{i}."
        item = items.get(change.code)
        if item is None:
            problems.append(problem(where + "code", gettext_noop("there is no item {code}"), code=change.code))
            continue
        if change.code in seen:
            problems.append(problem(where + "code", gettext_noop("{code} is given twice"), code=change.code))
            continue
        seen.add(change.code)
        missing = unknown(where, change, ids)
        known = {"unit_id": ids.units, "category_id": ids.categories, "style_id": ids.styles}
        one = _planned(item, change, known)
        problems += missing or _forbidden(where, item, one, revalued=revalued)
        if one.values:
            planned.append(one)
    return planned, problems


def write_changes(ctx: Context, planned: Sequence[Planned], *, reason: str = "") -> int:
    """Write planned changes with their audit trail. Answers how many items changed."""
    names: set[str] = {"changed_at"}
    for one in planned:
        for name, value in {**one.values, "changed_at": ctx.now}.items():
            setattr(one.item, name, value)
        names |= set(one.values)
    overwrite(Item, [one.item for one in planned], names)
    audit.record(
        ctx,
        (audit.Change("catalog.item", p.item.id, p.item.code, "change", p.before, p.after) for p in planned),
        reason=reason,
    )
    return len(planned)


def _planned(item: Item, change: ItemChange, ids: Mapping[str, Mapping[str, int]]) -> Planned:
    values, before, after = {}, {}, {}
    for name, value in change.said.items():
        attribute = CODED.get(name, name)
        wanted = ids[attribute].get(value) if name in CODED else value
        if getattr(item, attribute) != wanted:
            values[attribute] = wanted
            before[name] = _code(item, name) if name in CODED else getattr(item, name)
            after[name] = value
    return Planned(item, values, before, after)


def _code(item: Item, name: str) -> str:
    other = getattr(item, name)
    return other.code if other else ""


def _forbidden(where: str, item: Item, one: Planned, *, revalued: bool) -> list[Problem]:
    if item.state == State.MERGED:
        return [problem(where + "code", gettext_noop("{code} was merged into another item"), code=item.code)]
    found = []
    for name in FIXED:
        if item.moved_at and name in one.after and not (revalued and name == "costing"):
            template = gettext_noop("can not change: goods of {code} have moved")
            found.append(problem(where + name, template, code=item.code))
    if item.moved_at and item.costing == Costing.STANDARD and "standard_cost" in one.after and not revalued:
        template = gettext_noop("goods of {code} have moved: its stock must be revalued with it")
        found.append(problem(where + "standard_cost", template, code=item.code))
    facts = {name: getattr(item, name) for name in PLAIN}
    return found + clashes(where, SimpleNamespace(**{**facts, **one.values}))
