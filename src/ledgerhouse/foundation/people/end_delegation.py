"""End a delegation before its last day."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.models import Delegation
from ledgerhouse.foundation.people.delegate import colleague, lender
from ledgerhouse.foundation.verb import verb
from ledgerhouse.foundation.words import OWN_ACCOUNT
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, gettext_noop


@dataclass(frozen=True, kw_only=True)
class EndDelegation:
    """Who shall no longer stand in, and for whom: for oneself when left out."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    taker: Code
    giver: Annotated[str, Field(max_length=60)] = ""
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class DelegationEnded:
    """How many delegations from the giver to the taker were ended."""

    giver: str
    taker: str
    count: int


@verb("people.end_delegation", may=OWN_ACCOUNT, title=gettext_noop("End delegation"))
def end_delegation(command: EndDelegation, ctx: Context) -> DelegationEnded:
    """Take back what was lent, at once. The giver may, and whoever may change people."""
    giver, taker = lender(ctx, command.giver), colleague(ctx, command.taker)
    rows = Delegation.objects.filter(company=ctx.company, giver=giver, taker=taker, ended_at=None)
    count = rows.filter(valid_until__gte=ctx.now.date()).update(ended_at=ctx.now)
    if not count:
        raise NotFound(kind=gettext_noop("delegation"), name=taker.username)
    change = audit.Change("user", giver.id, giver.username, "end delegation", {"to": taker.username}, {})
    audit.record(ctx, [change], reason=command.reason)
    return DelegationEnded(giver=giver.username, taker=taker.username, count=count)
