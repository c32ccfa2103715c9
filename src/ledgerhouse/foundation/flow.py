"""How many orders wait at which stage of their way, since when, and how many of them are overdue: what the flow board shows.

Nothing is kept. A room declares the stages it knows and a function that counts them (`counts_of`), both beside the paper that has the state;
a new stage, a hold or a loading dock, is one more declaration, and the board draws it in its place.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from ledgerhouse.foundation.settings import declare, value
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop

CUT_OFF: Final = declare(
    "flow.cut_off",
    "18:00",
    gettext_noop("Time of day, as 18:00, after which what is due today and has not left is overdue."),
    lambda text: bool(re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", text)),
)


class FlowStage(NamedTuple):
    """A stage: its name, its place on the way, what it is called, and the list (with its filter) that shows what waits there."""

    name: str
    place: int
    title: str
    listing: str
    where: Mapping[str, str]


class Waiting(NamedTuple):
    """What waits at one stage of one warehouse: orders, their lines, since when the oldest waits, and how many are overdue."""

    warehouse: str
    stage: str
    orders: int = 0
    lines: int = 0
    oldest: datetime | None = None
    late: int = 0

    def and_also(self, other: "Waiting") -> "Waiting":
        """Both together, at the stage of the first."""
        oldest = min((at for at in (self.oldest, other.oldest) if at), default=None)
        return self._replace(
            orders=self.orders + other.orders,
            lines=self.lines + other.lines,
            oldest=oldest,
            late=self.late + other.late,
        )


class Today:
    """What day it is in each time zone, and whether something due on a day is overdue: past it, or on it past the cut-off."""

    def __init__(self, ctx: Context) -> None:
        self._now = ctx.now
        self._cut_off = time.fromisoformat(str(value(ctx, CUT_OFF)))

    def late(self, due: date | None, timezone: str) -> bool:
        """Whether goods due on this day should have left."""
        here = self._now.astimezone(ZoneInfo(timezone))
        return due is not None and (due < here.date() or (due == here.date() and here.time() >= self._cut_off))

    def begins(self, timezone: str) -> datetime:
        """When the day began in a time zone."""
        here = self._now.astimezone(ZoneInfo(timezone))
        return datetime.combine(here.date(), time(), tzinfo=ZoneInfo(timezone))


Count = Callable[[Context, Today], Iterable[Waiting]]
STAGES: Final[dict[str, FlowStage]] = {}
COUNTS: Final[list[tuple[str, Count]]] = []


def counts_of(see: str, *stages: FlowStage) -> Callable[[Count], Count]:
    """Register stages with the function that counts what waits there, for those who have this right. Constant statements; in scope."""

    def keep(count: Count) -> Count:
        STAGES.update({stage.name: stage for stage in stages})
        COUNTS.append((see, count))
        return count

    return keep


def stages() -> list[FlowStage]:
    """All stages in the order of the way."""
    return sorted(STAGES.values(), key=lambda stage: stage.place)


def flow(ctx: Context, warehouse: str = "") -> dict[str, dict[str, Waiting]]:
    """What waits, by warehouse code and stage, of what the reader sees; of one warehouse if it is named."""
    today = Today(ctx)
    found: dict[str, dict[str, Waiting]] = {}
    for see, count in COUNTS:
        for one in count(ctx, today) if ctx.may(see) else ():
            if (one.orders or one.lines) and warehouse in ("", one.warehouse):
                here = found.setdefault(one.warehouse, {})
                here[one.stage] = here[one.stage].and_also(one) if one.stage in here else one
    return dict(sorted(found.items()))
