"""Register barcodes of items and of their packs."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledgerhouse.foundation.importing import IMPORTERS, ImportColumn, Line
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.table_importer import TableImporter, Values, set_rows
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop
from ledgerhouse.masterdata.catalog.models import Barcode, Pack
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.catalog.set_packs import LEVELS, LevelWord


@dataclass(frozen=True)
class BarcodeFacts:
    """A barcode of an item, or of one of its packs: the one of this level, and of this content where several exist."""

    __pydantic_config__ = STRICT

    item: Code
    barcode: Code
    level: LevelWord | None = None
    quantity: Quantity | None = None


@dataclass(frozen=True)
class SetBarcodes:
    """Barcodes that shall be known."""

    __pydantic_config__ = STRICT

    barcodes: tuple[BarcodeFacts, ...]


@dataclass(frozen=True)
class BarcodesSet:
    """How many are new and how many mean another pack now."""

    created: int
    changed: int


class Barcodes(TableImporter[BarcodeFacts]):
    """Barcodes by code. A code that means another item stays with that item."""

    kind = "catalog.barcode"
    title = gettext_noop("Barcodes")
    may = "change items"
    row = BarcodeFacts
    model = Barcode
    identity = ("code",)
    sources = {"item_id": "item", "pack_id": "item"}
    columns = (
        ImportColumn(
            "item", gettext_noop("Item"), ("物料编码", "商品编码", "编码", "SKU", "Product code"), required=True
        ),
        ImportColumn(
            "barcode", gettext_noop("Barcode"), ("条码", "条形码", "商品条码", "EAN", "UPC", "GTIN"), required=True
        ),
        ImportColumn("level", gettext_noop("Level"), ("包装层级", "包装"), words=LEVELS),
        ImportColumn("quantity", gettext_noop("Quantity"), ("数量", "装箱数"), kind="number"),
    )

    def key(self, row: BarcodeFacts) -> str:
        return row.barcode

    def resolve(self, ctx: Context, lines: Sequence[Line[BarcodeFacts]]) -> tuple[dict[int, Values], list[Problem]]:
        items = items_by_code(ctx, [line.row.item for line in lines])
        packs: dict[tuple[int, str], list[Pack]] = {}
        ids = sorted({item.id for item in items.values()})
        for pack in scoped(ctx, Pack).filter(item_id__in=ids).order_by("quantity"):
            packs.setdefault((pack.item_id, pack.level), []).append(pack)
        values: dict[int, Values] = {}
        problems: list[Problem] = []
        for line in lines:
            row = line.row
            item = items.get(row.item)
            if item is None:
                problems.append(line.problem("item", gettext_noop("there is no item {code}"), code=row.item))
                continue
            of_level = packs.get((item.id, row.level), []) if row.level else []
            fitting = [pack for pack in of_level if row.quantity in {None, pack.quantity}]
            if row.level and len(fitting) != 1:
                template = gettext_noop("{code} has {count} such packs; say which by level and quantity")
                problems.append(line.problem("level", template, code=row.item, count=len(fitting)))
                continue
            pack_id = fitting[0].id if fitting else None
            values[line.number] = {"code": row.barcode, "item_id": item.id, "pack_id": pack_id}
        return values, problems

    def guard(self, ctx: Context, line: Line[BarcodeFacts], row: Barcode, changes: Values) -> list[Problem]:
        if "item_id" not in changes:
            return []
        return [line.problem("barcode", gettext_noop("{code} is the barcode of another item"), code=row.code)]


BARCODES = Barcodes()
IMPORTERS.add(Barcodes.kind)(BARCODES)


@verb("catalog.set_barcodes", may="change items", title=gettext_noop("Set barcodes"))
def set_barcodes(command: SetBarcodes, ctx: Context) -> BarcodesSet:
    """Register barcodes. Refuses with `Unreadable` unknown items or packs, and a code that means another item."""
    done = set_rows(ctx, BARCODES, command.barcodes, path="barcodes")
    return BarcodesSet(done["create"], done["change"])
