"""Answer an approval: yes, no, or back to the maker."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.approvals.ask import begin_step
from ledgerhouse.foundation.approvals.seats import Sitter, open_seats
from ledgerhouse.foundation.approvals.words import APPROVAL
from ledgerhouse.foundation.models import Approval, ApprovalSeat
from ledgerhouse.foundation.verb import verb
from ledgerhouse.foundation.words import OWN_ACCOUNT
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, NotFound, Refused, gettext_noop


class NotYours(Refused):
    """The step does not wait for the asker: they are no approver here, made the paper, or have answered before."""

    code = "not-your-approval"
    template = gettext_noop("The approval of {number} does not wait for you.")
    status = 403


@dataclass(frozen=True, kw_only=True)
class ApprovePaper:
    """Which paper, and a remark."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    kind: Annotated[str, Field(min_length=1, max_length=40)]
    number: Code
    reason: Annotated[str, Field(max_length=400)] = ""


@dataclass(frozen=True, kw_only=True)
class RefusePaper:
    """Which paper, and why not."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    kind: Annotated[str, Field(min_length=1, max_length=40)]
    number: Code
    reason: Annotated[str, Field(min_length=1, max_length=400)]


@dataclass(frozen=True, kw_only=True)
class Decided:
    """The paper, the state of its approval now, and the step it waits in."""

    number: str
    state: str
    step: int


@verb("approvals.approve", may=OWN_ACCOUNT, title=gettext_noop("Approve"))
def approve(command: ApprovePaper, ctx: Context) -> Decided:
    """Say yes. When all needed answers of the step are there the next one begins; after the last the paper may go on."""
    row = _answered(ctx, command.kind, command.number, "approve", command.reason)
    step = row.plan[row.step - 1]
    if step["needs_all"] and open_seats(row):
        return Decided(number=row.number, state=row.state, step=row.step)
    if row.step < len(row.plan):
        begin_step(ctx, row, row.step + 1)
        return Decided(number=row.number, state=row.state, step=row.step)
    return _ended(ctx, row, "approve")


@verb("approvals.reject", may=OWN_ACCOUNT, title=gettext_noop("Reject"))
def reject(command: RefusePaper, ctx: Context) -> Decided:
    """Say no, with a reason. One no is enough."""
    return _ended(ctx, _answered(ctx, command.kind, command.number, "reject", command.reason), "reject")


@verb("approvals.send_back", may=OWN_ACCOUNT, title=gettext_noop("Send back"))
def send_back(command: RefusePaper, ctx: Context) -> Decided:
    """Give the paper back to be changed and asked about again, with a reason."""
    return _ended(ctx, _answered(ctx, command.kind, command.number, "send back", command.reason), "send back")


@verb("approvals.withdraw", may=OWN_ACCOUNT, title=gettext_noop("Withdraw"))
def withdraw(command: ApprovePaper, ctx: Context) -> Decided:
    """Take the question back. Only whoever made the paper may."""
    row = _waiting(ctx, command.kind, command.number)
    if row.maker != ctx.user:
        raise NotYours(number=row.number)
    return _ended(ctx, row, "withdraw")


def _waiting(ctx: Context, kind: str, number: str) -> Approval:
    rows = Approval.objects.filter(company=ctx.company, kind=kind, number=number, state=APPROVAL.start)
    row = rows.select_for_update().first()
    if row is None:
        raise NotFound(kind=gettext_noop("approval"), name=number)
    return row


def _answered(ctx: Context, kind: str, number: str, decision: str, reason: str) -> Approval:
    """Put the answer on the first seat that the asker may take. Refuses with `NotYours`."""
    row = _waiting(ctx, kind, number)
    taken = ApprovalSeat.objects.filter(approval=row, user=ctx.user).exclude(decision="").exists()
    sitter = Sitter(ctx)
    facts = {"warehouse": row.warehouse or 0, "department": row.department_id or 0, "maker": row.maker}
    for seat in () if taken and ctx.user else open_seats(row):
        may, behalf = sitter.may(seat.approver, **facts)
        if may:
            answer = {"decision": decision, "user": ctx.user, "behalf": behalf, "reason": reason, "at": ctx.now}
            if ApprovalSeat.objects.filter(id=seat.id, decision="").update(**answer) != 1:
                raise Changed(name=number)
            after = {"answer": decision, "step": row.step, "for": behalf}
            audit.record(ctx, [audit.Change(kind, row.id, number, "approval", {}, after)], reason=reason)
            return row
    raise NotYours(number=number)


def _ended(ctx: Context, row: Approval, step: str) -> Decided:
    state = APPROVAL.after(row.state, step, name=row.number)
    ended = {"state": state, "ended_at": ctx.now, "due_at": None}
    if Approval.objects.filter(id=row.id, state=row.state).update(**ended) != 1:
        raise Changed(name=row.number)
    return Decided(number=row.number, state=state, step=row.step)
