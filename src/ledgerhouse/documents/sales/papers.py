"""Pages of sales: sales order, customer return."""

from decimal import Decimal

from ledgerhouse.documents.sales.listings import (
    SEE,
    DispositionFilter,
    DispositionRow,
    LineFilter,
    LineRow,
    ReturnLineFilter,
    ReturnLineRow,
)
from ledgerhouse.documents.sales.listings_credit import HoldFilter, HoldRow
from ledgerhouse.documents.sales.models import CustomerReturn, SalesOrder
from ledgerhouse.documents.sales.words import ORDER, RETURN
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.stock.past import stands
from ledgerhouse.ledgers.stock.words import Reason


@paper("sales_order", title=gettext_noop("Sales order"), see=SEE)
def sales_order(ctx: Context, number: str) -> Paper | None:
    """A sales order with its lines and what can be done next."""
    row = scoped(ctx, SalesOrder).select_related("customer", "warehouse", "department").filter(number=number).first()
    if row is None:
        return None
    lines = list(LISTINGS["sales.lines"].every(ctx, LineFilter(order=number), sort="position"))
    actions = []
    if row.state in ORDER.sources("confirm"):
        actions.append(Action("outbound.confirm_orders", {"numbers": [row.number]}))
    if row.state in ORDER.sources("release"):
        actions.append(Action("outbound.release_holds", {"numbers": [row.number]}))
        actions.append(Action("outbound.recheck_holds", {"numbers": [row.number]}))
    if row.state in ORDER.sources("cancel") and not any(line.shipped for line in lines):
        actions.append(Action("outbound.cancel_orders", {"numbers": [row.number]}))
    if any(line.shipped > line.returned for line in lines):
        back = [
            {"order": row.number, "line": line.position, "quantity": str(line.shipped - line.returned)}
            for line in lines
            if line.shipped > line.returned
        ]
        actions.append(Action("inbound.take_returns", {"lines": back}))
    net, tax = sum((line.amount for line in lines), Decimal(0)), sum((line.tax for line in lines), Decimal(0))
    return Paper(
        kind="sales_order",
        number=row.number,
        title=gettext_noop("Sales order"),
        state=row.state,
        lifecycle=ORDER,
        facts=[
            Fact(gettext_noop("Customer"), row.customer.code, "code", "partner"),
            Fact(gettext_noop("Name"), row.customer.name),
            Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
            Fact(gettext_noop("Order date"), row.ordered_on, "date"),
            Fact(gettext_noop("Promised date"), row.due_on, "date"),
            Fact(gettext_noop("Customer's reference"), row.reference, "code"),
            Fact(gettext_noop("Department"), str(row.department or "")),
            Fact(gettext_noop("Currency"), row.currency),
            Fact(gettext_noop("Discount (%)"), row.discount, "quantity"),
            Fact(gettext_noop("Deduction"), row.deduction, "amount"),
            Fact(gettext_noop("Total without tax"), net, "amount"),
            Fact(gettext_noop("Tax"), tax, "amount"),
            Fact(gettext_noop("Total with tax"), net + tax, "amount"),
            Fact(gettext_noop("Paid"), row.paid, "amount"),
        ],
        tables=[Table(gettext_noop("Lines"), LineRow, lines), *_holds(ctx, row.number)],
        actions=actions,
    )


def _holds(ctx: Context, number: str) -> list[Table]:
    """Why the order was held and how that ended."""
    rows = list(LISTINGS["sales.credit_holds"].every(ctx, HoldFilter(order=number, ended=True)))
    return [Table(gettext_noop("Credit holds"), HoldRow, rows)] if rows else []


@paper("customer_return", title=gettext_noop("Customer return"), see=SEE)
def customer_return(ctx: Context, number: str) -> Paper | None:
    """A customer return with its lines."""
    row = scoped(ctx, CustomerReturn).select_related("order__customer", "warehouse").filter(number=number).first()
    if row is None:
        return None
    lines = list(LISTINGS["sales.return_lines"].every(ctx, ReturnLineFilter(number=number)))
    decided = list(LISTINGS["sales.dispositions"].every(ctx, DispositionFilter(number=number), sort="decided_at"))
    standing = row.state == RETURN.start and stands(ctx, "customer_return", row.number, Reason.CUSTOMER_RETURN)
    return Paper(
        kind="customer_return",
        number=row.number,
        title=gettext_noop("Customer return"),
        state=row.state,
        lifecycle=RETURN,
        facts=[
            Fact(gettext_noop("Sales order"), row.order.number, "code", "sales_order"),
            Fact(gettext_noop("Customer"), row.order.customer.name),
            Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
            Fact(gettext_noop("Returned on"), row.returned_on, "date"),
            Fact(gettext_noop("Reason"), row.reason),
        ],
        tables=[
            Table(gettext_noop("Lines"), ReturnLineRow, lines),
            *([Table(gettext_noop("Decisions"), DispositionRow, decided)] if decided else []),
        ],
        actions=_return_actions(row.number, lines, decided) if standing else (),
    )


def _return_actions(number: str, lines: list[ReturnLineRow], decided: list[DispositionRow]) -> list[Action]:
    """Decide on what waits; take the return back while nothing is decided."""
    left = {line.position: line.quantity for line in lines}
    for one in decided:
        left[one.position] -= one.quantity
    waiting = [
        {"number": number, "line": position, "quantity": str(quantity)}
        for position, quantity in left.items()
        if quantity > 0
    ]
    actions = [Action("inbound.dispose_returns", {"lines": waiting})] if waiting else []
    return actions if decided else [*actions, Action("inbound.reverse_returns", {"lines": [{"number": number}]})]
