"""Change items, many at once."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop
from ledgerhouse.masterdata.catalog.change_approval import refuse_direct
from ledgerhouse.masterdata.catalog.item_changes import ItemChange, plan_changes, write_changes


@dataclass(frozen=True)
class ChangeItems:
    """Changes of items, and why."""

    __pydantic_config__ = STRICT

    items: tuple[ItemChange, ...]
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True)
class ItemsChanged:
    """How many items are different now."""

    changed: int


@verb("catalog.change_items", may="change items", title=gettext_noop("Change items"))
def change_items(command: ChangeItems, ctx: Context) -> ItemsChanged:
    """Change items at once, with an audit row each.

    Refuses with `Unreadable`, all problems at once: unknown codes, policies that do not go together, and another base unit,
    tracking, expiry or costing for an item whose goods have moved.
    """
    planned, problems = plan_changes(ctx, command.items)
    if problems:
        raise Unreadable(problems)
    refuse_direct(ctx, planned)
    return ItemsChanged(write_changes(ctx, planned, reason=command.reason))
