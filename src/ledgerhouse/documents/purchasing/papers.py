"""The page of a purchase order."""

from dataclasses import dataclass
from decimal import Decimal

from ledgerhouse.documents.purchasing.listings_amendments import AmendmentRow, Amendments
from ledgerhouse.documents.purchasing.models import PurchaseLine, PurchaseOrder
from ledgerhouse.documents.purchasing.words import ORDER
from ledgerhouse.foundation.links import Ref, around
from ledgerhouse.foundation.listing import LISTINGS, column
from ledgerhouse.foundation.organisation.create_company import places_of
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class OrderLine:
    """One line: what was ordered, what has arrived, in the item's base unit; price and amount are without tax, in the order's currency."""

    line: int = column(gettext_noop("Line"), kind="number")
    item: str = column(gettext_noop("Item"), kind="code", link="item")
    name: str = column(gettext_noop("Name"))
    unit: str = column(gettext_noop("Unit"))
    ordered: Decimal = column(gettext_noop("Ordered"), kind="quantity", total=True)
    received: Decimal = column(gettext_noop("Received"), kind="quantity", total=True)
    short: Decimal = column(gettext_noop("Will not come"), kind="quantity", total=True)
    price: Decimal = column(gettext_noop("Price"), kind="price", masked="see costs")
    amount: Decimal = column(gettext_noop("Amount"), kind="amount", total=True, masked="see costs")
    tax_rate: Decimal = column(gettext_noop("Tax rate (%)"), kind="quantity")
    tax: Decimal = column(gettext_noop("Tax"), kind="amount", total=True, masked="see costs")
    gross: Decimal = column(gettext_noop("With tax"), kind="amount", total=True, masked="see costs")


@paper("purchase_order", title=gettext_noop("Purchase order"), see="see purchases")
def purchase_order(ctx: Context, number: str) -> Paper | None:
    """A purchase order with its lines."""
    rows = scoped(ctx, PurchaseOrder).select_related("supplier", "warehouse", "department")
    order = rows.filter(number=number).first()
    if order is None:
        return None
    lines = [
        line_of(line, places_of(order.currency))
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
            Fact(gettext_noop("Currency"), order.currency),
            Fact(gettext_noop("Version"), order.version, "number"),
            *(_totals(lines) if ctx.may("see costs") else ()),
        ),
        tables=(Table(gettext_noop("Lines"), OrderLine, lines), *_history(ctx, number)),
        actions=_actions(ctx, order, lines),
    )


def _history(ctx: Context, number: str) -> tuple[Table, ...]:
    """What was changed after the release, the latest first."""
    rows = list(LISTINGS["purchasing.amendments"].every(ctx, Amendments(order=number)))
    return (Table(gettext_noop("Amendments"), AmendmentRow, rows),) if rows else ()


def line_of(line: PurchaseLine, places: int) -> OrderLine:
    """A line with its amounts, rounded to the places of the currency."""
    amount = exact.extend(exact.steps(line.ordered, exact.QUANTITY), exact.steps(line.price, exact.PRICE), places)
    tax = exact.percent(amount, exact.steps(line.tax_rate, exact.PERCENT), places)
    return OrderLine(
        line=line.position,
        item=line.item.code,
        name=line.item.name,
        unit=line.item.unit.code,
        ordered=line.ordered,
        received=line.received,
        short=line.short,
        price=line.price,
        amount=exact.number(amount, exact.AMOUNT),
        tax_rate=line.tax_rate,
        tax=exact.number(tax, exact.AMOUNT),
        gross=exact.number(amount + tax, exact.AMOUNT),
    )


def _totals(lines: list[OrderLine]) -> tuple[Fact, ...]:
    return (
        Fact(gettext_noop("Total without tax"), sum((line.amount for line in lines), Decimal(0)), "amount"),
        Fact(gettext_noop("Tax"), sum((line.tax for line in lines), Decimal(0)), "amount"),
        Fact(gettext_noop("Total with tax"), sum((line.gross for line in lines), Decimal(0)), "amount"),
    )


def _as_it_is(order: PurchaseOrder, lines: list[OrderLine]) -> dict[str, object]:
    """What a form for editing starts from. Prices stay unless another is named, so that they are not shown here."""
    return {
        "order": order.number,
        "version": order.version,
        "supplier": order.supplier.code,
        "warehouse": order.warehouse.code,
        "ordered_on": order.ordered_on.isoformat(),
        **({"due_on": order.due_on.isoformat()} if order.due_on else {}),
        "reference": order.reference,
        "department": order.department.code if order.department else "",
        "currency": order.currency,
        "lines": [{"line": line.line, "item": line.item, "quantity": str(line.ordered)} for line in lines],
    }


def _actions(ctx: Context, order: PurchaseOrder, lines: list[OrderLine]) -> tuple[Action, ...]:
    """What the state allows. Goods are received against the inbound order that the release made; its lines have the same positions."""
    numbers = {"numbers": [order.number]}
    if order.state == ORDER.start:
        edit = Action("purchasing.edit_order", _as_it_is(order, lines))
        return (Action("inbound.release_purchases", numbers), edit, Action("purchasing.cancel_orders", numbers))
    if order.state in ORDER.sources("reopen"):
        return (Action("inbound.reopen_purchases", numbers),)
    if order.state != ORDER.target("release"):
        return ()
    _, down = around(ctx, Ref("purchase_order", order.number))
    waiting = [
        {"order": ref.number, "line": line.line, "quantity": str(line.ordered - line.received - line.short)}
        for ref in down
        if ref.kind == "inbound_order"
        for line in lines
        if line.received + line.short < line.ordered
    ]
    receive = (Action("inbound.receive", {"lines": waiting}),) if waiting else ()
    begun = any(line.received for line in lines)
    known = [{"line": line.line, "item": line.item, "quantity": str(line.ordered)} for line in lines if line.ordered]
    amend = Action("purchasing.amend_order", {"order": order.number, "lines": known})
    end = () if begun else (Action("inbound.cancel_purchases", numbers),)
    return (*receive, amend, Action("inbound.close_purchases", numbers), *end)
