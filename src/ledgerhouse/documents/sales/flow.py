"""Stages of the flow board that the sales papers know: orders that nobody has confirmed yet, and orders on hold."""

from collections.abc import Iterator
from typing import Final

from django.db.models import Count, Min

from ledgerhouse.documents.sales.listings import SEE
from ledgerhouse.documents.sales.models import SalesLine, SalesOrder
from ledgerhouse.foundation.flow import FlowStage, Today, Waiting, counts_of
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop

STATES: Final = {"draft": "confirm", "suspended": "held"}
"""State of a sales order -> the stage at which it stands before it is confirmed."""


@counts_of(
    SEE,
    FlowStage("confirm", 10, gettext_noop("To confirm"), "sales.orders", {"state": "draft"}),
    FlowStage("held", 20, gettext_noop("On hold"), "sales.orders", {"state": "suspended"}),
)
def before_confirmation(ctx: Context, today: Today) -> Iterator[Waiting]:
    """Drafts, and orders that are held back. Two statements."""
    orders = scoped(ctx, SalesOrder).filter(state__in=STATES).order_by()
    rows = orders.values_list("warehouse__code", "warehouse__timezone", "state", "due_on")
    for code, timezone, state, due, count, oldest in rows.annotate(count=Count("id"), oldest=Min("created_at")):
        yield Waiting(code, STATES[state], count, 0, oldest, count if today.late(due, timezone) else 0)
    lines = scoped(ctx, SalesLine).filter(order__state__in=STATES).order_by()
    for code, state, count in lines.values_list("order__warehouse__code", "order__state").annotate(count=Count("id")):
        yield Waiting(code, STATES[state], lines=count)
