"""Moving items through their life: what every such verb shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.completeness import missing_for
from ledgerhouse.masterdata.catalog.models import Item
from ledgerhouse.masterdata.catalog.words import ITEM_LIFE, State


@dataclass(frozen=True)
class MoveItems:
    """Items by code, and why."""

    __pydantic_config__ = STRICT

    codes: tuple[Code, ...]
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True)
class ItemsMoved:
    """How many items are in the new state now that were in another before."""

    moved: int
    state: str


def move_items(ctx: Context, command: MoveItems, step: str) -> ItemsMoved:
    """Take these items one step through their life; those already there stay. Constant statements.

    Refuses with `Unreadable` unknown items, a step their state does not allow, and facts that the new state demands.
    """
    target = ITEM_LIFE.target(step)
    codes = sorted(set(command.codes))
    items = {item.code: item for item in scoped(ctx, Item).filter(code__in=codes).select_for_update().order_by("id")}
    missing = missing_for(ctx, list(items.values()), target)
    problems: list[Problem] = []
    for i, code in enumerate(command.codes):
        problems += _problems(f"codes.{i}", code, items.get(code), step, missing)
    if problems:
        raise Unreadable(problems)
    moving = [item for item in items.values() if item.state != target]
    _write(ctx, moving, target, command.reason)
    return ItemsMoved(len(moving), target)


def _problems(
    where: str, code: str, item: Item | None, step: str, missing: dict[int, tuple[str, ...]]
) -> list[Problem]:
    if item is None:
        return [problem(where, gettext_noop("there is no item {code}"), code=code)]
    if item.state == ITEM_LIFE.target(step):
        return []
    if item.state not in ITEM_LIFE.sources(step):
        return [problem(where, gettext_noop("{code} is {state}"), code=code, state=item.state)]
    if absent := missing.get(item.id):
        template = gettext_noop("{code} still needs: {fields}")
        return [problem(where, template, code=code, fields=", ".join(absent))]
    return []


def _write(ctx: Context, items: Sequence[Item], target: str, reason: str) -> None:
    rows = scoped(ctx, Item).filter(id__in=[item.id for item in items])
    rows.update(state=State(target).value, changed_at=ctx.now)
    audit.record(
        ctx,
        (
            audit.Change("catalog.item", item.id, item.code, target, {"state": item.state}, {"state": target})
            for item in items
        ),
        reason=reason,
    )
