"""Ship orders: goods leave stock, cost of sales is booked, the sales order knows, all in one transaction.

From which state depends on the warehouse: it ships what is packed, or what is picked, or straight from the shelf what is allocated (直发). A
shipment from the shelf is one entry, shelf to customer, which settles the hold.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final

from pydantic import Field

from ledgerhouse.documents.sales import orders as sales
from ledgerhouse.documents.warehouse import outbound, tasks
from ledgerhouse.flows.outbound.dispatched import DISPATCH, control_later, remember_dispatched
from ledgerhouse.flows.outbound.shelf_pieces import named_pieces, refuse_left_over, take_pieces
from ledgerhouse.flows.outbound.words import GoodsShipped
from ledgerhouse.foundation.verb import Together, verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import WrongState, gettext_noop
from ledgerhouse.ledgers.stock import queries as stock
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
from ledgerhouse.masterdata.sites.queries import virtual, warehouses_by_id
from ledgerhouse.masterdata.sites.words import Kind, Outbound, WarehouseRef
from ledgerhouse.posting import gate


@dataclass(frozen=True, kw_only=True)
class ShippedPieces:
    """The serial numbers that leave for one line of an order straight from the shelf, where more lie there than leave."""

    __pydantic_config__ = STRICT
    order: Code = field(metadata={"title": gettext_noop("Outbound order")})
    line: Annotated[int, Field(ge=1)] = field(metadata={"title": gettext_noop("Line")})
    serials: Annotated[tuple[Code, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Serial numbers")}
    )


@dataclass(frozen=True, kw_only=True)
class Ship:
    """Outbound orders by number: packed ones, or as early as the steps of their warehouse allow."""

    __pydantic_config__ = STRICT
    numbers: tuple[Code, ...] = field(metadata={"title": gettext_noop("Outbound orders")})
    pieces: tuple[ShippedPieces, ...] = field(default=(), metadata={"title": gettext_noop("Serial numbers")})


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """How many orders and lines left the warehouse."""

    orders: int
    lines: int


READY: Final[Mapping[str, frozenset[str]]] = {
    Outbound.SHIP: frozenset({"allocated", "picked", "packed"}),
    Outbound.PICK: frozenset({"picked", "packed"}),
    Outbound.PACK: frozenset({"packed"}),
}
"""The states from which an order may leave, by the steps of its warehouse."""


def _ship(commands: Sequence[Ship], ctx: Context) -> list[Shipped]:
    asked = list(dict.fromkeys(number for command in commands for number in command.numbers))
    of = outbound.warehouse_of(ctx, asked)
    pieces = [piece for command in commands for piece in command.pieces]
    lines: dict[str, int] = {}
    for warehouse in warehouses_by_id(ctx, set(of.values())).values():
        lines |= _ship_from(ctx, warehouse, [number for number in asked if of[number] == warehouse.id], pieces)
    own = [dict.fromkeys(command.numbers) for command in commands]
    return [Shipped(orders=len(numbers), lines=sum(lines[number] for number in numbers)) for numbers in own]


@verb(
    "outbound.ship",
    may="ship",
    title=gettext_noop("Ship"),
    together=Together(alike=lambda _: "", papers=lambda command: command.numbers, run=_ship),
)
def ship(command: Ship, ctx: Context) -> Shipped:
    """Ship orders: goods, cost of sales and news together. What is still open of an order waits as a backorder."""
    return _ship([command], ctx)[0]


def _ship_from(
    ctx: Context, warehouse: WarehouseRef, numbers: Sequence[str], pieces: Sequence[ShippedPieces]
) -> dict[str, int]:
    """Ship orders of one warehouse; answers how many lines of each left."""
    # load
    orders = outbound.claim(ctx, warehouse.id, "ship", numbers=numbers)
    for order in orders:
        if order.state not in READY[warehouse.outbound_steps]:
            raise WrongState(name=order.number, state=order.state, verb="ship")
    lines = outbound.lines(ctx, (o.id for o in orders))
    shelved = {o.id for o in orders if o.state == "allocated"}
    going = {line.id: line.allocated if line.order in shelved else line.picked for line in lines}
    named = named_pieces(ctx, [o for o in orders if o.id in shelved], lines, pieces) if pieces else {}
    # decide
    places = virtual(ctx, warehouse.id)
    entries = _entries(ctx, warehouse, orders, shelved, lines, places[Kind.CUSTOMER])
    later = control_later(ctx, orders, lines)
    movements = _movements(ctx, warehouse, orders, ((order, take_pieces(e, named)) for order, e in entries), later)
    refuse_left_over(named)
    rest = {line.order for line in lines if line.ordered > going[line.id] + line.shipped + line.cut}
    # write
    outbound.step([o for o in orders if o.id not in rest], "ship", shipped_at=ctx.now)
    outbound.step([o for o in orders if o.id in rest], "ship_part")
    outbound.count(
        {
            line.id: outbound.Change(
                **{"allocated" if line.order in shelved else "picked": -going[line.id]}, shipped=going[line.id]
            )
            for line in lines
        }
    )
    from_sales = {o.id: o.origin for o in orders if o.origin_kind == "sales_order"}
    sold = {line.origin_line: going[line.id] for line in lines if going[line.id] and line.order in from_sales}
    sales.count("shipped", sold)
    sales.complete(ctx, from_sales.values())
    # write and tell
    gone: dict[int, int] = defaultdict(int)
    for line in lines:
        gone[line.order] += bool(going[line.id])
    news = [
        (
            f"outbound_order:{o.number}",
            GoodsShipped(outbound=o.number, origin=o.origin, lines=gone[o.id], complete=o.id not in rest),
        )
        for o in orders
    ]
    posted = gate.post(ctx, warehouse, movements, places=places, news=news)
    remember_dispatched(ctx, warehouse, movements, posted)
    return {o.number: gone[o.id] for o in orders}


def _entries(
    ctx: Context,
    warehouse: WarehouseRef,
    orders: Sequence[outbound.OrderRef],
    shelved: set[int],
    lines: Sequence[outbound.LineRef],
    customer: int,
) -> Iterator[tuple[int, Entry]]:
    """What goes to the customer, with the order it goes for: what pick tasks brought to staging, and what holds keep on shelves."""
    order_of = {line.id: line.order for line in lines}
    waves = {o.wave for o in orders if o.id not in shelved}
    done = tasks.done_of(ctx, waves, {line.id for line in lines if line.picked}) if waves else {}
    for line in lines:
        for t in done.get(line.id, ()):
            source, target = Place(t.target, 0, t.owner, t.status), Place(customer, 0, t.owner, t.status)
            yield line.order, Entry(t.item, t.done, source, target, lot=t.lot, line=line.id)
    for h in stock.holds_of(ctx, warehouse.id, (line.id for line in lines if line.order in shelved)):
        source, target = Place(h.location, h.unit, h.owner, h.status), Place(customer, 0, h.owner, h.status)
        yield order_of[h.line], Entry(h.item, h.open, source, target, lot=h.lot, hold=h.id, line=h.line)


def _movements(
    ctx: Context,
    warehouse: WarehouseRef,
    orders: Sequence[outbound.OrderRef],
    going: Iterable[tuple[int, Entry]],
    later: frozenset[int],
) -> list[Movement]:
    """One movement per order; goods of the orders whose control passes later are booked as dispatched."""
    entries: dict[int, list[Entry]] = defaultdict(list)
    for order, entry in going:
        entries[order].append(entry)
    day = ctx.today(warehouse.timezone)
    return [
        Movement(
            Reason.SHIPMENT,
            "outbound_order",
            o.number,
            day,
            tuple(entries[o.id]),
            partner=o.partner,
            event=DISPATCH if o.id in later else "",
        )
        for o in orders
        if entries[o.id]
    ]
