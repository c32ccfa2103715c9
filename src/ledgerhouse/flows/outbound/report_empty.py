"""A picker finds less than the task asks for: what is there is picked, and the place is counted (空位核查)."""

from dataclasses import dataclass, field
from decimal import Decimal

from ledgerhouse.documents.warehouse import counts, tasks
from ledgerhouse.flows.outbound.pick import PickLine, PickTasks, pick
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code, QuantityOrNone
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.queries import lying
from ledgerhouse.masterdata.sites.queries import warehouses_by_id


@dataclass(frozen=True, kw_only=True)
class ReportEmpty:
    """A pick task, and how much of it was there after all; nothing when the place is empty."""

    __pydantic_config__ = STRICT

    task: Code = field(metadata={"title": gettext_noop("Task")})
    quantity: QuantityOrNone = field(default=Decimal(0), metadata={"title": gettext_noop("Found")})


@dataclass(frozen=True, kw_only=True)
class EmptyReported:
    """The stocktake of the place, and the orders that are now wholly picked."""

    count: str
    orders: tuple[str, ...]


@verb("outbound.report_empty", may="pick", title=gettext_noop("Report missing goods"))
def report_empty(command: ReportEmpty, ctx: Context) -> EmptyReported:
    """Pick what is there, give the rest back to the order, and draw up a stocktake of the place so that nobody is sent there in vain again."""
    task = tasks.by_code(ctx, [command.task]).get(command.task)
    if task is None:
        raise Unreadable([problem("task", gettext_noop("there is no pick task {code}"), code=command.task)])
    line = PickLine(task=command.task, quantity=command.quantity)
    picked = pick(PickTasks(lines=(line,)), ctx)
    (warehouse,) = warehouses_by_id(ctx, {task.warehouse}).values()
    found = lying(ctx, warehouse.id, locations=[task.source])
    lines = [counts.NewLine(counts.Key(*row[:6]), row.on_hand) for row in found]
    number = counts.write(ctx, warehouse.id, lines, ctx.today(warehouse.timezone))
    return EmptyReported(count=number, orders=picked.orders)
