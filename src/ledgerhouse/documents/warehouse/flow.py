"""Stages of the flow board that outbound orders know: from waiting for stock to shipped today."""

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Count, Exists, Min, OuterRef, Q

from ledgerhouse.documents.warehouse.models import SEE, OutboundLine, OutboundOrder
from ledgerhouse.documents.warehouse.stages import stage_after
from ledgerhouse.foundation.flow import FlowStage, Today, Waiting, counts_of
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.sites.queries import all_warehouses

LIST: Final = "warehouse.outbound_orders"
WAITING: Final = ("waiting", "allocated", "picked", "packed")
HERE: Final = ("warehouse__code", "warehouse__timezone", "warehouse__outbound_steps")


@counts_of(
    SEE,
    FlowStage("allocate", 30, gettext_noop("Waits for stock"), LIST, {"state": "waiting"}),
    FlowStage("release", 40, gettext_noop("To release"), LIST, {"state": "allocated"}),
    FlowStage("pack", 70, gettext_noop("To pack"), LIST, {"state": "picked"}),
    FlowStage("ship", 80, gettext_noop("To ship"), LIST, {"state": "packed"}),
)
def between_steps(ctx: Context, today: Today) -> Iterator[Waiting]:
    """Orders that wait for somebody to take the next step. Two statements."""
    rows = scoped(ctx, OutboundOrder).filter(state__in=WAITING).order_by().values_list(*HERE, "state", "due_on")
    for code, timezone, steps, state, due, count, oldest in rows.annotate(count=Count("id"), oldest=Min("created_at")):
        late = count if today.late(due, timezone) else 0
        yield Waiting(code, stage_after(state, steps), count, 0, oldest, late)
    lines = scoped(ctx, OutboundLine).filter(paper__state__in=WAITING).order_by()
    of = lines.values_list("paper__warehouse__code", "paper__warehouse__outbound_steps", "paper__state")
    for code, steps, state, count in of.annotate(count=Count("id")):
        yield Waiting(code, stage_after(state, steps), lines=count)


@counts_of(
    SEE,
    FlowStage("pick", 50, gettext_noop("To pick"), LIST, {"state": "picking", "begun": "no"}),
    FlowStage("picking", 60, gettext_noop("In picking"), LIST, {"state": "picking", "begun": "yes"}),
)
def released(ctx: Context, today: Today) -> Iterator[Waiting]:
    """Released orders, by whether anything of them is picked. One statement."""
    rows = scoped(ctx, OutboundOrder).filter(state="picking").annotate(begun=begun()).order_by()
    sums: Any = {"count": Count("id", distinct=True), "all_lines": Count("lines"), "oldest": Min("created_at")}
    of = rows.values_list("warehouse__code", "warehouse__timezone", "due_on", "begun").annotate(**sums)
    for code, timezone, due, some, count, lines, oldest in of:
        late = count if today.late(due, timezone) else 0
        yield Waiting(code, "picking" if some else "pick", count, lines, oldest, late)


def begun() -> Exists:
    """Whether something of an outbound order has been picked."""
    return Exists(OutboundLine.objects.filter(paper=OuterRef("pk"), picked__gt=0))


@counts_of(
    SEE, FlowStage("shipped", 90, gettext_noop("Shipped today"), LIST, {"state": "shipped", "shipped_since": "today"})
)
def shipped_today(ctx: Context, today: Today) -> Iterator[Waiting]:
    """Orders that left since the day began where their warehouse is. Two statements."""
    here = Q(pk__in=())
    for timezone in {site.timezone for site in all_warehouses(ctx.under(SEE))}:
        here |= Q(warehouse__timezone=timezone, shipped_at__gte=today.begins(timezone))
    rows = scoped(ctx, OutboundOrder).filter(here, state="shipped").order_by().values_list("warehouse__code")
    sums: Any = {"count": Count("id", distinct=True), "all_lines": Count("lines"), "oldest": Min("shipped_at")}
    for code, count, lines, oldest in rows.annotate(**sums):
        yield Waiting(code, "shipped", count, lines, oldest)
