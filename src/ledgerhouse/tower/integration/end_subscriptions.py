"""End subscriptions: their addresses are told nothing more."""

from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.models import Delivery
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.tower.integration.models import Subscription
from ledgerhouse.tower.integration.webhooks import LISTENER


@dataclass(frozen=True, kw_only=True)
class EndSubscriptions:
    """Which, by their codes."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    codes: Annotated[tuple[Code, ...], Field(min_length=1, max_length=500)] = field(
        metadata={"title": gettext_noop("Codes")}
    )


@dataclass(frozen=True, kw_only=True)
class SubscriptionsEnded:
    """How many have ended, and how many messages that still waited for them were dropped."""

    count: int
    dropped: int


@verb("integration.end_subscriptions", may="connect systems", title=gettext_noop("End subscriptions"))
def end_subscriptions(command: EndSubscriptions, ctx: Context) -> SubscriptionsEnded:
    """Tell these addresses nothing more, and drop what still waits for them; what is ended already stays so."""
    rows = {row.code: row for row in scoped(ctx, Subscription).filter(code__in=command.codes)}
    wrong = [
        problem(f"codes.{i}", gettext_noop("there is no subscription {code}"), code=code)
        for i, code in enumerate(command.codes)
        if code not in rows
    ]
    if wrong:
        raise Unreadable(wrong)
    ending = [row for row in rows.values() if row.active]
    Subscription.objects.filter(id__in=[row.id for row in ending]).update(active=False)
    names = [f"{LISTENER}{row.id}" for row in rows.values()]
    dropped, _ = Delivery.objects.filter(company=ctx.company, listener__in=names).delete()
    audit.record(
        ctx,
        [audit.Change("subscription", r.id, r.code, "end", {"active": True}, {"active": False}) for r in ending],
    )
    return SubscriptionsEnded(count=len(ending), dropped=dropped)
