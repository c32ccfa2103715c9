"""Lists of carriage: carriers, services with their rates, numbers, waybills, tracking events, manifests."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from ledgerhouse.documents.logistics.models import (
    SEE,
    Carrier,
    Manifest,
    NumberRange,
    Rate,
    Service,
    TrackingAccount,
    TrackingEvent,
    Waybill,
)
from ledgerhouse.documents.logistics.words import SAID, UNDERWAY
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class CarrierFilter:
    """Which carriers."""

    active: bool | None = None


@dataclass(frozen=True)
class CarrierRow:
    """One carrier."""

    code: str = column(gettext_noop("Code"), kind="code", link="carrier")
    name: str = column(gettext_noop("Name"), path="partner__name")
    partner: str = column(gettext_noop("Partner"), path="partner__code", kind="code", link="partner")
    tracked_as: str = column(gettext_noop("Code at the tracking service"), kind="code")
    active: bool = column(gettext_noop("Active"), kind="yes_no")


@listing(
    "logistics.carriers",
    title=gettext_noop("Carriers"),
    see=SEE,
    row=CarrierRow,
    search=("code", "partner__name"),
    order="code",
    verbs=("logistics.set_carriers", "logistics.set_services", "logistics.add_numbers"),
)
def carriers(ctx: Context, where: CarrierFilter) -> "QuerySet[Carrier]":
    """The company's carriers."""
    rows = scoped(ctx, Carrier)
    return rows if where.active is None else rows.filter(active=where.active)


@dataclass(frozen=True)
class ServiceFilter:
    """Which services."""

    carrier: str = ""
    active: bool | None = None


@dataclass(frozen=True)
class ServiceRow:
    """One service of a carrier."""

    carrier: str = column(gettext_noop("Carrier"), path="carrier__code", kind="code", link="carrier")
    code: str = column(gettext_noop("Code"), kind="code")
    name: str = column(gettext_noop("Name"))
    cutoff: str = column(gettext_noop("Cut-off time"), kind="code")
    heaviest_g: int = column(gettext_noop("Heaviest (g)"), kind="number")
    longest_mm: int = column(gettext_noop("Longest side (mm)"), kind="number")
    cold: bool = column(gettext_noop("Cold chain"), kind="yes_no")
    active: bool = column(gettext_noop("Active"), kind="yes_no")


@listing(
    "logistics.services",
    title=gettext_noop("Carrier services"),
    see=SEE,
    row=ServiceRow,
    search=("code", "name", "carrier__code"),
    order="carrier",
    verbs=("logistics.set_services",),
)
def services(ctx: Context, where: ServiceFilter) -> "QuerySet[Service]":
    """What the carriers offer."""
    rows = scoped(ctx, Service)
    rows = rows.filter(carrier__code=where.carrier) if where.carrier else rows
    return rows if where.active is None else rows.filter(active=where.active)


@dataclass(frozen=True)
class RateFilter:
    """Rates of which services."""

    carrier: str = ""
    service: str = ""


@dataclass(frozen=True)
class RateRow:
    """What carriage to a region costs."""

    carrier: str = column(gettext_noop("Carrier"), path="service__carrier__code", kind="code", link="carrier")
    service: str = column(gettext_noop("Service"), path="service__code", kind="code")
    province: str = column(gettext_noop("Province"))
    city: str = column(gettext_noop("City"))
    days: int = column(gettext_noop("Days"), kind="number")
    first_g: int = column(gettext_noop("First weight (g)"), kind="number")
    first_price: Decimal = column(gettext_noop("Price of the first weight"), kind="amount")
    step_g: int = column(gettext_noop("Further weight (g)"), kind="number")
    step_price: Decimal = column(gettext_noop("Price of each further weight"), kind="amount")


@listing(
    "logistics.rates",
    title=gettext_noop("Carriage rates"),
    see=SEE,
    row=RateRow,
    search=("service__code", "province", "city"),
    order="carrier",
)
def rates(ctx: Context, where: RateFilter) -> "QuerySet[Rate]":
    """What carriage costs, by service and region."""
    rows = scoped(ctx, Rate)
    rows = rows.filter(service__carrier__code=where.carrier) if where.carrier else rows
    return rows.filter(service__code=where.service) if where.service else rows


@dataclass(frozen=True)
class NumberFilter:
    """Numbers of which carriers; `left` finds ranges that are not used up."""

    carrier: str = ""
    left: bool | None = None


