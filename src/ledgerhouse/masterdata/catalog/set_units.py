"""Make or rename units of measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.importing import IMPORTERS, ImportColumn, Line
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.table_importer import TableImporter, Values, set_rows
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop
from ledgerhouse.masterdata.catalog.models import Item, Unit


@dataclass(frozen=True)
class UnitFacts:
    """A unit of measure: `places` is how many decimals a quantity in it may have (0 for pieces, 3 for kilograms)."""

    __pydantic_config__ = STRICT

    code: Annotated[str, Field(min_length=1, max_length=20)]
    name: Annotated[str, Field(max_length=60)] = ""
    places: Annotated[int, Field(ge=0, le=6)] = 0


@dataclass(frozen=True)
class SetUnits:
    """The units that shall exist, new or known."""

    __pydantic_config__ = STRICT

    units: tuple[UnitFacts, ...]


@dataclass(frozen=True)
class UnitsSet:
    """How many are new and how many changed."""

    created: int
    changed: int


class Units(TableImporter[UnitFacts]):
    """Units of measure by code."""

    kind = "catalog.unit"
    title = gettext_noop("Units")
    may = "change items"
    row = UnitFacts
    model = Unit
    identity = ("code",)
    repeats = True
    columns = (
        ImportColumn(
            "code", gettext_noop("Code"), ("编码", "单位编码", "单位", "UoM", "Unit of measure"), required=True
        ),
        ImportColumn("name", gettext_noop("Name"), ("名称", "单位名称")),
        ImportColumn("places", gettext_noop("Places"), ("小数位", "小数位数", "精度"), kind="number"),
    )

    def key(self, row: UnitFacts) -> str:
        return row.code

    def resolve(self, ctx: Context, lines: Sequence[Line[UnitFacts]]) -> tuple[dict[int, Values], list[Problem]]:
        rows = scoped(ctx, Unit).filter(code__in=sorted({line.row.code for line in lines}))
        used = scoped(ctx, Item).filter(unit__in=rows).exclude(moved_at=None).values_list("unit__code", "unit__places")
        needed = dict(used.distinct())
        values: dict[int, Values] = {}
        problems: list[Problem] = []
        for line in lines:
            row = line.row
            values[line.number] = {"code": row.code, "name": row.name or row.code, "places": row.places}
            if "places" in line.given and row.places < needed.get(row.code, 0):
                template = gettext_noop("goods counted in {code} have moved; it can not have fewer places")
                problems.append(line.problem("places", template, code=row.code))
        return values, problems


UNITS = Units()
IMPORTERS.add(Units.kind)(UNITS)


@verb("catalog.set_units", may="change items", title=gettext_noop("Set units"))
def set_units(command: SetUnits, ctx: Context) -> UnitsSet:
    """Make the units that are new and change the known ones.

    Refuses with `Unreadable` a code given twice, and fewer places for a unit in which goods have moved.
    """
    done = set_rows(ctx, UNITS, command.units, path="units")
    return UnitsSet(done["create"], done["change"])
