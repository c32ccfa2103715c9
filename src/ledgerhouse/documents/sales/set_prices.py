"""Keep the price lists of customers: per item, currency, unit and day on, with prices for larger quantities (销售价目表)."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.sales.models import SalesPrice
from ledgerhouse.foundation.importing import IMPORTERS, ImportColumn, Line
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.table_importer import TableImporter, Values, set_rows
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code, Currency, Percent, Price, QuantityOrNone
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop
from ledgerhouse.masterdata.catalog.queries import items_by_code, units_by_code, units_of
from ledgerhouse.masterdata.partners.queries import groups_by_code, partners_by_code, terms_of


@dataclass(frozen=True, kw_only=True)
class ListPrice:
    """A price per `unit` (empty: base unit) from a quantity in that unit on, for a customer, a customer group, or everybody.

    With `taxed` it includes tax. Without a currency it is that of the customer or the company; without a last day it holds until further
    notice; without a tax rate that of the item holds.
    """

    __pydantic_config__ = STRICT

    item: Code
    price: Price
    customer: str = ""
    group: str = ""
    unit: Annotated[str, Field(max_length=20)] = ""
    from_quantity: QuantityOrNone = Decimal(0)
    currency: Currency = ""
    valid_from: date
    valid_until: date | None = None
    taxed: bool = False
    tax_rate: Percent | None = None


@dataclass(frozen=True, kw_only=True)
class SetPrices:
    """Prices; one for the same customers, item, currency, unit, first day and quantity replaces the known one."""

    __pydantic_config__ = STRICT

    prices: tuple[ListPrice, ...]


@dataclass(frozen=True, kw_only=True)
class PricesSet:
    """How many are new and how many changed."""

    created: int
    changed: int


class PricesFile(TableImporter[ListPrice]):
    """Sales prices by customer or group, item, currency, unit, first day and quantity."""

    kind = "sales.price"
    title = gettext_noop("Sales prices")
    may = "keep sales prices"
    row = ListPrice
    model = SalesPrice
    identity = ("whom", "item_id", "currency", "unit_id", "valid_from", "from_quantity")
    columns = (
        ImportColumn("item", gettext_noop("Item"), ("物料编码", "物料", "SKU"), required=True),
        ImportColumn("price", gettext_noop("Price"), ("单价", "销售单价", "价格"), required=True, kind="number"),
        ImportColumn("customer", gettext_noop("Customer"), ("客户编码", "客户")),
        ImportColumn("group", gettext_noop("Customer group"), ("客户组",)),
        ImportColumn("unit", gettext_noop("Unit"), ("单位", "UoM")),
        ImportColumn("from_quantity", gettext_noop("From quantity"), ("起订数量", "数量从"), kind="number"),
        ImportColumn("currency", gettext_noop("Currency"), ("币种",)),
        ImportColumn("valid_from", gettext_noop("Valid from"), ("生效日期", "开始日期"), required=True, kind="date"),
        ImportColumn("valid_until", gettext_noop("Valid until"), ("失效日期", "结束日期"), kind="date"),
        ImportColumn("taxed", gettext_noop("Price with tax"), ("含税", "是否含税"), kind="yes_no"),
        ImportColumn("tax_rate", gettext_noop("Tax rate (%)"), ("税率",), kind="number"),
    )

    def key(self, row: ListPrice) -> Hashable:
        return row.customer, row.group, row.item, row.currency, row.unit, row.valid_from, row.from_quantity

    def name(self, row: SalesPrice) -> str:
        return f"{row.currency} {row.valid_from} {row.from_quantity.normalize():f}+"

    def resolve(self, ctx: Context, lines: Sequence[Line[ListPrice]]) -> tuple[dict[int, Values], list[Problem]]:
        customers = partners_by_code(ctx, {line.row.customer for line in lines if line.row.customer})
        groups = groups_by_code(ctx, {line.row.group for line in lines if line.row.group})
        usual = terms_of(ctx, {found.id for found in customers.values()}) if customers else {}
        items = items_by_code(ctx, {line.row.item for line in lines})
        factors = units_of(ctx, {item.id for item in items.values()})
        units = units_by_code(ctx, {unit for _, unit in factors})
        own = company(ctx).currency
        values: dict[int, Values] = {}
        problems: list[Problem] = []
        for line in lines:
            row, wrong = line.row, len(problems)
            customer, group, item = customers.get(row.customer), groups.get(row.group, 0), items.get(row.item)
            if row.customer and (customer is None or "customer" not in customer.roles):
                problems.append(
                    line.problem("customer", gettext_noop("there is no customer {code}"), code=row.customer)
                )
            if row.group and not group:
                template = gettext_noop("there is no customer group {code}")
                problems.append(line.problem("group", template, code=row.group))
            if row.customer and row.group:
                problems.append(line.problem("group", gettext_noop("is for a customer or a group, not for both")))
            if item is None:
                problems.append(line.problem("item", gettext_noop("there is no item {code}"), code=row.item))
                continue
            unit = row.unit or item.unit
            if (item.id, unit) not in factors:
                template = gettext_noop("item {code} is not measured in {unit}")
                problems.append(line.problem("unit", template, code=item.code, unit=unit))
            if row.valid_until and row.valid_until < row.valid_from:
                problems.append(line.problem("valid_until", gettext_noop("is before the first day")))
            if len(problems) == wrong:
                values[line.number] = {
                    "whom": customer.id if customer else group,
                    "customer_id": customer.id if customer else None,
                    "group_id": group or None,
                    "item_id": item.id,
                    "currency": row.currency or (usual[customer.id].currency if customer else own),
                    "unit_id": units[unit].id,
                    "from_quantity": row.from_quantity,
                    "valid_from": row.valid_from,
                    "valid_until": row.valid_until,
                    "price": row.price,
                    "taxed": row.taxed,
                    "tax_rate": row.tax_rate,
                }
        return values, problems


PRICES = PricesFile()
IMPORTERS.add(PricesFile.kind)(PRICES)


@verb("sales.set_prices", may="keep sales prices", title=gettext_noop("Set sales prices"))
def set_prices(command: SetPrices, ctx: Context) -> PricesSet:
    """Write prices for customers. To end one, say its last day; orders that took a price keep it."""
    done = set_rows(ctx, PRICES, command.prices, path="prices")
    return PricesSet(created=done["create"], changed=done["change"])