@dataclass(frozen=True)
class NumberRow:
    """One range of waybill numbers."""

    carrier: str = column(gettext_noop("Carrier"), path="carrier__code", kind="code", link="carrier")
    prefix: str = column(gettext_noop("Prefix"), kind="code")
    digits: int = column(gettext_noop("Digits"), kind="number")
    suffix: str = column(gettext_noop("Suffix"), kind="code")
    check_method: str = column(gettext_noop("Check digit"), kind="code")
    first: int = column(gettext_noop("First"), kind="number")
    next: int = column(gettext_noop("Next"), kind="number")
    last: int = column(gettext_noop("Last"), kind="number")
    remaining: int = column(gettext_noop("Left"), kind="number", total=True)
    added_at: datetime = column(gettext_noop("Added"), kind="moment")


@listing(
    "logistics.numbers",
    title=gettext_noop("Waybill numbers"),
    see=SEE,
    row=NumberRow,
    search=("carrier__code", "prefix"),
    order="-added_at",
    verbs=("logistics.add_numbers",),
)
def numbers(ctx: Context, where: NumberFilter) -> "QuerySet[NumberRange]":
    """Ranges of waybill numbers and what is left of them."""
    rows = scoped(ctx, NumberRange).annotate(remaining=F("last") - F("next") + 1)
    rows = rows.filter(carrier__code=where.carrier) if where.carrier else rows
    if where.left is None:
        return rows
    return rows.filter(next__lte=F("last")) if where.left else rows.filter(next__gt=F("last"))


@dataclass(frozen=True)
class WaybillFilter:
    """Which waybills; `late` finds parcels on their way, or waiting, whose promised day is before `on`."""

    state: str = ""
    warehouse: str = ""
    carrier: str = ""
    order: str = ""
    manifest: str = ""
    underway: bool | None = None
    late_on: date | None = None


@dataclass(frozen=True)
class WaybillRow:
    """One waybill."""

    number: str = column(gettext_noop("Waybill"), kind="code", link="waybill")
    state: str = column(gettext_noop("State"), kind="state")
    carrier: str = column(gettext_noop("Carrier"), path="carrier__code", kind="code", link="carrier")
    service: str = column(gettext_noop("Service"), path="service__code", kind="code")
    order: str = column(gettext_noop("Outbound order"), path="outbound", kind="code", link="outbound_order")
    parcel: str = column(gettext_noop("Parcel"), kind="code")
    customer: str = column(gettext_noop("Customer"), path="partner__name")
    weight_g: int = column(gettext_noop("Weight (g)"), kind="number", total=True)
    freight: Decimal = column(gettext_noop("Freight"), kind="amount", total=True)
    promised_on: date | None = column(gettext_noop("Promised on"), kind="date")
    expected_on: date | None = column(gettext_noop("Expected on"), kind="date")
    late: bool = column(gettext_noop("Late"), kind="yes_no", sortable=False)
    manifest: str = column(gettext_noop("Manifest"), path="manifest__number", kind="code", link="manifest")
    handed_at: datetime | None = column(gettext_noop("Handed over"), kind="moment")
    delivered_at: datetime | None = column(gettext_noop("Delivered"), kind="moment")
    signed_by: str = column(gettext_noop("Signed by"))


@listing(
    "logistics.waybills",
    title=gettext_noop("Waybills"),
    see=SEE,
    row=WaybillRow,
    search=("number", "outbound", "parcel", "partner__name"),
    order="-number",
    verbs=("outbound.make_waybills",),
)
def waybills(ctx: Context, where: WaybillFilter) -> "QuerySet[Waybill]":
    """Parcels under their numbers; late is one that the customer does not have although its promised day is over."""
    open_states = Q(state__in=("made", "listed", "loaded", *UNDERWAY))
    overdue = Q(promised_on__lt=where.late_on or ctx.now.date())
    rows = scoped(ctx, Waybill).annotate(
        late=Case(When(open_states & overdue, then=Value(True)), default=Value(False))  # noqa: FBT003 - an SQL value
    )
    for path, value in (
        ("state", where.state),
        ("warehouse__code", where.warehouse),
        ("carrier__code", where.carrier),
        ("outbound", where.order),
        ("manifest__number", where.manifest),
    ):
        rows = rows.filter(**{path: value}) if value else rows
    rows = rows.filter(open_states & overdue) if where.late_on else rows
    if where.underway is None:
        return rows
    return rows.filter(state__in=UNDERWAY) if where.underway else rows.exclude(state__in=UNDERWAY)


