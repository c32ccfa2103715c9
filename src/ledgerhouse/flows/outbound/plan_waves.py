"""Release waves by the templates of a warehouse: from one kind of order after the other, or as orders come (波次计划)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.documents.warehouse.wave_orders import now_in, templates, waiting_orders
from ledgerhouse.documents.warehouse.wave_plans import Left, plan
from ledgerhouse.flows.outbound.release_wave import release
from ledgerhouse.foundation.jobs import KINDS, Report
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, gettext_noop
from ledgerhouse.masterdata.sites.queries import warehouse as warehouse_by_code
from ledgerhouse.masterdata.sites.queries import warehouses

SHOWN = 200
"""Orders whose reasons are told; the rest are counted."""


@dataclass(frozen=True, kw_only=True)
class PlanWaves:
    """A warehouse, and templates by code; none means all that are active. At most `limit` allocated orders are looked at, the most urgent first."""

    __pydantic_config__ = STRICT
    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    templates: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Wave templates")})
    limit: Annotated[int, Field(ge=1, le=10_000)] = field(default=2000, metadata={"title": gettext_noop("At most")})


@dataclass(frozen=True, kw_only=True)
class PlannedWave:
    """A wave that was released by a template."""

    wave: str
    template: str
    orders: int
    tasks: int
    metres: Decimal


@dataclass(frozen=True, kw_only=True)
class LeftOrder:
    """An order that a template did not take, and why."""

    order: str
    template: str
    why: str


@dataclass(frozen=True, kw_only=True)
class WavesPlanned:
    """The waves, how many orders stay behind, and for the first of them why each template left them."""

    waves: tuple[PlannedWave, ...]
    waiting: int
    left: tuple[LeftOrder, ...]


@verb("outbound.plan_waves", may="release waves", title=gettext_noop("Release waves by template"))
def plan_waves(command: PlanWaves, ctx: Context) -> WavesPlanned:
    """Put allocated orders into waves by the templates; a dry run shows the waves and keeps none. Constant statements per wave."""
    # load
    warehouse = warehouse_by_code(ctx, command.warehouse)
    known = templates(ctx, warehouse.id, command.templates)
    missing = sorted(set(command.templates) - {t.code for t in known})
    if missing or not known:
        raise NotFound(kind=gettext_noop("wave template"), name=", ".join(missing) or warehouse.code)
    claimed = {o.id: o for o in outbound.claim(ctx, warehouse.id, "release", limit=command.limit)}
    orders = waiting_orders(ctx, warehouse, list(claimed), known)
    # decide
    planned, left = plan(orders, known, now_in(ctx, warehouse))
    # write
    made = []
    for one in planned:
        done = release(ctx, warehouse, [claimed[order.id] for order in one.orders], template=one.template.id)
        made.append(
            PlannedWave(
                wave=done.wave, template=one.template.code, orders=done.orders, tasks=done.tasks, metres=done.metres
            )
        )
    return WavesPlanned(
        waves=tuple(made), waiting=len(orders) - sum(len(one.orders) for one in planned), left=_told(left)
    )


def _told(left: Sequence[Left]) -> tuple[LeftOrder, ...]:
    first = list(dict.fromkeys(one.order.id for one in left))[:SHOWN]
    return tuple(
        LeftOrder(order=one.order.number, template=one.template.code, why=one.why)
        for one in sorted(left, key=lambda one: (one.order.priority, one.order.id))
        if one.order.id in first
    )


@KINDS.add("outbound.plan_waves")
def by_the_clock(ctx: Context, args: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """The job: waves of the warehouses in `warehouses`, all when none are named, by the templates in `templates`."""
    named = args.get("warehouses", ())
    codes = tuple(args.get("templates", ()))
    mine = [w for w in warehouses(ctx) if not named or w.code in named]
    made = 0
    for n, warehouse in enumerate(mine, 1):
        if any(not codes or t.code in codes for t in templates(ctx, warehouse.id)):
            here = tuple(t.code for t in templates(ctx, warehouse.id, codes)) if codes else ()
            made += len(plan_waves(PlanWaves(warehouse=warehouse.code, templates=here), ctx).waves)
        report(n, len(mine), "")
    return {"waves": made}
