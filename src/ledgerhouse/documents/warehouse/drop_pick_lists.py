"""Give pick lists back, for somebody else to take."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse import pick_lists
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class DropPickLists:
    """Pick lists by number."""

    __pydantic_config__ = STRICT

    lists: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Pick lists")})


@dataclass(frozen=True, kw_only=True)
class PickListsDropped:
    """How many lists wait again."""

    lists: int


@verb("warehouse.drop_pick_lists", may="pick", title=gettext_noop("Give pick lists back"))
def drop_pick_lists(command: DropPickLists, ctx: Context) -> PickListsDropped:
    """Give lists back; what was picked of them stays picked. Only those who may assign picks give back what others have."""
    found = named_lists(ctx, command.lists)
    others = gettext_noop("{code} is in somebody else's hands")
    problems = [
        problem(f"lists.{i}", others, code=ref.number)
        for i, ref in enumerate(found)
        if ref.operator not in {0, ctx.user} and not ctx.may("assign picks")
    ]
    if problems:
        raise Unreadable(problems)
    pick_lists.drop(ctx, found)
    return PickListsDropped(lists=len(found))


def named_lists(ctx: Context, numbers: tuple[str, ...]) -> list[pick_lists.ListRef]:
    """These lists, each once. Refuses with `NotFound` naming those that are not known here."""
    found = pick_lists.by_number(ctx, numbers)
    missing = [number for number in numbers if number not in found]
    if missing:
        raise NotFound(kind=gettext_noop("pick list"), name=", ".join(missing[:10]))
    return list(found.values())
