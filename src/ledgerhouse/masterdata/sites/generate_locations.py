"""Generate locations from a pattern: a whole warehouse in one command, with a dry run to look at first."""

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, ClassVar

from django.db.models import Max
from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code, QuantityOrNone
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Refused, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.sites.layout import LONGEST_CODE, MOST, Plan, Slot, Span, size, slots, template_problems
from ledgerhouse.masterdata.sites.models import Location
from ledgerhouse.masterdata.sites.queries import warehouse, zones_by_code
from ledgerhouse.masterdata.sites.words import AbcClass, RealKind, kind_named

Count = Annotated[int, Field(ge=1, le=9999)]
Millimetres = Annotated[int, Field(ge=0, le=10_000_000)]
NotNegative = Annotated[int, Field(ge=0, le=10**12)]
STEP = 10
SHOWN = 20


class CodesTaken(Refused):
    """Some of the codes exist in this warehouse already."""

    code = "codes-taken"
    template = gettext_noop("{count} location(s) exist already: {codes}")


@dataclass(frozen=True, kw_only=True)
class GenerateLocations:
    """Aisles × racks × levels × positions.

    `template` names the parts in braces, each with a style: `A` letters, `02` two digits, nothing plain numbers, e.g.
    `{aisle:A}-{rack:02}-{level}-{position:02}`. Distances are in millimetres; capacities of 0 are not limited: quantity
    in base units, weight in grams, volume in cubic centimetres, handling units, free height in millimetres.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    warehouse: Code
    zone: Code
    template: Annotated[str, Field(min_length=1, max_length=80)] = "{aisle:A}-{rack:02}-{level}-{position:02}"
    aisles: Count = 1
    racks: Count = 1
    levels: Count = 1
    positions: Count = 1
    first_aisle: Count = 1
    first_rack: Count = 1
    first_level: Count = 1
    first_position: Count = 1
    two_sided: bool = True
    x_mm: Millimetres = 0
    y_mm: Millimetres = 0
    aisle_pitch_mm: Millimetres = 5500
    aisle_width_mm: Millimetres = 3000
    rack_pitch_mm: Millimetres = 2700
    level_pitch_mm: Millimetres = 1500
    kind: RealKind = "storage"
    quantity_max: QuantityOrNone | None = None
    weight_max_g: NotNegative = 0
    volume_max_cm3: NotNegative = 0
    units_max: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    height_mm: Millimetres = 0
    mix_items: bool = True
    mix_lots: bool = True
    abc: AbcClass = AbcClass.NONE


@dataclass(frozen=True, kw_only=True)
class Preview:
    """One generated location: code, coordinates in millimetres, place in the pick route."""

    code: str
    x_mm: int
    y_mm: int
    z_mm: int
    pick_sequence: int


@dataclass(frozen=True, kw_only=True)
class Generated:
    """How many locations, the first and last code along the route, and the first few in full."""

    warehouse: str
    zone: str
    count: int
    first: str
    last: str
    preview: tuple[Preview, ...]


@verb("sites.generate_locations", may="change sites", title=gettext_noop("Generate locations"))
def generate_locations(command: GenerateLocations, ctx: Context) -> Generated:
    """Generate the locations of a zone from a pattern, refusing codes that exist."""
    place = warehouse(ctx, command.warehouse)
    ctx.require("change sites", company=ctx.company, warehouse=place.id, location=0)
    zone = zones_by_code(ctx, place.id, [command.zone]).get(command.zone)
    if zone is None:
        raise NotFound(kind=gettext_noop("zone"), name=command.zone)
    planned = _planned(command)
    _refuse_taken(place.id, planned)
    begin = _last_sequence(place.id) + STEP
    fixed = {
        "company_id": ctx.company,
        "warehouse_id": place.id,
        "zone_id": zone,
        "kind": kind_named(command.kind),
        "quantity_max": command.quantity_max or 0,
        "weight_max_g": command.weight_max_g,
        "volume_max_cm3": command.volume_max_cm3,
        "units_max": command.units_max,
        "height_mm": command.height_mm,
        "mix_items": command.mix_items,
        "mix_lots": command.mix_lots,
        "abc": command.abc,
    }
    Location.objects.bulk_create(
        (
            Location(id=identifier, pick_sequence=begin + slot.order * STEP, **_columns(slot), **fixed)
            for identifier, slot in zip(new_ids(len(planned)), planned, strict=True)
        ),
        batch_size=2000,
    )
    after = {"zone": command.zone, "count": len(planned), "first": planned[0].code, "last": planned[-1].code}
    audit.record(ctx, [audit.Change("sites.warehouse", place.id, place.code, "generate locations", {}, after)])
    return Generated(
        warehouse=place.code,
        zone=command.zone,
        count=len(planned),
        first=planned[0].code,
        last=planned[-1].code,
        preview=tuple(
            Preview(code=s.code, x_mm=s.x_mm, y_mm=s.y_mm, z_mm=s.z_mm, pick_sequence=begin + s.order * STEP)
            for s in planned[:SHOWN]
        ),
    )


def _planned(command: GenerateLocations) -> list[Slot]:
    plan = Plan(
        template=command.template,
        aisle=Span(command.first_aisle, command.aisles),
        rack=Span(command.first_rack, command.racks),
        level=Span(command.first_level, command.levels),
        position=Span(command.first_position, command.positions),
        two_sided=command.two_sided,
        x_mm=command.x_mm,
        y_mm=command.y_mm,
        aisle_pitch_mm=command.aisle_pitch_mm,
        aisle_width_mm=command.aisle_width_mm,
        rack_pitch_mm=command.rack_pitch_mm,
        level_pitch_mm=command.level_pitch_mm,
    )
    wrong = [problem("template", template, **facts) for template, facts in template_problems(plan)]
    if size(plan) > MOST:
        too_many = gettext_noop("would make {count} locations; at most {most} at once")
        wrong.append(problem("template", too_many, count=size(plan), most=MOST))
    if wrong:
        raise Unreadable(wrong)
    planned = slots(plan)
    twice = next((code for code, times in Counter(slot.code for slot in planned).items() if times > 1), None)
    if twice is not None:
        raise Unreadable([problem("template", gettext_noop("makes the code {code} more than once"), code=twice)])
    longest = max((slot.code for slot in planned), key=len)
    if len(longest) > LONGEST_CODE:
        raise Unreadable([problem("template", gettext_noop("makes a code that is too long: {code}"), code=longest)])
    return planned


def _refuse_taken(warehouse_id: int, planned: list[Slot]) -> None:
    known = set(Location.objects.filter(warehouse_id=warehouse_id).values_list("code", flat=True))
    taken = [slot.code for slot in planned if slot.code in known]
    if taken:
        shown = ", ".join(taken[:SHOWN]) + (" …" if len(taken) > SHOWN else "")
        raise CodesTaken(count=len(taken), codes=shown)


def _last_sequence(warehouse_id: int) -> int:
    last = Location.objects.filter(warehouse_id=warehouse_id).aggregate(last=Max("pick_sequence"))["last"]
    return int(last or 0)


def _columns(slot: Slot) -> dict[str, str | int]:
    columns = slot._asdict()
    del columns["order"]
    return columns
