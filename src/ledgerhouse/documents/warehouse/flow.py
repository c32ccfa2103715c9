"""Stages of the flow board that outbound orders know: from waiting for stock to shipped today."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from django.db.models import Count, Min, Q

from ledgerhouse.documents.warehouse.models import SEE, OutboundLine, OutboundOrder
from ledgerhouse.documents.warehouse.stages import stage_after
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.flow import FlowStage, Today, Waiting, counts_of
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.sites.queries import all_warehouses

LIST: Final = "warehouse.outbound_orders"
WAITING: Final = ("waiting", "allocated", "picked", "packed")
PICKING: Final = """
select t.warehouse_id, t.due_on, t.begun, count(*), sum(t.of_it), min(t.created_at) from (
    select o.id, o.warehouse_id, o.due_on, o.created_at, count(*) as of_it, max(case when l.picked > 0 then 1 else 0 end) as begun
    from warehouse_outboundorder o join warehouse_outboundline l on l.paper_id = o.id
    where o.state = 'picking' and {scope} group by o.id, o.warehouse_id, o.due_on, o.created_at
) t group by t.warehouse_id, t.due_on, t.begun
"""
"""Orders in picking and their lines, each order read once: an order has begun when something of it is picked."""


@counts_of(
    SEE,
    FlowStage("allocate", 30, gettext_noop("Waits for stock"), LIST, {"state": "waiting"}),
    FlowStage("release", 40, gettext_noop("To release"), LIST, {"state": "allocated"}),
    FlowStage("pack", 70, gettext_noop("To pack"), LIST, {"state": "picked"}),
    FlowStage("ship", 80, gettext_noop("To ship"), LIST, {"state": "packed"}),
)
def between_steps(ctx: Context, today: Today) -> Iterator[Waiting]:
    """Orders that wait for somebody to take the next step. Three statements."""
    sites = {site.id: site for site in all_warehouses(ctx.under(SEE))}
    orders = scoped(ctx, OutboundOrder).filter(state__in=WAITING, warehouse__in=sites).order_by()
    rows = orders.values_list("warehouse_id", "state", "due_on")
    for site, state, due, count, oldest in rows.annotate(count=Count("id"), oldest=Min("created_at")):
        here = sites[site]
        late = count if today.late(due, here.timezone) else 0
        yield Waiting(here.code, stage_after(state, here.outbound_steps), count, 0, oldest, late)
    lines = scoped(ctx, OutboundLine).filter(paper__state__in=WAITING, paper__warehouse__in=sites).order_by()
    for site, state, count in lines.values_list("paper__warehouse_id", "paper__state").annotate(count=Count("id")):
        yield Waiting(sites[site].code, stage_after(state, sites[site].outbound_steps), lines=count)


@counts_of(
    SEE,
    FlowStage("pick", 50, gettext_noop("To pick"), LIST, {"state": "picking", "begun": "no"}),
    FlowStage("picking", 60, gettext_noop("In picking"), LIST, {"state": "picking", "begun": "yes"}),
)
def released(ctx: Context, today: Today) -> Iterator[Waiting]:
    """Released orders, by whether anything of them is picked. Two statements."""
    sites = {site.id: site for site in all_warehouses(ctx.under(SEE))}
    for site, due, begun, count, lines, oldest in dialect.select(
        PICKING.format(scope=scope_sql(ctx, OutboundOrder, "o"))
    ):
        if here := sites.get(site):
            late = count if today.late(dialect.day(due), here.timezone) else 0
            yield Waiting(here.code, "picking" if begun else "pick", count, int(lines), _moment(oldest), late)


def _moment(value: Any) -> datetime:
    """A time as the driver answers it: SQLite answers text, MariaDB leaves the zone out, which is UTC."""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return at if at.tzinfo else at.replace(tzinfo=UTC)


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
