"""Subscribe: from now on an address is told news."""

import base64
import secrets
from dataclasses import dataclass, field, replace
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.outgoing import check_url
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, Unreadable, gettext_noop, problem
from ledgerhouse.tower.integration.models import Subscription
from ledgerhouse.tower.integration.webhooks import PREFIX


class NeedsOwner(Refused):
    """The house itself sees everything; what leaves must leave with somebody's rights."""

    code = "needs-owner"
    template = gettext_noop("A subscription acts with the rights of a person: say as whom (--as).")
    status = 422


@dataclass(frozen=True, kw_only=True)
class Subscribe:
    """A name for the subscription, the address that is called, and the topics it wants, all without any."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    code: Code = field(metadata={"title": gettext_noop("Code")})
    url: Annotated[str, Field(min_length=8, max_length=400)] = field(metadata={"title": gettext_noop("Address")})
    topics: Annotated[tuple[Code, ...], Field(max_length=100)] = field(
        default=(), metadata={"title": gettext_noop("Topics")}
    )


@dataclass(frozen=True, kw_only=True)
class Subscribed:
    """The key that the receiver checks signatures with. It is empty when the command is repeated: it was shown the first time."""

    code: str
    secret: str = ""

    def for_the_record(self) -> "Subscribed":
        """What the house may remember of this answer."""
        return replace(self, secret="")


@verb("integration.subscribe", may="connect systems", title=gettext_noop("Subscribe to news"))
def subscribe(command: Subscribe, ctx: Context) -> Subscribed:
    """Tell an address news of the company from now on, signed, and only what the one who subscribes may see."""
    if not ctx.user:
        raise NeedsOwner
    check_url(command.url)
    if Subscription.objects.filter(company=ctx.company, code=command.code).exists():
        raise Unreadable([problem("code", gettext_noop("is already taken"))])
    secret = PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    row = Subscription(
        company=ctx.company,
        code=command.code,
        url=command.url,
        topics=sorted(set(command.topics)),
        secret=secret,
        user=ctx.user,
        created_at=ctx.now,
    )
    row.save(force_insert=True)
    after = {"url": row.url, "topics": row.topics}
    audit.record(ctx, [audit.Change("subscription", row.id, row.code, "subscribe", {}, after)])
    return Subscribed(code=row.code, secret=secret)
