"""Say how items are packed: inner, case, pallet, with content, outer dimensions and weight."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field

from ledgerhouse.foundation.importing import IMPORTERS, ImportColumn, Line
from ledgerhouse.foundation.table_importer import TableImporter, Values, set_rows
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop
from ledgerhouse.kernel.exact import QUANTITY, steps
from ledgerhouse.masterdata.catalog.models import Pack
from ledgerhouse.masterdata.catalog.queries import items_by_code

LevelWord = Literal["each", "inner", "case", "pallet"]
Millimetres = Annotated[int, Field(ge=0, le=100_000)]
LEVELS: Final = {
    **dict.fromkeys(("件", "单品", "个"), "each"),
    **dict.fromkeys(("中包", "内盒", "中盒", "盒"), "inner"),
    **dict.fromkeys(("箱", "整箱", "外箱", "carton"), "case"),
    **dict.fromkeys(("托", "托盘", "栈板"), "pallet"),
}


@dataclass(frozen=True)
class PackFacts:
    """One pack of an item: `quantity` base units inside, outer dimensions in millimetres, gross weight in grams."""

    __pydantic_config__ = STRICT

    item: Code
    level: LevelWord
    quantity: Quantity
    length_mm: Millimetres = 0
    width_mm: Millimetres = 0
    height_mm: Millimetres = 0
    weight_g: Annotated[int, Field(ge=0, le=10**9)] = 0


@dataclass(frozen=True)
class SetPacks:
    """The packs items shall have, new or known (by item, level and content)."""

    __pydantic_config__ = STRICT

    packs: tuple[PackFacts, ...]


@dataclass(frozen=True)
class PacksSet:
    """How many are new and how many changed."""

    created: int
    changed: int


class Packs(TableImporter[PackFacts]):
    """Packs by item, level and content."""

    kind = "catalog.pack"
    title = gettext_noop("Packs")
    may = "change items"
    row = PackFacts
    model = Pack
    identity = ("item_id", "level", "quantity")
    columns = (
        ImportColumn(
            "item", gettext_noop("Item"), ("物料编码", "商品编码", "编码", "SKU", "Product code"), required=True
        ),
        ImportColumn("level", gettext_noop("Level"), ("包装层级", "包装", "Package UoM"), required=True, words=LEVELS),
        ImportColumn(
            "quantity", gettext_noop("Quantity"), ("数量", "装箱数", "Package Size"), required=True, kind="number"
        ),
        ImportColumn("length_mm", gettext_noop("Length in mm"), ("长", "长mm"), kind="number"),
        ImportColumn("width_mm", gettext_noop("Width in mm"), ("宽", "宽mm"), kind="number"),
        ImportColumn("height_mm", gettext_noop("Height in mm"), ("高", "高mm"), kind="number"),
        ImportColumn("weight_g", gettext_noop("Weight in grams"), ("毛重", "毛重克", "毛重g"), kind="number"),
    )

    def key(self, row: PackFacts) -> tuple[str, str, str]:
        return row.item, row.level, str(row.quantity.normalize())

    def name(self, row: Pack) -> str:
        return f"{row.level} {row.quantity.normalize():f}"

    def resolve(self, ctx: Context, lines: Sequence[Line[PackFacts]]) -> tuple[dict[int, Values], list[Problem]]:
        items = items_by_code(ctx, [line.row.item for line in lines])
        values: dict[int, Values] = {}
        problems: list[Problem] = []
        for line in lines:
            row = line.row
            item = items.get(row.item)
            if item is None:
                problems.append(line.problem("item", gettext_noop("there is no item {code}"), code=row.item))
            elif steps(row.quantity, QUANTITY) % 10 ** (QUANTITY - item.places):
                template = gettext_noop("is finer than {unit} allows")
                problems.append(line.problem("quantity", template, unit=item.unit))
            else:
                sizes = {name: getattr(row, name) for name in ("length_mm", "width_mm", "height_mm", "weight_g")}
                values[line.number] = {"item_id": item.id, "level": row.level, "quantity": row.quantity, **sizes}
        return values, problems


PACKS = Packs()
IMPORTERS.add(Packs.kind)(PACKS)


@verb("catalog.set_packs", may="change items", title=gettext_noop("Set packs"))
def set_packs(command: SetPacks, ctx: Context) -> PacksSet:
    """Add packs to items or change their sizes. Refuses with `Unreadable` unknown items and content finer than the unit."""
    done = set_rows(ctx, PACKS, command.packs, path="packs")
    return PacksSet(done["create"], done["change"])
