"""The purchase order as the supplier gets it: what is ordered, not how much of it has come."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledgerhouse.documents.purchasing.models import PurchaseLine, PurchaseOrder
from ledgerhouse.documents.purchasing.papers import OrderLine, line_of
from ledgerhouse.foundation.listing import column
from ledgerhouse.foundation.organisation.create_company import places_of
from ledgerhouse.foundation.paper import Fact, Paper, Table
from ledgerhouse.foundation.printing.forms import form
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.capitals import capitals
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class PrintedLine:
    """One line for the supplier, in the item's base unit; price and amount are without tax, in the order's currency."""

    line: int = column(gettext_noop("Line"), kind="number")
    item: str = column(gettext_noop("Item"), kind="code", link="item")
    name: str = column(gettext_noop("Name"))
    unit: str = column(gettext_noop("Unit"), kind="word")
    ordered: Decimal = column(gettext_noop("Quantity"), kind="quantity", total=True)
    price: Decimal = column(gettext_noop("Price"), kind="price", masked="see costs")
    amount: Decimal = column(gettext_noop("Amount"), kind="amount", total=True, masked="see costs")
    tax_rate: Decimal = column(gettext_noop("Tax rate (%)"), kind="quantity")
    gross: Decimal = column(gettext_noop("With tax"), kind="amount", total=True, masked="see costs")


@form(
    "purchase_order",
    "order",
    title=gettext_noop("Purchase order"),
    lists=("purchasing.orders",),
    signatures=(
        gettext_noop("Made by"),
        gettext_noop("Checked by"),
        gettext_noop("Supplier's confirmation"),
        gettext_noop("Date"),
    ),
    seal=True,
)
def order(ctx: Context, numbers: Sequence[str]) -> Mapping[str, Paper]:
    """采购订单 for the supplier, with the total in capital numerals. Three statements for any number of orders."""
    rows = scoped(ctx, PurchaseOrder).select_related("supplier", "warehouse").filter(number__in=numbers)
    orders = {row.id: row for row in rows}
    lines: dict[int, list[OrderLine]] = defaultdict(list)
    of_them = scoped(ctx, PurchaseLine).filter(order__in=list(orders)).select_related("item__unit")
    for line in of_them.order_by("order_id", "position"):
        lines[line.order_id].append(line_of(line, places_of(orders[line.order_id].currency)))
    return {row.number: _paper(ctx, row, lines[row.id]) for row in orders.values()}


def _paper(ctx: Context, row: PurchaseOrder, lines: Sequence[OrderLine]) -> Paper:
    total = sum((line.gross for line in lines), Decimal(0))
    money = (
        Fact(gettext_noop("Total with tax"), total, "amount"),
        Fact(gettext_noop("Total in capitals"), capitals(total) if row.currency == "CNY" else ""),
    )
    return Paper(
        kind="purchase_order",
        number=row.number,
        title=row.number,
        state=row.state,
        facts=(
            Fact(gettext_noop("Supplier"), row.supplier.name),
            Fact(gettext_noop("Order date"), row.ordered_on, "date"),
            Fact(gettext_noop("Warehouse"), row.warehouse.name),
            Fact(gettext_noop("Due date"), row.due_on, "date"),
            Fact(gettext_noop("Supplier's reference"), row.reference),
            Fact(gettext_noop("Currency"), row.currency),
            Fact(gettext_noop("Version"), row.version if row.version > 1 else None, "number"),
            *(money if ctx.may("see costs") else ()),
        ),
        tables=(Table("", PrintedLine, [_printed(line) for line in lines]),),
    )


def _printed(line: OrderLine) -> PrintedLine:
    return PrintedLine(**{name: getattr(line, name) for name in PrintedLine.__dataclass_fields__})
