"""Put pick lists into somebody's hands, whoever had them (改派拣货单)."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse import pick_lists
from ledgerhouse.documents.warehouse.drop_pick_lists import named_lists
from ledgerhouse.foundation.people.delegate import colleague
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class AssignPickLists:
    """Pick lists by number, and the user name of who is to pick them."""

    __pydantic_config__ = STRICT

    lists: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Pick lists")})
    operator: Code = field(metadata={"title": gettext_noop("Operator")})


@dataclass(frozen=True, kw_only=True)
class PickListsAssigned:
    """How many lists have changed hands."""

    lists: int


@verb("warehouse.assign_pick_lists", may="assign picks", title=gettext_noop("Assign pick lists"))
def assign_pick_lists(command: AssignPickLists, ctx: Context) -> PickListsAssigned:
    """Give lists that are not picked yet to somebody; what is picked of them stays picked."""
    found = named_lists(ctx, command.lists)
    pick_lists.give(ctx, found, colleague(ctx, command.operator).id)
    return PickListsAssigned(lists=len(found))
