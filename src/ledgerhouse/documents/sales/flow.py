"""Stages of the flow board that the sales papers know: orders that nobody has confirmed yet."""

from collections.abc import Iterator

from django.db.models import Count, Min

from ledgerhouse.documents.sales.listings import SEE
from ledgerhouse.documents.sales.models import SalesLine, SalesOrder
from ledgerhouse.documents.sales.words import ORDER
from ledgerhouse.foundation.flow import FlowStage, Today, Waiting, counts_of
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@counts_of(SEE, FlowStage("confirm", 10, gettext_noop("To confirm"), "sales.orders", {"state": ORDER.start}))
def to_confirm(ctx: Context, today: Today) -> Iterator[Waiting]:
    """Drafts. Two statements."""
    drafts = scoped(ctx, SalesOrder).filter(state=ORDER.start).order_by()
    rows = drafts.values_list("warehouse__code", "warehouse__timezone", "due_on")
    for code, timezone, due, count, oldest in rows.annotate(count=Count("id"), oldest=Min("created_at")):
        yield Waiting(code, "confirm", count, 0, oldest, count if today.late(due, timezone) else 0)
    lines = scoped(ctx, SalesLine).filter(order__state=ORDER.start).order_by()
    for code, count in lines.values_list("order__warehouse__code").annotate(count=Count("id")):
        yield Waiting(code, "confirm", lines=count)
