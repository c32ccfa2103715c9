"""Keep the price lists of suppliers: per item, currency, unit and day on, with prices for larger quantities."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing.agreed import named
from ledgerhouse.documents.purchasing.models import SupplierPrice
from ledgerhouse.foundation.importing import IMPORTERS, ImportColumn, Line
from ledgerhouse.foundation.table_importer import TableImporter, Values, set_rows
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code, Currency, Percent, Price, QuantityOrNone
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop
from ledgerhouse.masterdata.catalog.queries import units_by_code
from ledgerhouse.masterdata.partners.queries import terms_of


@dataclass(frozen=True, kw_only=True)
class ListPrice:
    """A price without tax per `unit` (empty: base unit) from a quantity in that unit on.

    Without a currency it is that of the supplier; without a last day it holds until further notice; without a tax rate that of the item holds.
    """

    __pydantic_config__ = STRICT

    supplier: Code
    item: Code
    price: Price
    unit: Annotated[str, Field(max_length=20)] = ""
    from_quantity: QuantityOrNone = Decimal(0)
    currency: Currency = ""
    valid_from: date
    valid_until: date | None = None
    tax_rate: Percent | None = None


@dataclass(frozen=True, kw_only=True)
class SetPrices:
    """Prices; one with the same supplier, item, currency, unit, first day and quantity replaces the known one."""

    __pydantic_config__ = STRICT

    prices: tuple[ListPrice, ...]


@dataclass(frozen=True, kw_only=True)
class PricesSet:
    """How many are new and how many changed."""

    created: int
    changed: int


class PricesFile(TableImporter[ListPrice]):
    """Supplier prices by supplier, item, currency, unit, first day and quantity."""

    kind = "purchasing.supplier_price"
    title = gettext_noop("Supplier prices")
    may = "keep price lists"
    row = ListPrice
    model = SupplierPrice
    identity = ("supplier_id", "item_id", "currency", "unit_id", "valid_from", "from_quantity")
    columns = (
        ImportColumn("supplier", gettext_noop("Supplier"), ("供应商编码", "供应商", "Vendor"), required=True),
        ImportColumn("item", gettext_noop("Item"), ("物料编码", "物料", "SKU"), required=True),
        ImportColumn("price", gettext_noop("Price"), ("单价", "不含税单价", "价格"), required=True, kind="number"),
        ImportColumn("unit", gettext_noop("Unit"), ("单位", "UoM")),
        ImportColumn("from_quantity", gettext_noop("From quantity"), ("起订数量", "数量从"), kind="number"),
        ImportColumn("currency", gettext_noop("Currency"), ("币种",)),
        ImportColumn("valid_from", gettext_noop("Valid from"), ("生效日期", "开始日期"), required=True, kind="date"),
        ImportColumn("valid_until", gettext_noop("Valid until"), ("失效日期", "结束日期"), kind="date"),
        ImportColumn("tax_rate", gettext_noop("Tax rate (%)"), ("税率",), kind="number"),
    )

    def key(self, row: ListPrice) -> Hashable:
        return row.supplier, row.item, row.currency, row.unit, row.valid_from, row.from_quantity

    def name(self, row: SupplierPrice) -> str:
        return f"{row.currency} {row.valid_from} {row.from_quantity.normalize():f}+"

    def resolve(self, ctx: Context, lines: Sequence[Line[ListPrice]]) -> tuple[dict[int, Values], list[Problem]]:
        known, problems = named(ctx, lines)
        usual = terms_of(ctx, {found.supplier.id for found in known.values()})
        units = units_by_code(ctx, {found.unit for found in known.values()})
        values: dict[int, Values] = {}
        for line in lines:
            row = line.row
            if row.valid_until and row.valid_until < row.valid_from:
                problems.append(line.problem("valid_until", gettext_noop("is before the first day")))
            elif (found := known.get(line.number)) is not None:
                values[line.number] = {
                    "supplier_id": found.supplier.id,
                    "item_id": found.item.id,
                    "currency": row.currency or usual[found.supplier.id].currency,
                    "unit_id": units[found.unit].id,
                    "from_quantity": row.from_quantity,
                    "valid_from": row.valid_from,
                    "valid_until": row.valid_until,
                    "price": row.price,
                    "tax_rate": row.tax_rate,
                }
        return values, problems


PRICES = PricesFile()
IMPORTERS.add(PricesFile.kind)(PRICES)


@verb("purchasing.set_prices", may="keep price lists", title=gettext_noop("Set supplier prices"))
def set_prices(command: SetPrices, ctx: Context) -> PricesSet:
    """Write prices of suppliers. To end one, say its last day; papers that took a price keep it."""
    done = set_rows(ctx, PRICES, command.prices, path="prices")
    return PricesSet(created=done["create"], changed=done["change"])
