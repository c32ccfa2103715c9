"""The page of a purchase order."""

from dataclasses import dataclass
from decimal import Decimal

from ledgerhouse.documents.purchasing.models import PurchaseLine, PurchaseOrder
from ledgerhouse.documents.purchasing.words import ORDER
from ledgerhouse.foundation.links import Ref, around
from ledgerhouse.foundation.listing import column
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class OrderLine:
    """One line: what was ordered, what has arrived, in the item's base unit; amounts without tax."""

    line: int = column(gettext_noop("Line"), kind="number")
    item: str = column(gettext_noop("Item"), kind="code", link="item")
    name: str = column(gettext_noop("Name"))
    unit: str = column(gettext_noop("Unit"))
    ordered: Decimal = column(gettext_noop("Ordered"), kind="quantity", total=True)
    received: Decimal = column(gettext_noop("Received"), kind="quantity", total=True)
    price: Decimal = column(gettext_noop("Price"), kind="price", masked="see costs")
    amount: Decimal = column(gettext_noop("Amount"), kind="amount", total=True, masked="see costs")


@paper("purchase_order", title=gettext_noop("Purchase order"), see="see purchases")
def purchase_order(ctx: Context, number: str) -> Paper | None:
    """A purchase order with its lines."""
    rows = scoped(ctx, PurchaseOrder).select_related("supplier", "warehouse", "department", "company")
    order = rows.filter(number=number).first()
    if order is None:
        return None
    lines = [
        _line(line, order.company.currency_places)
        for line in scoped(ctx, PurchaseLine).filter(order=order).select_related("item__unit").order_by("position")
    ]
    return Paper(
        kind="purchase_order",
        number=order.number,
        title=order.number,
        state=order.state,
        lifecycle=ORDER,
        facts=(
            Fact(gettext_noop("Supplier"), order.supplier.code, "code", "partner"),
            Fact(gettext_noop("Name"), order.supplier.name),
            Fact(gettext_noop("Warehouse"), order.warehouse.code, "code", "warehouse"),
            Fact(gettext_noop("Order date"), order.ordered_on, "date"),
            Fact(gettext_noop("Due date"), order.due_on, "date"),
            Fact(gettext_noop("Supplier's reference"), order.reference),
            Fact(gettext_noop("Department"), order.department.name if order.department else ""),
        ),
        tables=(Table(gettext_noop("Lines"), OrderLine, lines),),
        actions=_actions(ctx, order, lines),
    )


def _line(line: PurchaseLine, places: int) -> OrderLine:
    amount = exact.extend(exact.steps(line.ordered, exact.QUANTITY), exact.steps(line.price, exact.PRICE), places)
    return OrderLine(
        line=line.position,
        item=line.item.code,
        name=line.item.name,
        unit=line.item.unit.code,
        ordered=line.ordered,
        received=line.received,
        price=line.price,
        amount=exact.number(amount, exact.AMOUNT),
    )


def _actions(ctx: Context, order: PurchaseOrder, lines: list[OrderLine]) -> tuple[Action, ...]:
    """What the state allows. Goods are received against the inbound order that the release made; its lines have the same positions."""
    if order.state == ORDER.start:
        numbers = {"numbers": [order.number]}
        return (Action("inbound.release_purchases", numbers), Action("purchasing.cancel_orders", numbers))
    if order.state != ORDER.target("release"):
        return ()
    _, down = around(ctx, Ref("purchase_order", order.number))
    waiting = [
        {"order": ref.number, "line": line.line, "quantity": str(line.ordered - line.received)}
        for ref in down
        if ref.kind == "inbound_order"
        for line in lines
        if line.received < line.ordered
    ]
    receive = (Action("inbound.receive", {"lines": waiting}),) if waiting else ()
    return (*receive, Action("inbound.close_purchases", {"numbers": [order.number]}))
