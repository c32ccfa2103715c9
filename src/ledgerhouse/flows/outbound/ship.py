"""Ship packed orders: goods leave stock, cost of sales is booked, the sales order knows, all in one transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ledgerhouse.documents.sales import orders as sales
from ledgerhouse.documents.warehouse import outbound, tasks
from ledgerhouse.documents.warehouse.words import TaskRef
from ledgerhouse.flows.outbound.words import GoodsShipped
from ledgerhouse.foundation import outbox
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
from ledgerhouse.masterdata.sites.queries import virtual, warehouses_by_id
from ledgerhouse.masterdata.sites.words import Kind, WarehouseRef
from ledgerhouse.posting import gate


@dataclass(frozen=True, kw_only=True)
class Ship:
    """Packed outbound orders by number."""

    __pydantic_config__ = STRICT
    numbers: tuple[Code, ...] = field(metadata={"title": gettext_noop("Outbound orders")})


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """How many orders and lines left the warehouse."""

    orders: int
    lines: int


@verb("outbound.ship", may="ship", title=gettext_noop("Ship"))
def ship(command: Ship, ctx: Context) -> Shipped:
    """Ship packed orders: goods, cost of sales and news together. What is still open of an order waits as a backorder."""
    of = outbound.warehouse_of(ctx, command.numbers)
    orders = lines = 0
    for warehouse in warehouses_by_id(ctx, set(of.values())).values():
        numbers = [number for number in dict.fromkeys(command.numbers) if of[number] == warehouse.id]
        lines += _ship(ctx, warehouse, numbers)
        orders += len(numbers)
    return Shipped(orders=orders, lines=lines)


def _ship(ctx: Context, warehouse: WarehouseRef, numbers: Sequence[str]) -> int:
    # load
    orders = outbound.claim(ctx, warehouse.id, "ship", numbers=numbers)
    lines = outbound.lines(ctx, (o.id for o in orders))
    picked = tasks.done_of(ctx, {o.wave for o in orders}, {line.id for line in lines if line.picked})
    customer = virtual(ctx, warehouse.id)[Kind.CUSTOMER]
    # decide
    movements = _movements(ctx, warehouse, orders, lines, picked, customer)
    rest = {line.order for line in lines if line.ordered > line.picked + line.shipped + line.cut}
    # write
    outbound.step([o for o in orders if o.id not in rest], "ship")
    outbound.step([o for o in orders if o.id in rest], "ship_part")
    outbound.count({line.id: outbound.Change(picked=-line.picked, shipped=line.picked) for line in lines})
    from_sales = {o.id: o.origin for o in orders if o.origin_kind == "sales_order"}
    sales.count(
        "shipped", {line.origin_line: line.picked for line in lines if line.picked and line.order in from_sales}
    )
    sales.complete(ctx, from_sales.values())
    gate.post(ctx, warehouse, movements)
    # tell
    gone: dict[int, int] = defaultdict(int)
    for line in lines:
        gone[line.order] += bool(line.picked)
    outbox.tell(
        ctx,
        [
            (
                f"outbound_order:{o.number}",
                GoodsShipped(outbound=o.number, origin=o.origin, lines=gone[o.id], complete=o.id not in rest),
            )
            for o in orders
        ],
    )
    return sum(gone.values())


def _movements(
    ctx: Context,
    warehouse: WarehouseRef,
    orders: Sequence[outbound.OrderRef],
    lines: Sequence[outbound.LineRef],
    picked: Mapping[int, Sequence[TaskRef]],
    customer: int,
) -> list[Movement]:
    """One movement per order: what its pick tasks brought to staging goes to the customer."""
    entries: dict[int, list[Entry]] = defaultdict(list)
    for line in lines:
        for t in picked.get(line.id, ()):
            source = Place(t.target, 0, t.owner, t.status)
            entries[line.order].append(
                Entry(t.item, t.done, source, Place(customer, 0, t.owner, t.status), lot=t.lot, line=line.id)
            )
    day = ctx.today(warehouse.timezone)
    return [
        Movement(Reason.SHIPMENT, "outbound_order", o.number, day, tuple(entries[o.id]), partner=o.partner)
        for o in orders
        if entries[o.id]
    ]
