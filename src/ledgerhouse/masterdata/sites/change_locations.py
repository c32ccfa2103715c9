"""Change locations: their zone, route, capacities, mixing rules and class."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit, dialect
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code, QuantityOrNone
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.kernel.exact import QUANTITY, steps
from ledgerhouse.masterdata.sites.add_locations import Millimetres, NotNegative
from ledgerhouse.masterdata.sites.models import Location
from ledgerhouse.masterdata.sites.queries import warehouse, zones_by_code
from ledgerhouse.masterdata.sites.words import AbcClass, Kind, RealKind, kind_named

PLAIN = (
    "x_mm",
    "y_mm",
    "z_mm",
    "pick_sequence",
    "quantity_max",
    "weight_max_g",
    "volume_max_cm3",
    "units_max",
    "height_mm",
    "mix_items",
    "mix_lots",
    "abc",
)
TRUTHS = ("mix_items", "mix_lots")
COLUMNS = ("zone_id", "kind", *PLAIN)


@dataclass(frozen=True, kw_only=True)
class LocationChange:
    """New values of one location; what is left out stays. Its code never changes: it is what the label says."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    code: Code
    zone: Code | None = None
    kind: RealKind | None = None
    x_mm: Millimetres | None = None
    y_mm: Millimetres | None = None
    z_mm: Millimetres | None = None
    pick_sequence: Annotated[int, Field(ge=0, le=2_000_000_000)] | None = None
    quantity_max: QuantityOrNone | None = None
    weight_max_g: NotNegative | None = None
    volume_max_cm3: NotNegative | None = None
    units_max: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    height_mm: Millimetres | None = None
    mix_items: bool | None = None
    mix_lots: bool | None = None
    abc: AbcClass | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeLocations:
    """Changes of locations of one warehouse, and why."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    warehouse: Code
    lines: Annotated[tuple[LocationChange, ...], Field(min_length=1, max_length=100_000)]
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class LocationsChanged:
    """How many locations the command named."""

    warehouse: str
    count: int


@verb("sites.change_locations", may="change sites", title=gettext_noop("Change locations"))
def change_locations(command: ChangeLocations, ctx: Context) -> LocationsChanged:
    """Change locations; the audit trail keeps old and new."""
    place = warehouse(ctx, command.warehouse)
    zones = zones_by_code(ctx, place.id, {line.zone for line in command.lines if line.zone is not None})
    found = scoped(ctx, Location).filter(
        warehouse_id=place.id, kind__lt=Kind.SUPPLIER, code__in={line.code for line in command.lines}
    )
    rows = {row.code: row for row in found}
    wrong = _wrong(command.lines, rows, zones)
    if wrong:
        raise Unreadable(wrong)
    changes = []
    for line in command.lines:
        row = rows[line.code]
        before = {name: getattr(row, name) for name in COLUMNS}
        for name, value in _values(line, zones).items():
            setattr(row, name, value)
        after = {name: getattr(row, name) for name in COLUMNS}
        changes.append(audit.Change("sites.location", row.id, row.code, "change", before, after))
    _write(list(rows.values()))
    audit.record(ctx, changes, reason=command.reason)
    return LocationsChanged(warehouse=place.code, count=len(rows))


def _write(rows: list[Location]) -> None:
    numbers = [name for name in COLUMNS if name not in ("abc", *TRUTHS)]
    sets = [f"{name} = x.{name}" for name in (*numbers, "abc")] + [f"{name} = (x.{name} = 1)" for name in TRUTHS]
    columns: dict[str, dialect.Kind] = {"id": "int", **dict.fromkeys(numbers, "int"), **dict.fromkeys(TRUTHS, "int")}
    data = [
        (
            row.id,
            *(steps(v, QUANTITY) if name == "quantity_max" else v for name in numbers for v in [getattr(row, name)]),
            *(int(getattr(row, name)) for name in TRUTHS),
            str(row.abc),
        )
        for row in rows
    ]
    dialect.update(Location._meta.db_table, ", ".join(sets), {**columns, "abc": "text"}, data, on=["id"])


def _values(line: LocationChange, zones: dict[str, int]) -> dict[str, Any]:
    values = {name: value for name in PLAIN if (value := getattr(line, name)) is not None}
    if line.zone is not None:
        values["zone_id"] = zones[line.zone]
    if line.kind is not None:
        values["kind"] = int(kind_named(line.kind))
    return values


def _wrong(lines: tuple[LocationChange, ...], rows: dict[str, Location], zones: dict[str, int]) -> list[Problem]:
    wrong = []
    for i, line in enumerate(lines):
        if line.code not in rows:
            wrong.append(problem(f"lines.{i}.code", gettext_noop("is not a location of this warehouse")))
        if line.zone is not None and line.zone not in zones:
            wrong.append(problem(f"lines.{i}.zone", gettext_noop("is not a zone of this warehouse")))
    return wrong
