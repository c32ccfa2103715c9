"""Take the next pick list, or one by number: nobody else gets it (领取拣货单)."""

from contextlib import suppress
from dataclasses import dataclass, field

from ledgerhouse.documents.warehouse import pick_lists
from ledgerhouse.documents.warehouse.build_pick_lists import MODE, BuildPickLists, NothingToPick, draw_up
from ledgerhouse.foundation import settings
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Refused, gettext_noop
from ledgerhouse.masterdata.sites.queries import warehouse


class NoListWaits(Refused):
    """Everything to be picked is in somebody's hands."""

    code = "no-list-waits"
    template = gettext_noop("Nothing waits to be picked in {warehouse}.")


class NotYet(Refused):
    """The zone before has not handed it over."""

    code = "not-handed-over"
    template = gettext_noop("{list} comes after {before}, which is not picked yet.")


@dataclass(frozen=True, kw_only=True)
class ClaimPickList:
    """A list by number, or the next of a warehouse."""

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    list: str = field(default="", metadata={"title": gettext_noop("Pick list")})


@dataclass(frozen=True, kw_only=True)
class PickListClaimed:
    """The list in the asker's hands, how it is picked, and how much is on it."""

    list: str
    mode: str
    orders: int
    tasks: int


@verb("warehouse.claim_pick_list", may="pick", title=gettext_noop("Take pick list"))
def claim_pick_list(command: ClaimPickList, ctx: Context) -> PickListClaimed:
    """Take a pick list. Who has one already gets that one again; where a wave has no lists yet, they are drawn up as the company picks."""
    site = warehouse(ctx, command.warehouse)
    found = _named(ctx, command.list) if command.list else _next(ctx, site.id)
    if found is None:
        raise NoListWaits(warehouse=site.code)
    return PickListClaimed(list=found.number, mode=found.mode, orders=found.orders, tasks=found.tasks)


def _named(ctx: Context, number: str) -> pick_lists.ListRef:
    found = pick_lists.by_number(ctx, [number]).get(number)
    if found is None:
        raise NotFound(kind=gettext_noop("pick list"), name=number)
    if found.state == "claimed" and found.operator == ctx.user:
        return found
    if before := pick_lists.waits_for(ctx, found):
        raise NotYet(list=number, before=before)
    pick_lists.claim(ctx, found)
    return found


def _next(ctx: Context, site: int) -> pick_lists.ListRef | None:
    if mine := pick_lists.mine(ctx, site):
        return mine[0]
    found = pick_lists.take_next(ctx, site)
    if found is None and (waves := pick_lists.waves_without(ctx, site, 1)):
        with suppress(NothingToPick, NotFound):  # somebody else has just drawn them up
            draw_up(ctx, BuildPickLists(wave=waves[0], mode=settings.value(ctx, MODE)))
        found = pick_lists.take_next(ctx, site)
    return found
