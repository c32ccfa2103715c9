"""Connect a tracking service: from now on parcels that are handed over are followed there."""

import secrets
from dataclasses import dataclass, field, replace
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field, SecretStr

from ledgerhouse.documents.logistics.models import TrackingAccount
from ledgerhouse.documents.logistics.trackers import TRACKERS
from ledgerhouse.foundation import audit
from ledgerhouse.foundation.outgoing import check_url
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem

Address = Annotated[str, Field(min_length=8, max_length=300)]


@dataclass(frozen=True, kw_only=True)
class ConnectTracker:
    """An account at a tracking service. `site` is our own address as the service reaches it; without it nothing is subscribed, only asked."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    code: Annotated[Code, Field(max_length=40)] = field(metadata={"title": gettext_noop("Code")})
    key: SecretStr = field(metadata={"title": gettext_noop("Key")})
    customer: Annotated[str, Field(max_length=80)] = field(
        default="", metadata={"title": gettext_noop("Customer number there")}
    )
    kind: str = field(default="kuaidi100", metadata={"title": gettext_noop("Tracking service")})
    subscribe_url: Address = field(
        default="https://poll.kuaidi100.com/poll", metadata={"title": gettext_noop("Address for subscriptions")}
    )
    query_url: Address = field(
        default="https://poll.kuaidi100.com/poll/query.do", metadata={"title": gettext_noop("Address for queries")}
    )
    site: Annotated[str, Field(max_length=200, pattern=r"^(https?://[^/\s]+)?$")] = field(
        default="", metadata={"title": gettext_noop("Our own address")}
    )
    active: bool = field(default=True, metadata={"title": gettext_noop("Active")})


@dataclass(frozen=True, kw_only=True)
class TrackerConnected:
    """Where the service calls us. It is empty when the command is repeated: it is a secret, and was shown the first time."""

    code: str
    callback: str = ""

    def for_the_record(self) -> "TrackerConnected":
        """What the house may remember of this answer."""
        return replace(self, callback="")


@verb("logistics.connect_tracker", may="connect systems", title=gettext_noop("Connect tracking service"))
def connect_tracker(command: ConnectTracker, ctx: Context) -> TrackerConnected:
    """Make or change an account at a tracking service. Its calls act with the rights of whoever connects it. The key is kept encrypted."""
    if command.kind not in TRACKERS:
        expected = ", ".join(TRACKERS)
        raise Unreadable([problem("kind", gettext_noop("must be one of {expected}"), expected=expected)])
    if not command.key.get_secret_value().strip():
        raise Unreadable([problem("key", gettext_noop("is missing"))])
    check_url(command.subscribe_url)
    check_url(command.query_url)
    row = scoped(ctx, TrackingAccount).filter(code=command.code).first()
    step = "change" if row else "create"
    if row is None:
        row = TrackingAccount(
            company_id=ctx.company, code=command.code, salt=secrets.token_hex(16), hook=secrets.token_urlsafe(32)
        )
    facts = ("customer", "kind", "subscribe_url", "query_url", "site", "active")
    before = {name: getattr(row, name) for name in facts} if step == "change" else {}
    for name in facts:
        setattr(row, name, getattr(command, name))
    row.key, row.user = command.key.get_secret_value(), ctx.user
    row.save()
    after = {name: getattr(row, name) for name in facts}
    audit.record(ctx, [audit.Change("tracking_account", row.id, row.code, step, before, after)])
    return TrackerConnected(code=row.code, callback=callback_url(row))


def callback_url(row: TrackingAccount) -> str:
    """Where the service calls; "" when nobody said how it reaches us."""
    return f"{row.site}/callbacks/tracking/{row.hook}" if row.site else ""
