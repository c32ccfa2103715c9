"""Say how suppliers deliver items: their own code, the least quantity, the multiple, the lead time."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing.agreed import Named, named
from ledgerhouse.documents.purchasing.models import SupplierItem
from ledgerhouse.foundation.importing import IMPORTERS, ImportColumn, Line
from ledgerhouse.foundation.table_importer import TableImporter, Values, set_rows
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, QuantityOrNone
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop
from ledgerhouse.kernel.units import NotWhole, to_base

Days = Annotated[int, Field(ge=0, le=999)]


@dataclass(frozen=True, kw_only=True)
class SupplierTerms:
    """How one supplier delivers one item. Quantities are in `unit`, empty for the base unit; 0 is any quantity."""

    __pydantic_config__ = STRICT

    supplier: Code
    item: Code
    supplier_code: Annotated[str, Field(max_length=60)] = ""
    unit: Annotated[str, Field(max_length=20)] = ""
    least: QuantityOrNone = Decimal(0)
    multiple: QuantityOrNone = Decimal(0)
    lead_days: Days = 0


@dataclass(frozen=True, kw_only=True)
class SetTerms:
    """Terms by supplier and item; what is known of a pair is replaced."""

    __pydantic_config__ = STRICT

    lines: tuple[SupplierTerms, ...]


@dataclass(frozen=True, kw_only=True)
class TermsSet:
    """How many are new and how many changed."""

    created: int
    changed: int


class TermsFile(TableImporter[SupplierTerms]):
    """Terms of suppliers by supplier and item."""

    kind = "purchasing.supplier_item"
    title = gettext_noop("Supplier items")
    may = "keep price lists"
    row = SupplierTerms
    model = SupplierItem
    identity = ("supplier_id", "item_id")
    columns = (
        ImportColumn("supplier", gettext_noop("Supplier"), ("供应商编码", "供应商", "Vendor"), required=True),
        ImportColumn("item", gettext_noop("Item"), ("物料编码", "物料", "SKU"), required=True),
        ImportColumn("supplier_code", gettext_noop("Supplier's item code"), ("供应商料号", "对方编码")),
        ImportColumn("unit", gettext_noop("Unit"), ("单位", "UoM")),
        ImportColumn("least", gettext_noop("Minimum order quantity"), ("最小起订量", "MOQ"), kind="number"),
        ImportColumn("multiple", gettext_noop("Order multiple"), ("订货倍数", "最小包装量"), kind="number"),
        ImportColumn("lead_days", gettext_noop("Lead time (days)"), ("交货周期", "提前期"), kind="number"),
    )

    def key(self, row: SupplierTerms) -> tuple[str, str]:
        return row.supplier, row.item

    def name(self, row: SupplierItem) -> str:
        return row.supplier_code or str(row.item_id)

    def resolve(self, ctx: Context, lines: Sequence[Line[SupplierTerms]]) -> tuple[dict[int, Values], list[Problem]]:
        known, problems = named(ctx, lines)
        values: dict[int, Values] = {}
        for line in lines:
            if (found := known.get(line.number)) is not None:
                sizes = {name: _base(line, name, found, problems) for name in ("least", "multiple")}
                facts = {"supplier_code": line.row.supplier_code, "lead_days": line.row.lead_days}
                values[line.number] = {"supplier_id": found.supplier.id, "item_id": found.item.id, **facts, **sizes}
        return values, problems


def _base(line: Line[SupplierTerms], name: str, found: Named, problems: list[Problem]) -> Decimal:
    """A quantity in base units."""
    said: Decimal = getattr(line.row, name)
    item = found.item
    try:
        steps = to_base(exact.steps(said, exact.QUANTITY), found.factor, places=item.places)
    except NotWhole:
        template = gettext_noop("{quantity} {unit} is finer than {places} places of {base}")
        facts = {"quantity": said, "unit": line.row.unit or item.unit, "places": item.places, "base": item.unit}
        problems.append(line.problem(name, template, **facts))
        return Decimal(0)
    return exact.number(steps, exact.QUANTITY)


TERMS = TermsFile()
IMPORTERS.add(TermsFile.kind)(TERMS)


@verb("purchasing.set_terms", may="keep price lists", title=gettext_noop("Set terms of suppliers"))
def set_terms(command: SetTerms, ctx: Context) -> TermsSet:
    """Say for suppliers and items what they are called there, how much can be ordered, and how long it takes."""
    done = set_rows(ctx, TERMS, command.lines, path="lines")
    return TermsSet(created=done["create"], changed=done["change"])
