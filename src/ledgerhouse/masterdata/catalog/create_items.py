"""Make items: many at once, with their codes and mnemonics where none are given."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.kernel.mnemonic import mnemonic
from ledgerhouse.masterdata.catalog.code_rules import take_codes
from ledgerhouse.masterdata.catalog.item_facts import Named, NewItem, clashes, named, unknown
from ledgerhouse.masterdata.catalog.models import Item
from ledgerhouse.masterdata.catalog.words import State

PLAIN: Final = (
    "name",
    "spec",
    "tracking",
    "expires",
    "shelf_life_days",
    "near_expiry_days",
    "storage",
    "hazard",
    "tax_class",
    "costing",
    "standard_cost",
    "weight_g",
    "volume_cm3",
    "valid_from",
    "valid_until",
)
"""Fields that a command and a row share as they are."""


@dataclass(frozen=True)
class CreateItems:
    """Items to be made. `active` lets them be used at once; otherwise they begin as drafts."""

    __pydantic_config__ = STRICT

    items: tuple[NewItem, ...]
    active: bool = False


@dataclass(frozen=True)
class ItemsCreated:
    """The codes of the new items, in the order asked for."""

    codes: tuple[str, ...]


@verb("catalog.create_items", may="change items", title=gettext_noop("New items"))
def create_items(command: CreateItems, ctx: Context) -> ItemsCreated:
    """Make items. Constant statements whatever their number.

    Refuses with `Unreadable`, all problems at once: a code that exists or is given twice, unknown units, categories or
    styles, policies that do not go together, no code where no rule makes one.
    """
    rows = command.items
    ids = named(ctx, rows)
    codes = [row.code for row in rows]
    known = set(scoped(ctx, Item).filter(code__in=sorted({c for c in codes if c})).values_list("code", flat=True))
    times = Counter(code for code in codes if code)
    problems: list[Problem] = []
    for i, row in enumerate(rows):
        where = f"items.{i}."
        problems += unknown(where, row, ids) + clashes(where, row)
        if row.code in known:
            problems.append(problem(where + "code", gettext_noop("{code} exists already"), code=row.code))
        elif times[row.code] > 1:
            problems.append(problem(where + "code", gettext_noop("{code} is given twice"), code=row.code))
    if problems:
        raise Unreadable(problems)
    made = insert_items(ctx, rows, ids, State.ACTIVE if command.active else State.DRAFT)
    return ItemsCreated(tuple(item.code for item in made))


def insert_items(ctx: Context, rows: Sequence[NewItem], ids: Named, state: State) -> list[Item]:
    """Write checked rows as items, with their audit trail, in the same order."""
    codes = iter(take_codes(ctx, [row.category for row in rows if not row.code]))
    made = [
        Item(
            id=identifier,
            company_id=ctx.company,
            code=row.code or next(codes),
            mnemonic=row.mnemonic or mnemonic(row.name),
            category_id=ids.categories.get(row.category),
            style_id=ids.styles.get(row.style),
            attributes=dict(row.attributes),
            unit_id=ids.units[row.unit],
            state=state.value,
            changed_at=ctx.now,
            **{name: getattr(row, name) for name in PLAIN},
        )
        for identifier, row in zip(new_ids(len(rows)), rows, strict=True)
    ]
    Item.objects.bulk_create(made)
    audit.record(
        ctx,
        (
            audit.Change("catalog.item", item.id, item.code, "create", {}, _said(row, item))
            for item, row in zip(made, rows, strict=True)
        ),
    )
    return made


def _said(row: NewItem, item: Item) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in (*PLAIN, "category", "style", "unit")}
    return {"code": item.code, "state": item.state, **{name: value for name, value in facts.items() if value}}
