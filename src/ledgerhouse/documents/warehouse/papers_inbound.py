"""Pages of the inbound side and of what people do: inbound order, receipt, task, stocktake."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledgerhouse.documents.warehouse.listings_docks import AppointmentFilter, AppointmentRow
from ledgerhouse.documents.warehouse.listings_inbound import (
    CountLineFilter,
    CountLineRow,
    InboundLineFilter,
    InboundLineRow,
    ReceiptFilter,
    ReceiptLineFilter,
    ReceiptLineRow,
    ReceiptRow,
    TaskFilter,
    TaskRow,
)
from ledgerhouse.documents.warehouse.listings_receiving import RefusedFilter, RefusedGoodsRow
from ledgerhouse.documents.warehouse.models import SEE, Count, CountLine, InboundOrder, Receipt, Task
from ledgerhouse.documents.warehouse.words import COUNT, INBOUND, ORIGINS, TASK, TASK_KINDS, TaskKind
from ledgerhouse.foundation.listing import LISTINGS, column
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.stock.past import stands
from ledgerhouse.ledgers.stock.words import Reason
from ledgerhouse.masterdata.catalog.models import Lot


@paper("inbound_order", title=gettext_noop("Inbound order"), see=SEE)
def inbound_order(ctx: Context, number: str) -> Paper | None:
    """An inbound order with its lines, its receipts and what is still to be received."""
    row = scoped(ctx, InboundOrder).select_related("warehouse", "partner").filter(number=number).first()
    if row is None:
        return None
    lines = list(LISTINGS["warehouse.inbound_lines"].every(ctx, InboundLineFilter(order=number), sort="position"))
    receipts = list(LISTINGS["warehouse.receipts"].every(ctx, ReceiptFilter(order=number), sort="number"))
    waiting = [
        {"order": row.number, "line": line.position, "quantity": str(line.expected - line.received - line.short)}
        for line in lines
        if line.received + line.short < line.expected
    ]
    actions = [
        Action("inbound.receive", {"lines": waiting}),
        Action("inbound.receive_scans", {"order": row.number}),
        Action("inbound.book_dock", {"order": row.number}),
        Action("inbound.refuse_goods", {"lines": [{"order": w["order"], "line": w["line"]} for w in waiting]}),
    ]
    facts = (
        Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
        Fact(gettext_noop("Supplier"), row.partner.name if row.partner else ""),
        Fact(gettext_noop("Comes from"), ORIGINS.get(row.origin_kind, row.origin_kind), "state"),
        Fact(gettext_noop("Origin"), row.origin, "code", row.origin_kind),
        Fact(gettext_noop("Expected on"), row.due_on, "date"),
        Fact(gettext_noop("Made"), row.created_at, "moment"),
    )
    tables = [Table(gettext_noop("Lines"), InboundLineRow, lines)]
    if receipts:
        tables.append(Table(gettext_noop("Receipts"), ReceiptRow, receipts))
    comings = list(
        LISTINGS["warehouse.dock_appointments"].every(ctx, AppointmentFilter(order=number), sort="starts_at")
    )
    if comings:
        tables.append(Table(gettext_noop("Dock appointments"), AppointmentRow, comings))
    refused = list(LISTINGS["warehouse.refused_goods"].every(ctx, RefusedFilter(order=number), sort="line"))
    if refused:
        tables.append(Table(gettext_noop("Refused goods"), RefusedGoodsRow, refused))
    return Paper(
        kind="inbound_order",
        number=row.number,
        title=gettext_noop("Inbound order"),
        state=row.state,
        lifecycle=INBOUND,
        facts=facts,
        tables=tables,
        actions=(*(actions if waiting and row.state in INBOUND.sources("receive") else ()), *_ends(row)),
    )


def _ends(row: InboundOrder) -> list[Action]:
    """Close and reopen by the state; where a purchase is behind it, that is closed and reopened instead."""
    verbs = (("close", "inbound.close_orders"), ("reopen", "inbound.reopen_orders"))
    alone = row.origin_kind != "purchase_order"
    return [Action(v, {"numbers": [row.number]}) for step, v in verbs if alone and row.state in INBOUND.sources(step)]


@paper("receipt", title=gettext_noop("Receipt"), see=SEE)
def receipt(ctx: Context, number: str) -> Paper | None:
    """A receipt with its lines and the putaway tasks it made."""
    row = scoped(ctx, Receipt).select_related("warehouse", "order__partner").filter(number=number).first()
    if row is None:
        return None
    lines = LISTINGS["warehouse.receipt_lines"].every(ctx, ReceiptLineFilter(receipt=number), sort="position")
    tasks = list(LISTINGS["warehouse.tasks"].every(ctx, TaskFilter(document=number), sort="sequence"))
    waiting = [{"task": task.code, "location": task.target} for task in tasks if task.state in TASK.sources("finish")]
    actions = [Action("inbound.put_away", {"lines": waiting})] if waiting else []
    if stands(ctx, "receipt", row.number, Reason.RECEIPT):
        actions.append(Action("inbound.reverse_receipts", {"lines": [{"number": row.number}]}))
        actions.append(Action("inbound.draft_supplier_returns", {"lines": [{"receipt": row.number}]}))
    tables = [Table(gettext_noop("Lines"), ReceiptLineRow, list(lines))]
    if tasks:
        tables.append(Table(gettext_noop("Tasks"), TaskRow, tasks))
    refused = list(LISTINGS["warehouse.refused_goods"].every(ctx, RefusedFilter(receipt=number), sort="line"))
    if refused:
        tables.append(Table(gettext_noop("Refused goods"), RefusedGoodsRow, refused))
    return Paper(
        kind="receipt",
        number=row.number,
        title=gettext_noop("Receipt"),
        facts=(
            Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
            Fact(gettext_noop("Inbound order"), row.order.number, "code", "inbound_order"),
            Fact(gettext_noop("Supplier"), row.order.partner.name if row.order.partner else ""),
            Fact(gettext_noop("Received on"), row.received_on, "date"),
            Fact(gettext_noop("Made"), row.created_at, "moment"),
        ),
        tables=tables,
        actions=actions,
    )


@paper("task", title=gettext_noop("Task"), see=SEE)
def task(ctx: Context, number: str) -> Paper | None:
    """A task: what from where to where, and why there."""
    row = scoped(ctx, Task).select_related("warehouse", "item", "source", "target").filter(code=number).first()
    if row is None:
        return None
    kind = TaskKind(row.kind)
    verbs = {TaskKind.PUTAWAY: "inbound.put_away", TaskKind.PICK: "outbound.pick"}
    lot = Lot.objects.filter(id=row.lot).values_list("code", flat=True).first()
    return Paper(
        kind="task",
        number=row.code,
        title=TASK_KINDS[kind],
        state=row.state,
        lifecycle=TASK,
        facts=(
            Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
            Fact(gettext_noop("Item"), row.item.code, "code", "item"),
            Fact(gettext_noop("Name"), row.item.name),
            Fact(gettext_noop("Lot"), lot or ""),
            Fact(gettext_noop("Quantity"), row.quantity, "quantity"),
            Fact(gettext_noop("Done"), row.done, "quantity"),
            Fact(gettext_noop("From"), row.source.code, "code"),
            Fact(gettext_noop("To"), row.target.code, "code"),
            Fact(gettext_noop("Document"), row.paper, "code", row.paper_kind),
            *_why(row),
        ),
        tables=_refused(row),
        actions=[Action(verbs[kind], {"lines": [{"task": row.code}]})] if row.state in TASK.sources("finish") else (),
    )


def _why(row: Task) -> list[Fact]:
    """The reason the strategy gave, in its own words; a rule is a message id."""
    facts = []
    if row.explanation.get("rule"):
        facts.append(Fact(gettext_noop("Why there"), row.explanation["rule"], "state"))
    if row.explanation.get("runner_up"):
        facts.append(Fact(gettext_noop("Second choice"), row.explanation["runner_up"], "code"))
    if row.explanation.get("strategy"):
        facts.append(Fact(gettext_noop("Strategy"), row.explanation["strategy"], "code"))
    if row.overruled:
        facts.append(Fact(gettext_noop("Put elsewhere because"), row.overruled))
    return facts


@dataclass(frozen=True)
class PlaceRefusedRow:
    """A place that was nearer or better and could not be taken."""

    place: str = column(gettext_noop("Location"), kind="code")
    why: str = column(gettext_noop("Why not"), kind="state")


def _refused(row: Task) -> list[Table]:
    refused = [PlaceRefusedRow(place=place, why=why) for place, why in row.explanation.get("refused", ())]
    return [Table(gettext_noop("Places refused"), PlaceRefusedRow, refused)] if refused else []


@paper("stock_count", title=gettext_noop("Stocktake"), see=SEE)
def stock_count(ctx: Context, number: str) -> Paper | None:
    """A stocktake with its lines; what the ledger says only for those who approve."""
    row = scoped(ctx, Count).select_related("warehouse").filter(number=number).first()
    if row is None:
        return None
    lines = LISTINGS["warehouse.count_lines"].every(ctx, CountLineFilter(stocktake=number), sort="position")
    counted = list(scoped(ctx, CountLine).filter(paper=row).order_by("position"))
    return Paper(
        kind="stock_count",
        number=row.number,
        title=gettext_noop("Stocktake"),
        state=row.state,
        lifecycle=COUNT,
        facts=(
            Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
            Fact(gettext_noop("Made"), row.created_at, "moment"),
            Fact(gettext_noop("Posted"), row.posted_at, "moment"),
        ),
        tables=(Table(gettext_noop("Lines"), CountLineRow, list(lines)),),
        actions=_count_actions(row, counted),
    )


def _count_actions(row: Count, lines: Sequence[CountLine]) -> list[Action]:
    actions = []
    if row.state in COUNT.sources("record"):
        # a line nobody has counted brings no quantity along: a form sent off as it is must not record a zero
        asked = [
            {"line": line.position, **({"quantity": str(line.counted)} if line.recorded else {})} for line in lines
        ]
        actions.append(Action("inventory.record_count", {"number": row.number, "lines": asked}))
    if row.state in COUNT.sources("approve"):
        actions.append(Action("inventory.approve_count", {"number": row.number}))
    return actions
