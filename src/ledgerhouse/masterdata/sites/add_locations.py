"""Add single locations: docks, staging places, packing tables, a shelf that stands alone."""

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code, QuantityOrNone
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.sites.models import Location
from ledgerhouse.masterdata.sites.queries import warehouse, zones_by_code
from ledgerhouse.masterdata.sites.words import AbcClass, RealKind, kind_named

Part = Annotated[str, Field(max_length=10)]
Millimetres = Annotated[int, Field(ge=0, le=10_000_000)]
NotNegative = Annotated[int, Field(ge=0, le=10**12)]


@dataclass(frozen=True, kw_only=True)
class NewLocation:
    """One location. Distances in millimetres; capacities of 0 (or no quantity) are not limited."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    code: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^@\s](.*\S)?$")]
    zone: Code
    kind: RealKind = "storage"
    aisle: Part = ""
    rack: Part = ""
    level: Part = ""
    position: Part = ""
    x_mm: Millimetres = 0
    y_mm: Millimetres = 0
    z_mm: Millimetres = 0
    pick_sequence: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0
    quantity_max: QuantityOrNone | None = None
    weight_max_g: NotNegative = 0
    volume_max_cm3: NotNegative = 0
    units_max: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    height_mm: Millimetres = 0
    mix_items: bool = True
    mix_lots: bool = True
    abc: AbcClass = AbcClass.NONE


@dataclass(frozen=True, kw_only=True)
class AddLocations:
    """New locations of one warehouse."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    warehouse: Code
    lines: Annotated[tuple[NewLocation, ...], Field(min_length=1, max_length=100_000)]


@dataclass(frozen=True, kw_only=True)
class LocationsAdded:
    """How many were added."""

    warehouse: str
    count: int


@verb("sites.add_locations", may="change sites", title=gettext_noop("Add locations"))
def add_locations(command: AddLocations, ctx: Context) -> LocationsAdded:
    """Add locations one by one; all problems at once, nothing half written."""
    place = warehouse(ctx, command.warehouse)
    ctx.require("change sites", company=ctx.company, warehouse=place.id, location=0)
    zones = zones_by_code(ctx, place.id, {line.zone for line in command.lines})
    wrong = _wrong(place.id, command.lines, zones)
    if wrong:
        raise Unreadable(wrong)
    rows = [
        Location(
            id=identifier,
            company_id=ctx.company,
            warehouse_id=place.id,
            **{**vars(line), "zone": None, "zone_id": zones[line.zone]},
        )
        for identifier, line in zip(new_ids(len(command.lines)), command.lines, strict=True)
    ]
    for row, line in zip(rows, command.lines, strict=True):
        row.kind = kind_named(line.kind)
        row.quantity_max = line.quantity_max or 0
    Location.objects.bulk_create(rows, batch_size=2000)
    audit.record(
        ctx,
        [
            audit.Change("sites.location", row.id, row.code, "add", {}, {"zone": line.zone, "kind": line.kind})
            for row, line in zip(rows, command.lines, strict=True)
        ],
    )
    return LocationsAdded(warehouse=place.code, count=len(rows))


def _wrong(warehouse_id: int, lines: tuple[NewLocation, ...], zones: dict[str, int]) -> list[Problem]:
    known = set(Location.objects.filter(warehouse_id=warehouse_id).values_list("code", flat=True))
    times = Counter(line.code for line in lines)
    wrong = []
    for i, line in enumerate(lines):
        if line.code in known:
            wrong.append(problem(f"lines.{i}.code", gettext_noop("is already taken")))
        elif times[line.code] > 1:
            wrong.append(problem(f"lines.{i}.code", gettext_noop("is named more than once")))
        if line.zone not in zones:
            wrong.append(problem(f"lines.{i}.zone", gettext_noop("is not a zone of this warehouse")))
    return wrong
