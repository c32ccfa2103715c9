"""Pages of a warehouse and of a location. A location's number is `warehouse:code`."""

from dataclasses import dataclass

from django.db.models import Count, Q

from ledgerhouse.foundation.listing import column
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.reading import CALLED
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.sites.listings import OPERATOR_NAMES
from ledgerhouse.masterdata.sites.models import Location, Warehouse, Zone
from ledgerhouse.masterdata.sites.words import (
    BOOK_IN_NAMES,
    CONDITION_NAMES,
    KIND_NAMES,
    LATE_CODES,
    OUTBOUND_NAMES,
    VIRTUAL_CODES,
    BookIn,
    Condition,
    Kind,
    Operator,
    Outbound,
)

NUMBER = ":"
CALLED.update({code: KIND_NAMES[kind] for kind, code in {**VIRTUAL_CODES, **LATE_CODES}.items()})


@dataclass(frozen=True)
class ZoneLine:
    """One zone of a warehouse and how many locations it has."""

    code: str = column(gettext_noop("Zone"), kind="code")
    name: str = column(gettext_noop("Name"))
    condition: str = column(gettext_noop("Temperature"), kind="state")
    kind: str = column(gettext_noop("Kind"), kind="state")
    locations: int = column(gettext_noop("Locations"), kind="number", total=True)
    locked: int = column(gettext_noop("of these locked"), kind="number", total=True)


@paper("warehouse", title=gettext_noop("Warehouse"), see="see sites")
def warehouse_paper(ctx: Context, number: str) -> Paper | None:
    """A warehouse with its zones."""
    row = scoped(ctx, Warehouse).filter(code=number).first()
    if row is None:
        return None
    shut = Q(locations__locked_in=True) | Q(locations__locked_out=True)
    zones = (
        scoped(ctx, Zone)
        .filter(warehouse=row)
        .annotate(places=Count("locations"), shut=Count("locations", filter=shut))
        .order_by("code")
    )
    lines = [
        ZoneLine(
            code=zone.code,
            name=zone.name,
            condition=CONDITION_NAMES[Condition(zone.condition)],
            kind=KIND_NAMES[Kind(zone.kind)],
            locations=zone.places,
            locked=zone.shut,
        )
        for zone in zones
    ]
    known = {"warehouse": row.code}
    return Paper(
        kind="warehouse",
        number=row.code,
        title=row.name,
        state=gettext_noop("open") if row.active else gettext_noop("closed"),
        facts=(
            Fact(gettext_noop("Name"), row.name),
            Fact(gettext_noop("Operated by"), OPERATOR_NAMES[Operator(row.operator)], "state"),
            Fact(gettext_noop("Goods are booked in"), BOOK_IN_NAMES[BookIn(row.book_in)], "state"),
            Fact(gettext_noop("Outbound steps"), OUTBOUND_NAMES[Outbound(row.outbound_steps)], "state"),
            Fact(gettext_noop("Time zone"), row.timezone),
            Fact(gettext_noop("Address"), row.address),
        ),
        tables=(Table(gettext_noop("Zones"), ZoneLine, lines),),
        actions=(
            Action("sites.change_warehouse", known),
            Action("sites.add_zone", known),
            Action("sites.change_zone", known),
            Action("sites.generate_locations", known),
        ),
    )


@paper("location", title=gettext_noop("Location"), see="see sites")
def location_paper(ctx: Context, number: str) -> Paper | None:
    """A location with its place, capacities, rules and locks."""
    warehouse, _, code = number.partition(NUMBER)
    rows = scoped(ctx, Location).filter(warehouse__code=warehouse, code=code, kind__lt=Kind.SUPPLIER)
    row = rows.select_related("warehouse", "zone").first()
    if row is None:
        return None
    locked = row.locked_in or row.locked_out
    known = {"warehouse": row.warehouse.code, "codes": [row.code]}
    return Paper(
        kind="location",
        number=number,
        title=row.code,
        state=gettext_noop("locked") if locked else gettext_noop("open"),
        facts=_facts(row),
        actions=(Action("sites.unlock_locations", known) if locked else Action("sites.lock_locations", known),),
    )


def _facts(row: Location) -> tuple[Fact, ...]:
    facts = (
        Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
        Fact(gettext_noop("Zone"), row.zone.name if row.zone else ""),
        Fact(gettext_noop("Temperature"), CONDITION_NAMES[Condition(row.zone.condition)] if row.zone else "", "state"),
        Fact(gettext_noop("Kind"), KIND_NAMES[Kind(row.kind)], "state"),
        Fact(gettext_noop("Aisle"), row.aisle),
        Fact(gettext_noop("Rack"), row.rack),
        Fact(gettext_noop("Level"), row.level),
        Fact(gettext_noop("Position"), row.position),
        Fact(gettext_noop("Pick sequence"), row.pick_sequence, "number"),
        Fact(gettext_noop("ABC class"), row.abc),
        Fact(gettext_noop("Largest quantity"), row.quantity_max, "quantity"),
        Fact(gettext_noop("Largest weight (g)"), row.weight_max_g, "number"),
        Fact(gettext_noop("Largest volume (cm³)"), row.volume_max_cm3, "number"),
        Fact(gettext_noop("Most handling units"), row.units_max, "number"),
        Fact(gettext_noop("Free height (mm)"), row.height_mm, "number"),
        Fact(gettext_noop("Items may be mixed"), row.mix_items, "yes_no"),
        Fact(gettext_noop("Lots may be mixed"), row.mix_lots, "yes_no"),
        Fact(gettext_noop("Locked for putting in"), row.locked_in, "yes_no"),
        Fact(gettext_noop("Locked for taking out"), row.locked_out, "yes_no"),
        Fact(gettext_noop("Reason of the lock"), row.lock_reason),
    )
    return tuple(fact for fact in facts if fact.value not in ("", 0) or fact.kind == "yes_no")
