"""Ask what stands between a period and its close."""

from dataclasses import dataclass, field, replace
from typing import Final

from ledgerhouse.flows.finance.prove import Prove, prove
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Month
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books import checklist, periods
from ledgerhouse.ledgers.costing.months import waiting_for_run
from ledgerhouse.ledgers.costing.queries import open_provisional_issues

SHOWN: Final = 20


@dataclass(frozen=True, kw_only=True)
class CheckClose:
    """Which period, e.g. 202611."""

    __pydantic_config__ = STRICT

    month: Month = field(metadata={"title": gettext_noop("Period")})


@dataclass(frozen=True, kw_only=True)
class CloseItem:
    """One thing to do before the close: how many stand in the way and the first of them by name. `blocks` is false where it is only told."""

    item: str
    done: bool
    blocks: bool
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CloseChecked:
    """Whether the period may be closed for good, and the checklist."""

    month: int
    ready: bool
    items: tuple[CloseItem, ...]


@verb("finance.check_close", may="see books", title=gettext_noop("Check the period"))
def check_close(command: CheckClose, ctx: Context) -> CloseChecked:
    """Go through the checklist of a period: vouchers, numbers, results, pending losses, and the proof of all ledgers."""
    periods.check_month(command.month)
    return looked_at(ctx, command.month)


def looked_at(ctx: Context, month: int) -> CloseChecked:
    """The checklist with the proof of the ledgers, which only those may ask for who have the right.

    A period belongs to the whole company: whoever may ask for a part of it only reads how many stand in the way, not which.
    """
    items = [
        CloseItem(item=i.title, done=i.done, blocks=i.blocks, count=i.many, names=i.names)
        for i in checklist.of(ctx, month)
    ]
    items += [_costed(ctx, month), _received(ctx, month)]
    proved = prove(Prove(), ctx)
    broken = [f"{check.name}: {problem}" for check in proved.checks for problem in check.problems]
    title = gettext_noop("The ledgers prove")
    items.append(CloseItem(item=title, done=proved.clean, blocks=True, count=len(broken), names=tuple(broken[:SHOWN])))
    if not ctx.everywhere(ctx.acting):
        items = [replace(one, names=()) for one in items]
    return CloseChecked(month=month, ready=all(i.done or not i.blocks for i in items), items=tuple(items))


def _costed(ctx: Context, month: int) -> CloseItem:
    """Goods at month-end average have the value of a run that saw everything."""
    waiting = sum(count for _, count in waiting_for_run(ctx, month))
    title = gettext_noop("Month-end costing has run")
    return CloseItem(item=title, done=not waiting, blocks=True, count=waiting, names=())


def _received(ctx: Context, month: int) -> CloseItem:
    """Goods that left before stock had them have been received since; shown, but no reason to keep a period open."""
    numbers = open_provisional_issues(ctx, month)
    title = gettext_noop("Provisional issues are settled")
    return CloseItem(item=title, done=not numbers, blocks=False, count=len(numbers), names=tuple(numbers[:SHOWN]))
