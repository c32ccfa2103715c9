"""Ask for the approval of a paper."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import jobs
from ledgerhouse.foundation.approvals.need import new_approval
from ledgerhouse.foundation.approvals.routes import route_for, routes_of
from ledgerhouse.foundation.approvals.seats import seat
from ledgerhouse.foundation.approvals.subjects import SUBJECTS, Facts, Subject
from ledgerhouse.foundation.models import Approval, ApprovalSeat
from ledgerhouse.foundation.nodes import new_id
from ledgerhouse.foundation.verb import verb
from ledgerhouse.foundation.words import OWN_ACCOUNT
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Refused, gettext_noop


class NothingToApprove(Refused):
    """No route fits the paper: it can go on without approval."""

    code = "nothing-to-approve"
    template = gettext_noop("{number} needs no approval.")


class AlreadyAsked(Refused):
    """The same question waits already, or was answered with yes."""

    code = "already-asked"
    template = gettext_noop("{number} is {state} already.")


@dataclass(frozen=True, kw_only=True)
class AskApproval:
    """Which paper, by kind and number, and what to tell the approvers."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    kind: Annotated[str, Field(min_length=1, max_length=40)]
    number: Code
    note: Annotated[str, Field(max_length=400)] = ""


@dataclass(frozen=True, kw_only=True)
class ApprovalAsked:
    """The paper, the route it takes, and whose answers its first step waits for."""

    number: str
    route: str
    approvers: tuple[str, ...]


@verb("approvals.ask", may=OWN_ACCOUNT, title=gettext_noop("Ask for approval"))
def ask(command: AskApproval, ctx: Context) -> ApprovalAsked:
    """Ask for approval of a paper that the asker may see; whoever asks may not approve it, nor whoever made it."""
    subject, facts = _found(ctx, command)
    route = route_for(routes_of(ctx, subject.name), facts)
    if route is None:
        raise NothingToApprove(number=command.number)
    same = Approval.objects.filter(company=ctx.company, kind=subject.kind, number=facts.number)
    for state, content in same.filter(state__in=("waiting", "approved")).values_list("state", "content"):
        if state == "waiting" or content == facts.digest:
            raise AlreadyAsked(number=facts.number, state=state)
    row = new_approval(ctx, subject.name, subject.kind, facts._replace(maker=facts.maker or ctx.user), route, new_id())
    row.note = command.note
    row.save(force_insert=True)
    approvers = begin_step(ctx, row, 1)
    return ApprovalAsked(number=facts.number, route=route.code, approvers=approvers)


def begin_step(ctx: Context, row: Approval, number: int) -> tuple[str, ...]:
    """Set the seats of a step and its clock. Answers whose answers it waits for."""
    step = row.plan[number - 1]
    row.step = number
    row.due_at = ctx.now + timedelta(hours=step["hours"]) if step["hours"] and step["escalate_to"] else None
    row.save(update_fields=["step", "due_at"])
    ApprovalSeat.objects.bulk_create(seat(row, number, step["approvers"]))
    if row.due_at:
        jobs.enqueue(replace(ctx, user=0), "approvals.escalate", {}, at=row.due_at)
    return tuple(step["approvers"])


def _found(ctx: Context, command: AskApproval) -> tuple[Subject, Facts]:
    """The subject of this kind of paper that has a route for it, else the first one; and the paper's facts."""
    asker = replace(ctx, acting="")  # under the paper's own right to see it
    best: tuple[Subject, Facts] | None = None
    for subject in SUBJECTS.values():
        if subject.kind != command.kind:
            continue
        found = list(subject.find(asker, [command.number]))
        if found and route_for(routes_of(ctx, subject.name), found[0]) is not None:
            return subject, found[0]
        best = best or ((subject, found[0]) if found else None)
    if best is None:
        raise NotFound(kind=gettext_noop("paper that can be approved"), name=command.number)
    return best
