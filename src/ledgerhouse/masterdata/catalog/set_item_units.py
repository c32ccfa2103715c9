"""Say in which other units an item may be bought, sold and counted, and how many base units each is, exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.importing import IMPORTERS, ImportColumn, Line
from ledgerhouse.foundation.table_importer import TableImporter, Values, set_rows
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop
from ledgerhouse.masterdata.catalog.models import ItemUnit
from ledgerhouse.masterdata.catalog.queries import items_by_code, units_by_code

Factor = Annotated[str, Field(pattern=r"^\d{1,12}(\.\d{1,9})?(/\d{1,12})?$", max_length=40, coerce_numbers_to_str=True)]


@dataclass(frozen=True)
class ItemUnitFacts:
    """One of `unit` is `factor` base units of the item: `12`, `0.5` or a fraction such as `1/3`."""

    __pydantic_config__ = STRICT

    item: Code
    unit: Annotated[str, Field(min_length=1, max_length=20)]
    factor: Factor


@dataclass(frozen=True)
class SetItemUnits:
    """The units items shall have beside their base unit."""

    __pydantic_config__ = STRICT

    units: tuple[ItemUnitFacts, ...]


@dataclass(frozen=True)
class ItemUnitsSet:
    """How many are new and how many changed."""

    created: int
    changed: int


class ItemUnits(TableImporter[ItemUnitFacts]):
    """Units of items by item and unit."""

    kind = "catalog.item_unit"
    title = gettext_noop("Units of items")
    may = "change items"
    row = ItemUnitFacts
    model = ItemUnit
    identity = ("item_id", "unit_id")
    sources = {"numerator": "factor", "denominator": "factor"}
    columns = (
        ImportColumn(
            "item", gettext_noop("Item"), ("物料编码", "商品编码", "编码", "SKU", "Product code"), required=True
        ),
        ImportColumn("unit", gettext_noop("Unit"), ("单位", "辅助单位", "UoM"), required=True),
        ImportColumn(
            "factor", gettext_noop("Factor"), ("换算率", "换算关系", "换算系数"), required=True, kind="number"
        ),
    )

    def key(self, row: ItemUnitFacts) -> tuple[str, str]:
        return row.item, row.unit

    def name(self, row: ItemUnit) -> str:
        return f"{row.numerator}/{row.denominator}"

    def resolve(self, ctx: Context, lines: Sequence[Line[ItemUnitFacts]]) -> tuple[dict[int, Values], list[Problem]]:
        items = items_by_code(ctx, [line.row.item for line in lines])
        units = units_by_code(ctx, [line.row.unit for line in lines])
        values: dict[int, Values] = {}
        problems: list[Problem] = []
        for line in lines:
            row = line.row
            item, unit = items.get(row.item), units.get(row.unit)
            factor = _fraction(row.factor)
            if item is None:
                problems.append(line.problem("item", gettext_noop("there is no item {code}"), code=row.item))
            elif item.unit == row.unit:
                problems.append(line.problem("unit", gettext_noop("is the base unit of {code}"), code=row.item))
            if unit is None:
                problems.append(line.problem("unit", gettext_noop("there is no unit {code}"), code=row.unit))
            if not factor:
                problems.append(line.problem("factor", gettext_noop("must be above {gt}"), gt=0))
            if item and unit and factor:
                facts = {"numerator": factor.numerator, "denominator": factor.denominator}
                values[line.number] = {"item_id": item.id, "unit_id": unit.id, **facts}
        return values, problems


def _fraction(text: str) -> Fraction:
    above, _, below = text.partition("/")
    return Fraction(above) / Fraction(below) if Fraction(below or 1) and below else Fraction(0 if below else above)


ITEM_UNITS = ItemUnits()
IMPORTERS.add(ItemUnits.kind)(ITEM_UNITS)


@verb("catalog.set_item_units", may="change items", title=gettext_noop("Set units of items"))
def set_item_units(command: SetItemUnits, ctx: Context) -> ItemUnitsSet:
    """Add units to items or change their factors. Refuses with `Unreadable` unknown items or units, and the base unit."""
    done = set_rows(ctx, ITEM_UNITS, command.units, path="units")
    return ItemUnitsSet(done["create"], done["change"])
