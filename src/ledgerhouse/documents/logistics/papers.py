"""Pages of carriage: carrier, manifest with its progress of loading, waybill with its timeline."""

from typing import Any

from ledgerhouse.documents.logistics.listings import (
    EventFilter,
    EventRow,
    NumberFilter,
    NumberRow,
    RateFilter,
    RateRow,
    ServiceFilter,
    ServiceRow,
    WaybillFilter,
    WaybillRow,
)
from ledgerhouse.documents.logistics.models import SEE, Carrier, Manifest, Waybill
from ledgerhouse.documents.logistics.words import MANIFEST, UNDERWAY, WAYBILL
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@paper("carrier", title=gettext_noop("Carrier"), see=SEE)
def carrier(ctx: Context, code: str) -> Paper | None:
    """A carrier with what it offers, at what price, and the numbers it gave."""
    row = scoped(ctx, Carrier).select_related("partner").filter(code=code).first()
    if row is None:
        return None
    return Paper(
        kind="carrier",
        number=row.code,
        title=gettext_noop("Carrier"),
        facts=[
            Fact(gettext_noop("Name"), row.partner.name),
            Fact(gettext_noop("Partner"), row.partner.code, "code", "partner"),
            Fact(gettext_noop("Code at the tracking service"), row.tracked_as, "code"),
            Fact(gettext_noop("Tracking address"), row.tracking_url),
            Fact(gettext_noop("Active"), row.active, "yes_no"),
        ],
        tables=[
            Table(
                gettext_noop("Carrier services"),
                ServiceRow,
                list(LISTINGS["logistics.services"].every(ctx, ServiceFilter(carrier=code), sort="code")),
            ),
            Table(
                gettext_noop("Carriage rates"),
                RateRow,
                list(LISTINGS["logistics.rates"].every(ctx, RateFilter(carrier=code), sort="service")),
            ),
            Table(
                gettext_noop("Waybill numbers"),
                NumberRow,
                list(LISTINGS["logistics.numbers"].every(ctx, NumberFilter(carrier=code, left=True))),
            ),
        ],
        actions=[Action("logistics.add_numbers", {"carrier": row.code})],
    )


@paper("manifest", title=gettext_noop("Manifest"), see=SEE)
def manifest(ctx: Context, number: str) -> Paper | None:
    """A manifest: which parcels go, and how many of them are on the vehicle."""
    row = scoped(ctx, Manifest).select_related("warehouse", "carrier__partner").filter(number=number).first()
    if row is None:
        return None
    parcels: list[Any] = list(LISTINGS["logistics.waybills"].every(ctx, WaybillFilter(manifest=number), sort="number"))
    on_board = sum(one.state not in ("made", "listed") for one in parcels)
    facts = [
        Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
        Fact(gettext_noop("Carrier"), row.carrier.code, "code", "carrier"),
        Fact(gettext_noop("Name"), row.carrier.partner.name),
        Fact(gettext_noop("Dock"), row.dock, "code"),
        Fact(gettext_noop("Vehicle"), row.vehicle, "code"),
        Fact(gettext_noop("Driver"), row.driver),
        Fact(gettext_noop("Parcels"), len(parcels), "number"),
        Fact(gettext_noop("Loaded"), on_board, "number"),
        Fact(gettext_noop("Not loaded yet"), len(parcels) - on_board, "number"),
        Fact(gettext_noop("Weight (g)"), sum(one.weight_g for one in parcels), "number"),
        Fact(gettext_noop("Made"), row.created_at, "moment"),
        Fact(gettext_noop("Handed over"), row.handed_at, "moment"),
    ]
    actions = []
    if row.state in MANIFEST.sources("hand_over"):
        missing = [one.number for one in parcels if one.state == "listed"]
        actions = [
            Action("logistics.load", {"manifest": number, "waybills": missing}),
            Action("outbound.hand_over", {"manifests": [number]}),
            Action("logistics.cancel_manifests", {"numbers": [number]}),
        ]
    return Paper(
        kind="manifest",
        number=row.number,
        title=gettext_noop("Manifest"),
        state=row.state,
        lifecycle=MANIFEST,
        facts=facts,
        tables=[Table(gettext_noop("Parcels"), WaybillRow, parcels)],
        actions=actions,
    )


@paper("waybill", title=gettext_noop("Waybill"), see=SEE)
def waybill(ctx: Context, number: str) -> Paper | None:
    """A waybill with what its carrier said, the latest first."""
    rows = scoped(ctx, Waybill).select_related("warehouse", "carrier", "service", "partner", "manifest")
    row = rows.filter(number=number).order_by("-id").first()
    if row is None:
        return None
    events = list(LISTINGS["logistics.events"].every(ctx, EventFilter(waybill=number), sort="-at"))
    facts = [
        Fact(gettext_noop("Outbound order"), row.outbound, "code", "outbound_order"),
        Fact(gettext_noop("Parcel"), row.parcel, "code"),
        Fact(gettext_noop("Carrier"), row.carrier.code, "code", "carrier"),
        Fact(gettext_noop("Service"), row.service.name),
        Fact(gettext_noop("Manifest"), row.manifest.number if row.manifest else "", "code", "manifest"),
        Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
        Fact(gettext_noop("Customer"), row.partner.name if row.partner else ""),
        Fact(gettext_noop("Region"), f"{row.province}{row.city}"),
        Fact(gettext_noop("Weight (g)"), row.weight_g, "number"),
        Fact(gettext_noop("Freight"), row.freight, "amount"),
        Fact(gettext_noop("Promised on"), row.promised_on, "date"),
        Fact(gettext_noop("Expected on"), row.expected_on, "date"),
        Fact(gettext_noop("Handed over"), row.handed_at, "moment"),
        Fact(gettext_noop("Delivered"), row.delivered_at, "moment"),
        Fact(gettext_noop("Signed by"), row.signed_by),
        Fact(gettext_noop("Tracking address"), row.carrier.tracking_url.replace("{number}", row.number)),
    ]
    return Paper(
        kind="waybill",
        number=row.number,
        title=gettext_noop("Waybill"),
        state=row.state,
        lifecycle=WAYBILL,
        facts=facts,
        tables=[Table(gettext_noop("Tracking events"), EventRow, events)],
        actions=_actions(row),
    )


def _actions(row: Waybill) -> list[Action]:
    if row.state in UNDERWAY:
        return [
            Action("outbound.confirm_delivery", {"lines": [{"waybill": row.number}]}),
            Action("outbound.record_tracking", {"events": [{"waybill": row.number}]}),
        ]
    if row.state in WAYBILL.sources("cancel"):
        return [Action("logistics.cancel_waybills", {"numbers": [row.number]})]
    return []
