"""Try a subscription: send one event that means nothing by the same way as all others."""

from dataclasses import dataclass, field
from typing import ClassVar

from pydantic import ConfigDict

from ledgerhouse.foundation import dispatch
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Unreadable, gettext_noop, problem
from ledgerhouse.tower.integration.models import Subscription
from ledgerhouse.tower.integration.webhooks import LISTENER
from ledgerhouse.tower.integration.words import Hello


@dataclass(frozen=True, kw_only=True)
class TrySubscription:
    """Which, by its code."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    code: Code = field(metadata={"title": gettext_noop("Code")})


@dataclass(frozen=True, kw_only=True)
class Tried:
    """The id of the event that is under way; the page of the subscription shows whether it was taken."""

    event: str


@verb("integration.try_subscription", may="connect systems", title=gettext_noop("Try a subscription"))
def try_subscription(command: TrySubscription, ctx: Context) -> Tried:
    """Send the topic `Hello` to the address of a subscription, whatever topics it wants, with the next round of the worker."""
    row = scoped(ctx, Subscription).filter(code=command.code).first()
    if row is None:
        raise NotFound(kind=gettext_noop("subscription"), name=command.code)
    if not row.active:
        raise Unreadable([problem("code", gettext_noop("subscription {code} has ended"), code=row.code)])
    event = dispatch.tell_one(ctx, f"{LISTENER}{row.id}", f"subscription:{row.code}", Hello(row.code))
    return Tried(event=str(event))