@dataclass(frozen=True)
class EventFilter:
    """Events of which waybill or order; `trouble` finds what went wrong."""

    waybill: str = ""
    order: str = ""
    trouble: bool = False


@dataclass(frozen=True)
class EventRow:
    """What a carrier said."""

    waybill: str = column(gettext_noop("Waybill"), path="waybill__number", kind="code", link="waybill")
    at: datetime = column(gettext_noop("At"), kind="moment")
    said: str = column(gettext_noop("Event"), path="said_name", kind="state", sortable=False)
    place: str = column(gettext_noop("Place"))
    text: str = column(gettext_noop("Text"))
    source: str = column(gettext_noop("Source"), kind="state")


def named(path: str, names: dict[Any, str]) -> Case:
    """An expression for the name of a stored word: a message id that the screen translates."""
    whens = (When(Q(**{path: str(key)}), then=Value(name)) for key, name in names.items())
    return Case(*whens, default=Value(""), output_field=CharField())


@listing(
    "logistics.events",
    title=gettext_noop("Tracking events"),
    see=SEE,
    row=EventRow,
    search=("waybill__number", "text", "place"),
    order="-at",
)
def events(ctx: Context, where: EventFilter) -> "QuerySet[TrackingEvent]":
    """What carriers said about parcels."""
    rows = scoped(ctx, TrackingEvent).annotate(said_name=named("said", dict(SAID)))
    rows = rows.filter(waybill__number=where.waybill) if where.waybill else rows
    rows = rows.filter(waybill__outbound=where.order) if where.order else rows
    return rows.filter(said__in=("trouble", "returned")) if where.trouble else rows


@dataclass(frozen=True)
class ManifestFilter:
    """Which manifests."""

    state: str = ""
    warehouse: str = ""
    carrier: str = ""


@dataclass(frozen=True)
class ManifestRow:
    """One manifest."""

    number: str = column(gettext_noop("Number"), kind="code", link="manifest")
    state: str = column(gettext_noop("State"), kind="state")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    carrier: str = column(gettext_noop("Carrier"), path="carrier__code", kind="code", link="carrier")
    dock: str = column(gettext_noop("Dock"), kind="code")
    vehicle: str = column(gettext_noop("Vehicle"), kind="code")
    driver: str = column(gettext_noop("Driver"))
    created_at: datetime = column(gettext_noop("Made"), kind="moment")
    handed_at: datetime | None = column(gettext_noop("Handed over"), kind="moment")


@listing(
    "logistics.manifests",
    title=gettext_noop("Manifests"),
    see=SEE,
    row=ManifestRow,
    search=("number", "vehicle", "carrier__code"),
    order="-number",
    verbs=("logistics.open_manifest",),
)
def manifests(ctx: Context, where: ManifestFilter) -> "QuerySet[Manifest]":
    """What carriers take along."""
    rows = scoped(ctx, Manifest)
    for path, value in (
        ("state", where.state),
        ("warehouse__code", where.warehouse),
        ("carrier__code", where.carrier),
    ):
        rows = rows.filter(**{path: value}) if value else rows
    return rows


@dataclass(frozen=True)
class AccountFilter:
    """Which accounts."""

    active: bool | None = None


@dataclass(frozen=True)
class AccountRow:
    """One account at a tracking service."""

    code: str = column(gettext_noop("Code"), kind="code")
    kind: str = column(gettext_noop("Tracking service"), kind="code")
    customer: str = column(gettext_noop("Customer number there"))
    site: str = column(gettext_noop("Our own address"))
    active: bool = column(gettext_noop("Active"), kind="yes_no")
    heard_at: datetime | None = column(gettext_noop("Last heard"), kind="moment")


@listing(
    "logistics.accounts",
    title=gettext_noop("Tracking accounts"),
    see="connect systems",
    row=AccountRow,
    search=("code", "kind"),
    order="code",
    verbs=("logistics.connect_tracker",),
)
def accounts(ctx: Context, where: AccountFilter) -> "QuerySet[TrackingAccount]":
    """Accounts at tracking services."""
    rows = scoped(ctx, TrackingAccount)
    return rows if where.active is None else rows.filter(active=where.active)
