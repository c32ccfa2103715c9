"""Accounts at tracking services: told of parcels that were handed over, asked about them, and known by the address they call."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from ledgerhouse.documents.logistics.connect_tracker import callback_url
from ledgerhouse.documents.logistics.models import SEE, Carrier, TrackingAccount, Waybill
from ledgerhouse.documents.logistics.trackers import TRACKERS, Line, Parcel
from ledgerhouse.documents.logistics.tracking import Told
from ledgerhouse.documents.logistics.words import UNDERWAY
from ledgerhouse.foundation.askers import starter
from ledgerhouse.foundation.models import OutboxRow, User
from ledgerhouse.foundation.outbox import OUTSIDE, Outsider
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context

KIND: Final = "tracking"
TOPIC: Final = "ShipmentHandedOver"


class Trackers:
    """The accounts as listeners of the dispatcher: what is handed over is subscribed, outside of any transaction, and again when it fails."""

    def listening(self, companies: Collection[int]) -> Mapping[int, Sequence[Outsider]]:
        """Active accounts that can be called back, whose owner may still sign in."""
        found: dict[int, list[Outsider]] = {}
        rows = TrackingAccount.objects.filter(company_id__in=companies, active=True).exclude(site="")
        for row in rows.filter(user__in=User.objects.filter(is_active=True).values("id")).order_by("id"):
            found.setdefault(row.company_id, []).append(Outsider(row.id, frozenset({TOPIC})))
        return found

    def tell(self, outsider: int, news: OutboxRow, now: datetime) -> None:
        """Subscribe the parcels of one handover."""
        row = TrackingAccount.objects.filter(id=outsider, active=True).first()
        if row is None:
            return
        ctx = starter(row.company_id, row.user, now, interface=KIND)
        body = json.loads(news.body)
        for parcel in parcels(ctx, list(body["waybills"]), str(body["carrier"])):
            TRACKERS[row.kind].subscribe(post, line_of(row), parcel)


OUTSIDE[KIND] = Trackers()


def parcels(ctx: Context, numbers: Sequence[str], carrier: str = "") -> list[Parcel]:
    """Waybills as tracking services know them; those of carriers that it does not follow are left out. One statement."""
    rows = Waybill.objects.filter(company_id=ctx.company, number__in=numbers).exclude(carrier__tracked_as="")
    rows = rows.filter(carrier__code=carrier) if carrier else rows
    values = rows.order_by("id").values_list("carrier__tracked_as", "carrier__code", "number")
    return [Parcel(*row) for row in values]


def underway(ctx: Context) -> list[Parcel]:
    """The parcels that carriers have and that can be asked about, oldest first. One statement."""
    rows = scoped(ctx.under(SEE), Waybill).filter(state__in=UNDERWAY).exclude(carrier__tracked_as="")
    return [Parcel(*row) for row in rows.order_by("id").values_list("carrier__tracked_as", "carrier__code", "number")]


def ask(ctx: Context, parcel: Parcel) -> Sequence[Told]:
    """Everything the company's first active account tells of a parcel; nothing without one. Not inside a transaction: it calls out."""
    row = TrackingAccount.objects.filter(company_id=ctx.company, active=True).order_by("id").first()
    return TRACKERS[row.kind].query(post, line_of(row), parcel) if row else ()


def called(hook: str, now: datetime) -> tuple[Context, TrackingAccount] | None:
    """Whose address this is, and the context its calls act in; None for nobody's."""
    row = TrackingAccount.objects.filter(hook=hook, active=True).first()
    if row is None or not User.objects.filter(id=row.user, is_active=True).exists():
        return None
    TrackingAccount.objects.filter(id=row.id).update(heard_at=now)
    return starter(row.company_id, row.user, now, interface=KIND), row


def carriers_there(ctx: Context) -> dict[str, str]:
    """Our codes of carriers by those of the tracking service. One statement."""
    rows = Carrier.objects.filter(company_id=ctx.company, active=True).exclude(tracked_as="").order_by("-id")
    return dict(rows.values_list("tracked_as", "code"))


def line_of(row: TrackingAccount) -> Line:
    """An account as plug-ins get it."""
    return Line(row.subscribe_url, row.query_url, row.customer, row.key, row.salt, callback_url(row))


def post(url: str, form: Mapping[str, str]) -> Mapping[str, Any]:
    """Post a form to where the house may call."""
    from ledgerhouse.foundation.outgoing_session import session

    with session() as wire:
        answer = wire.post(url, data=dict(form), allow_redirects=False)
    answer.raise_for_status()
    found: Mapping[str, Any] = answer.json()
    return found
