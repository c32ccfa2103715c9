"""Lists of warehouses, zones and locations."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.sites.models import HandlingUnit, Location, Warehouse, Zone
from ledgerhouse.masterdata.sites.words import (
    CONDITION_NAMES,
    KIND_NAMES,
    UNIT_KIND_NAMES,
    Condition,
    Kind,
    Operator,
    RealKind,
    kind_named,
)

OPERATOR_NAMES = {Operator.HERE: gettext_noop("this house"), Operator.FOREIGN: gettext_noop("a foreign system")}


def named(path: str, names: dict[Any, str]) -> Case:
    """An expression for the name of a stored value: a message id that the screen translates."""
    whens = (When(Q(**{path: key}), then=Value(name)) for key, name in names.items())
    return Case(*whens, default=Value(""), output_field=CharField())


@dataclass(frozen=True)
class Warehouses:
    """Which warehouses."""

    active: bool | None = None


@dataclass(frozen=True)
class WarehouseRow:
    """One warehouse."""

    code: str = column(gettext_noop("Code"), kind="code", link="warehouse")
    name: str = column(gettext_noop("Name"))
    operator: str = column(gettext_noop("Operated by"), path="operator_name", kind="state", sortable=False)
    timezone: str = column(gettext_noop("Time zone"))
    address: str = column(gettext_noop("Address"))
    active: bool = column(gettext_noop("Active"), kind="yes_no")


@listing(
    "sites.warehouses",
    title=gettext_noop("Warehouses"),
    see="see sites",
    row=WarehouseRow,
    search=("code", "name", "address"),
    order="code",
    verbs=("sites.open_warehouse",),
)
def warehouses(ctx: Context, where: Warehouses) -> "QuerySet[Warehouse]":
    """Warehouses in scope."""
    rows = scoped(ctx, Warehouse).annotate(operator_name=named("operator", OPERATOR_NAMES))
    return rows if where.active is None else rows.filter(active=where.active)


@dataclass(frozen=True)
class Zones:
    """Which zones."""

    warehouse: str = ""
    condition: Condition | None = None


@dataclass(frozen=True)
class ZoneRow:
    """One zone."""

    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    code: str = column(gettext_noop("Zone"), kind="code")
    name: str = column(gettext_noop("Name"))
    condition: str = column(gettext_noop("Temperature"), path="condition_name", kind="state", sortable=False)
    kind: str = column(gettext_noop("Kind"), path="kind_name", kind="state", sortable=False)
    active: bool = column(gettext_noop("Active"), kind="yes_no")


@listing(
    "sites.zones",
    title=gettext_noop("Zones"),
    see="see sites",
    row=ZoneRow,
    search=("code", "name"),
    order="code",
    verbs=("sites.add_zone",),
)
def zones(ctx: Context, where: Zones) -> "QuerySet[Zone]":
    """Zones in scope."""
    rows = scoped(ctx, Zone).annotate(
        condition_name=named("condition", CONDITION_NAMES), kind_name=named("kind", KIND_NAMES)
    )
    if where.warehouse:
        rows = rows.filter(warehouse__code=where.warehouse)
    return rows if where.condition is None else rows.filter(condition=where.condition)


@dataclass(frozen=True)
class Locations:
    """Which locations."""

    warehouse: str = ""
    zone: str = ""
    kind: RealKind | None = None
    locked: bool | None = None
    active: bool | None = None


@dataclass(frozen=True)
class LocationRow:
    """One location. `place` is its number among all warehouses."""

    place: str = column(gettext_noop("Location"), path="number", kind="code", link="location", sortable=False)
    code: str = column(gettext_noop("Code"), kind="code")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    zone: str = column(gettext_noop("Zone"), path="zone__code", kind="code")
    kind: str = column(gettext_noop("Kind"), path="kind_name", kind="state", sortable=False)
    aisle: str = column(gettext_noop("Aisle"))
    rack: str = column(gettext_noop("Rack"))
    level: str = column(gettext_noop("Level"))
    position: str = column(gettext_noop("Position"))
    pick_sequence: int = column(gettext_noop("Pick sequence"), kind="number")
    abc: str = column(gettext_noop("ABC class"))
    locked_in: bool = column(gettext_noop("Locked for putting in"), kind="yes_no")
    locked_out: bool = column(gettext_noop("Locked for taking out"), kind="yes_no")
    lock_reason: str = column(gettext_noop("Reason of the lock"), sortable=False)


@listing(
    "sites.locations",
    title=gettext_noop("Locations"),
    see="see sites",
    row=LocationRow,
    search=("code",),
    order="pick_sequence",
    verbs=("sites.generate_locations", "sites.add_locations"),
)
def locations(ctx: Context, where: Locations) -> "QuerySet[Location]":
    """Locations in scope, without the virtual ones."""
    rows = (
        scoped(ctx, Location)
        .filter(kind__lt=Kind.SUPPLIER)
        .annotate(number=Concat("warehouse__code", Value(":"), "code"), kind_name=named("kind", KIND_NAMES))
    )
    if where.warehouse:
        rows = rows.filter(warehouse__code=where.warehouse)
    if where.zone:
        rows = rows.filter(zone__code=where.zone)
    if where.kind is not None:
        rows = rows.filter(kind=kind_named(where.kind))
    if where.active is not None:
        rows = rows.filter(active=where.active)
    if where.locked is not None:
        shut = rows.filter(locked_in=True) | rows.filter(locked_out=True)
        rows = shut if where.locked else rows.filter(locked_in=False, locked_out=False)
    return rows


@dataclass(frozen=True)
class Units:
    """Which handling units."""

    warehouse: str = ""
    parent: str = ""


@dataclass(frozen=True)
class UnitRow:
    """One handling unit."""

    code: str = column(gettext_noop("Handling unit"), kind="code", link="stock.balances")
    kind: str = column(gettext_noop("Kind"), path="kind_name", kind="state", sortable=False)
    parent: str = column(gettext_noop("Stands in"), path="parent__code", kind="code", link="sites.units")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    created_at: datetime = column(gettext_noop("First seen"), kind="moment")


@listing(
    "sites.units",
    title=gettext_noop("Handling units"),
    see="see sites",
    row=UnitRow,
    search=("code", "parent__code"),
    order="-created_at",
)
def units(ctx: Context, where: Units) -> "QuerySet[HandlingUnit]":
    """Pallets, cartons and totes that have a number of their own."""
    rows = scoped(ctx, HandlingUnit).annotate(kind_name=named("kind", UNIT_KIND_NAMES))
    rows = rows.filter(warehouse__code=where.warehouse) if where.warehouse else rows
    return rows.filter(parent__code=where.parent) if where.parent else rows
