"""How much work waits at which stage of the warehouse, and since when: what boards and home pages show. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count as Counted
from django.db.models import Min, Q, QuerySet

from ledgerhouse.documents.warehouse.models import Count, InboundOrder, OutboundOrder, Task
from ledgerhouse.documents.warehouse.words import TaskKind
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.masterdata.sites.words import Outbound

STAGES: Final = ("receive", "put_away", "allocate", "release", "pick", "pack", "ship", "count")
"""The stages in the order in which goods pass; counting stands beside."""

OUTBOUND: Final[Mapping[str, str]] = {"waiting": "allocate", "allocated": "release", "picked": "pack", "packed": "ship"}
TASKS: Final[Mapping[int, str]] = {TaskKind.PUTAWAY: "put_away", TaskKind.PICK: "pick"}
OPEN: Final = ("open", "claimed")


@dataclass(frozen=True)
class Stage:
    """What waits at one stage: how many papers or tasks, how many of them are late, and since when the oldest waits."""

    name: str
    count: int = 0
    late: int = 0
    oldest: datetime | None = None


def stages(ctx: Context, today: date, warehouse: str = "") -> list[Stage]:
    """All stages of the warehouses in scope, or of one by code. Four statements. `today` decides what is late."""
    here = Q(warehouse__code=warehouse) if warehouse else Q()
    late = {"late": Counted("id", filter=Q(due_on__lt=today))}
    found: dict[str, Stage] = {}
    inbound = scoped(ctx, InboundOrder).filter(here, state__in=("expected", "receiving"))
    found["receive"] = _one("receive", inbound.aggregate(count=Counted("id"), oldest=Min("created_at"), **late))
    outbound = scoped(ctx, OutboundOrder).filter(here, state__in=OUTBOUND)
    for row in _by(outbound, "state", "warehouse__outbound_steps", **late):
        name = stage_after(row["state"], row["warehouse__outbound_steps"])
        found[name] = _both(found.get(name, Stage(name)), _one(name, row))
    for row in _by(scoped(ctx, Task).filter(here, state__in=OPEN, kind__in=TASKS), "kind"):
        found[TASKS[row["kind"]]] = _one(TASKS[row["kind"]], row)
    counting = scoped(ctx, Count).filter(here, state__in=("counting", "counted"))
    found["count"] = _one("count", counting.aggregate(count=Counted("id"), oldest=Min("created_at")))
    return [found.get(name, Stage(name)) for name in STAGES]


def stage_after(state: str, steps: str) -> str:
    """The stage at which an outbound order of this state waits in a warehouse with these outbound steps; empty when it waits nowhere."""
    early = {"allocated": steps == Outbound.SHIP, "picked": steps != Outbound.PACK}
    return "ship" if early.get(state) else OUTBOUND.get(state, "")


def _by(rows: "QuerySet[Any]", *fields: str, **more: Any) -> Any:
    return rows.order_by().values(*fields).annotate(count=Counted("id"), oldest=Min("created_at"), **more)


def _both(one: Stage, other: Stage) -> Stage:
    oldest = min((s.oldest for s in (one, other) if s.oldest is not None), default=None)
    return Stage(one.name, one.count + other.count, one.late + other.late, oldest)


def _one(name: str, row: Mapping[str, Any]) -> Stage:
    return Stage(name, row["count"], row.get("late") or 0, row["oldest"])
