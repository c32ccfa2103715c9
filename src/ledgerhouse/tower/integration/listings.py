"""The list of subscriptions."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.models import Delivery
from ledgerhouse.foundation.operations.listings import who
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.tower.integration.models import Subscription
from ledgerhouse.tower.integration.webhooks import LISTENER


@dataclass(frozen=True)
class Subscriptions:
    """Which subscriptions."""

    active: bool | None = None


@dataclass(frozen=True)
class SubscriptionRow:
    """An address that is told news, and how many messages wait for it or are dead letters."""

    code: str = column(gettext_noop("Code"), kind="code", link="subscription")
    url: str = column(gettext_noop("Address"))
    user: str = column(gettext_noop("With the rights of"), path="user_name")
    active: bool = column(gettext_noop("Active"), kind="yes_no")
    told_at: datetime | None = column(gettext_noop("Last told at"), kind="moment")
    waiting: int = column(gettext_noop("Waiting"), kind="number")
    dead: int = column(gettext_noop("Dead letters"), path="dead_letters", kind="number")


@listing(
    "integration.subscriptions",
    title=gettext_noop("Subscriptions"),
    see="connect systems",
    row=SubscriptionRow,
    search=("code", "url"),
    order="code",
    verbs=("integration.subscribe",),
)
def subscriptions(ctx: Context, where: Subscriptions) -> "QuerySet[Subscription]":
    """Addresses outside that are told news of the company."""
    rows = scoped(ctx, Subscription).annotate(
        user_name=who(), waiting=_letters(dead=False), dead_letters=_letters(dead=True)
    )
    return rows if where.active is None else rows.filter(active=where.active)


def _letters(*, dead: bool) -> Coalesce:
    from django.db.models import CharField

    name = Concat(Value(LISTENER), Cast(OuterRef("id"), CharField(max_length=20)))
    letters = Delivery.objects.filter(company=OuterRef("company"), listener=name, dead=dead)
    counted = letters.order_by().values("listener").annotate(n=Count("id")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
