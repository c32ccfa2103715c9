"""Approve or reject a change request: never the person who asked for it."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from ledgerhouse.foundation import jobs
from ledgerhouse.foundation.approvals.need import require
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, NotFound, Refused, gettext_noop
from ledgerhouse.masterdata.catalog.apply_changes import apply_change
from ledgerhouse.masterdata.catalog.change_approval import facts_of
from ledgerhouse.masterdata.catalog.models import ChangeRequest
from ledgerhouse.masterdata.catalog.words import CHANGE_LIFE


class OwnRequest(Refused):
    """Somebody may not decide about their own request."""

    code = "own-request"
    template = gettext_noop("{number} is your own request; somebody else decides about it.")
    status = 403


@dataclass(frozen=True)
class DecideChange:
    """A change request, and what there is to say about the decision."""

    __pydantic_config__ = STRICT

    number: str
    note: Annotated[str, Field(max_length=400)] = ""


@dataclass(frozen=True)
class ChangeDecided:
    """The request and its state now: approved (waits for its day), applied, failed or rejected."""

    number: str
    state: str


@verb("catalog.approve_change", may="approve item changes", title=gettext_noop("Approve change"))
def approve_change(command: DecideChange, ctx: Context) -> ChangeDecided:
    """Approve a request; it is applied at once when its day has come, else by the job on that day.

    Refuses with `OwnRequest` the person who asked, with `WrongState` a request that is decided.
    """
    request = _decide(ctx, command, "approve")
    zone = company(ctx).timezone
    if request.effective_on <= ctx.today(zone):
        return ChangeDecided(request.number, apply_change(ctx, request))
    midnight = datetime.combine(request.effective_on, time(0, 1), ZoneInfo(zone))
    jobs.enqueue(ctx, "catalog.apply_changes", {}, at=midnight)
    return ChangeDecided(request.number, request.state)


@verb("catalog.reject_change", may="approve item changes", title=gettext_noop("Reject change"))
def reject_change(command: DecideChange, ctx: Context) -> ChangeDecided:
    """Reject a request. Refuses like `approve_change`."""
    request = _decide(ctx, command, "reject")
    return ChangeDecided(request.number, request.state)


def _decide(ctx: Context, command: DecideChange, step: str) -> ChangeRequest:
    rows = scoped(ctx, ChangeRequest).filter(number=command.number)
    request = rows.first()
    if request is None:
        raise NotFound(kind=gettext_noop("change request"), name=command.number)
    state = CHANGE_LIFE.after(request.state, step, name=request.number)
    if request.requested_by == ctx.user:
        raise OwnRequest(number=request.number)
    guard(ctx, [Ref("change_request", request.number)])
    if step == "approve":
        subject, about = facts_of(ctx, [request.number])[request.number]
        require(ctx, subject, lambda: [about])
    facts = {"state": state, "decided_by": ctx.user, "decided_at": ctx.now, "note": command.note}
    if rows.filter(state=request.state).update(**facts) != 1:
        raise Changed(name=request.number)
    for name, value in facts.items():
        setattr(request, name, value)
    return request
