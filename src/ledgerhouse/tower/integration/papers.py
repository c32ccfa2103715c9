"""The page of a subscription."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from ledgerhouse.foundation.listing import column
from ledgerhouse.foundation.models import Delivery, User
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.tower.integration.models import Subscription
from ledgerhouse.tower.integration.webhooks import LISTENER


@dataclass(frozen=True)
class WaitingLine:
    """A message that the address has not taken yet."""

    topic: str = column(gettext_noop("Topic"))
    about: str = column(gettext_noop("About"))
    attempts: int = column(gettext_noop("Attempts"), kind="number")
    error: str = column(gettext_noop("Error"))
    next_at: datetime | None = column(gettext_noop("Next try"), kind="moment")
    dead: bool = column(gettext_noop("Dead letter"), kind="yes_no")


@paper("subscription", title=gettext_noop("Subscription"), see="connect systems")
def subscription_paper(ctx: Context, number: str) -> Paper | None:
    """A subscription by its code, with what waits for its address."""
    row = scoped(ctx, Subscription).filter(code=number).first()
    if row is None:
        return None
    letters = Delivery.objects.filter(company=ctx.company, listener=f"{LISTENER}{row.id}").select_related("news")
    waiting = [
        WaitingLine(d.news.topic, d.news.ordering, d.attempts, d.error, d.next_at, d.dead)
        for d in letters.order_by("id")[:100]
    ]
    owner = User.objects.filter(id=row.user).values_list("name", flat=True).first() or ""
    facts = [
        Fact(gettext_noop("Address"), row.url),
        Fact(gettext_noop("Topics"), ", ".join(row.topics) or _("all")),
        Fact(gettext_noop("With the rights of"), owner),
        Fact(gettext_noop("Active"), row.active, "yes_no"),
        Fact(gettext_noop("Created at"), row.created_at, "moment"),
        Fact(gettext_noop("Last told at"), row.told_at, "moment"),
    ]
    if row.ended_why:
        facts.append(Fact(gettext_noop("Ended"), _(row.ended_why)))
    actions = [
        Action("integration.try_subscription", {"code": row.code}),
        Action("integration.end_subscriptions", {"codes": [row.code]}),
    ]
    return Paper(
        kind="subscription",
        number=row.code,
        title=row.code,
        facts=facts,
        tables=(Table(gettext_noop("Messages that wait"), WaitingLine, waiting),),
        actions=actions if row.active else (),
    )
