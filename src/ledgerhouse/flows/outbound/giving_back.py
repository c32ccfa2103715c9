"""Give back what is held for outbound orders: they wait again, promised as before, and goods that stood at a dock for them find a shelf."""

from collections.abc import Mapping, Sequence

from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.flows.inbound.hand_out import Standing, hand_out
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.stock import queries as stock
from ledgerhouse.ledgers.stock.queries import Held
from ledgerhouse.ledgers.stock.words import NewPromise, Place
from ledgerhouse.masterdata.sites.queries import locations_of_kind
from ledgerhouse.masterdata.sites.words import Kind, WarehouseRef
from ledgerhouse.posting import reserve

ORDER = "outbound_order"


def give_back(ctx: Context, warehouse: WarehouseRef, orders: Sequence[outbound.OrderRef]) -> int:
    """Give everything back that is held for claimed orders; answers for how many lines. Constant statements."""
    called = {o.id: o for o in orders}
    lines = [line for line in outbound.lines(ctx, called) if line.allocated]
    number = {line.id: called[line.order].number for line in lines}
    standing = at_docks(ctx, warehouse, stock.holds_of(ctx, warehouse.id, number), number)
    reserve.release(ctx, warehouse, number)
    hand_out(ctx, warehouse, standing)
    outbound.count({line.id: outbound.Change(allocated=-line.allocated) for line in lines})
    outbound.step(orders, "unallocate")
    again = [
        NewPromise(line.item, line.allocated, called[line.order].due_on, ORDER, number[line.id], line.id)
        for line in lines
    ]
    reserve.promise_again(ctx, warehouse, again, {line.id: line.open for line in lines})
    return len(lines)


def at_docks(ctx: Context, warehouse: WarehouseRef, held: Sequence[Held], number: Mapping[int, str]) -> list[Standing]:
    """Goods that were to go straight from a dock to staging: they need a shelf now. `number` names the order of each line."""
    docks = {place.id for place in locations_of_kind(ctx, warehouse.id, Kind.DOCK)} if held else set()
    return [
        Standing(
            code=f"{number[h.line]}-{h.id}",
            paper_kind=ORDER,
            paper=number[h.line],
            line=h.line,
            item=h.item,
            lot=h.lot,
            quantity=h.open,
            place=Place(h.location, h.unit, h.owner, h.status),
        )
        for h in held
        if h.location in docks
    ]
