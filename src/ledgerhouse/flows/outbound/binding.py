"""What follows from a sales order that binds: the warehouse gets its outbound order, or, while the order is held, only the stock is promised."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from ledgerhouse.documents.sales import orders as sales
from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.flows.outbound.words import OrderConfirmed
from ledgerhouse.foundation import outbox
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.stock.words import NewPromise
from ledgerhouse.masterdata.catalog.queries import items_by_id
from ledgerhouse.masterdata.partners.words import Terms
from ledgerhouse.masterdata.sites.queries import warehouses_by_id
from ledgerhouse.masterdata.sites.words import WarehouseRef
from ledgerhouse.posting import reserve

HELD = "sales_order"
"""The paper of a held order's promises: the order itself, as there is no outbound order yet."""

Lines = Mapping[int, Sequence[sales.LineRef]]


def lines_of(ctx: Context, orders: Sequence[sales.OrderRef]) -> Lines:
    """The lines of these orders by order. One statement."""
    grouped: dict[int, list[sales.LineRef]] = defaultdict(list)
    for line in sales.lines(ctx, (o.id for o in orders)):
        grouped[line.order].append(line)
    return grouped


def bind(ctx: Context, orders: Sequence[sales.OrderRef], lines: Lines, terms: Mapping[int, Terms]) -> dict[str, str]:
    """Make the outbound orders of these sales orders, promise their stock and tell of it: sales order -> outbound order.

    A constant number of statements per warehouse.
    """
    if not orders:
        return {}
    made: dict[str, outbound.Made] = {}
    for warehouse in sorted(warehouses_by_id(ctx, {o.warehouse for o in orders}).values()):
        made |= _bind(ctx, warehouse, [o for o in orders if o.warehouse == warehouse.id], lines, terms)
    link(ctx, [(Ref("sales_order", o.number), Ref("outbound_order", made[o.number].number)) for o in orders])
    news = [
        OrderConfirmed(order=o.number, outbound=made[o.number].number, lines=len(made[o.number].lines)) for o in orders
    ]
    outbox.tell(ctx, [(f"sales_order:{one.order}", one) for one in news])
    return {number: one.number for number, one in made.items()}


def promise_held(ctx: Context, orders: Sequence[sales.OrderRef], lines: Lines) -> None:
    """Promise the stock of orders that are held: nobody else gets it meanwhile. One statement per warehouse."""
    for warehouse in sorted(warehouses_by_id(ctx, {o.warehouse for o in orders}).values()) if orders else ():
        promises = [
            NewPromise(line.item, line.ordered - line.cut, o.due_on, HELD, o.number, line.id)
            for o in orders
            if o.warehouse == warehouse.id
            for line in lines[o.id]
        ]
        reserve.promise(ctx, warehouse, promises)


def withdraw_held(ctx: Context, orders: Sequence[sales.OrderRef], lines: Lines) -> None:
    """Take back the promises of orders that are held no longer. One statement per warehouse."""
    for warehouse in sorted(warehouses_by_id(ctx, {o.warehouse for o in orders}).values()) if orders else ():
        here = [line for o in orders if o.warehouse == warehouse.id for line in lines[o.id]]
        reserve.withdraw(warehouse, {line.id: line.ordered - line.cut for line in here})


def _bind(
    ctx: Context,
    warehouse: WarehouseRef,
    orders: Sequence[sales.OrderRef],
    lines: Lines,
    terms: Mapping[int, Terms],
) -> dict[str, outbound.Made]:
    wanted = [
        outbound.NewOutbound(
            "sales_order",
            o.number,
            warehouse.id,
            o.customer,
            o.due_on,
            tuple((line.item, line.ordered, line.id) for line in lines[o.id]),
        )
        for o in orders
    ]
    made = outbound.write(ctx, _with_life(ctx, wanted, terms), ctx.today(warehouse.timezone))
    promises = [
        NewPromise(item, steps, new.due_on, "outbound_order", m.number, line)
        for new, m in zip(wanted, made, strict=True)
        for line, (item, steps, _) in zip(m.lines, new.lines, strict=True)
    ]
    reserve.promise(ctx, warehouse, promises)
    return {o.number: m for o, m in zip(orders, made, strict=True)}


def _with_life(
    ctx: Context, wanted: Sequence[outbound.NewOutbound], terms: Mapping[int, Terms]
) -> list[outbound.NewOutbound]:
    """With the days of shelf life that the customers want to be left: their share of what each item has, days begun count whole.

    One statement where a customer wants any, else none.
    """
    share = {partner: agreed.life_percent for partner, agreed in terms.items() if agreed.life_percent}
    if not share:
        return list(wanted)
    items = items_by_id(ctx, {item for new in wanted if new.partner in share for item, _, _ in new.lines})
    return [
        new._replace(
            line_life=tuple(-(-items[item].shelf_life_days * share[new.partner] // 100) for item, _, _ in new.lines)
        )
        if new.partner in share
        else new
        for new in wanted
    ]
