"""The page of a route, and on every paper that can be approved: how its approval stands, and what one may answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from ledgerhouse.foundation.approvals.routes import route_for, routes_of
from ledgerhouse.foundation.approvals.seats import Sitter
from ledgerhouse.foundation.approvals.subjects import SUBJECTS, Subject
from ledgerhouse.foundation.approvals.words import RIGHT, ROLE, USER
from ledgerhouse.foundation.dimensions import DIMENSIONS
from ledgerhouse.foundation.listing import column
from ledgerhouse.foundation.models import Approval, ApprovalRoute, ApprovalSeat, ApprovalStep, Role, User
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, add_to, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotAllowed, gettext_noop


@dataclass(frozen=True)
class StepLine:
    """One step of a route."""

    step: int = column(gettext_noop("Step"), kind="number")
    approvers: str = column(gettext_noop("Approvers"))
    needs_all: bool = column(gettext_noop("All must agree"), kind="yes_no")
    hours: int = column(gettext_noop("Hours"), kind="number")
    escalate_to: str = column(gettext_noop("Escalate to"))


@paper("approval_route", title=gettext_noop("Approval route"), see="see approvals")
def route_paper(ctx: Context, number: str) -> Paper | None:
    """A route with its conditions and steps."""
    row = scoped(ctx, ApprovalRoute).filter(code=number).select_related("department").first()
    if row is None:
        return None
    steps = list(scoped(ctx, ApprovalStep).filter(route=row).order_by("position"))
    said = _names(a for step in steps for a in (*step.approvers, step.escalate_to))
    warehouse = _warehouse(ctx, row.warehouse)
    lines = [
        StepLine(s.position, "、".join(said[a] for a in s.approvers), s.needs_all, s.hours, said.get(s.escalate_to, ""))
        for s in steps
    ]
    return Paper(
        kind="approval_route",
        number=row.code,
        title=row.name,
        state=gettext_noop("active") if row.active else gettext_noop("inactive"),
        facts=(
            Fact(gettext_noop("Code"), row.code, "code"),
            Fact(gettext_noop("Subject"), row.subject, "state"),
            Fact(gettext_noop("Order of trying"), row.sequence, "number"),
            Fact(gettext_noop("Above"), row.above, "amount"),
            Fact(gettext_noop("Up to"), row.up_to or None, "amount"),
            Fact(gettext_noop("Category"), row.category),
            Fact(gettext_noop("Department"), row.department.name if row.department else ""),
            Fact(gettext_noop("Warehouse"), warehouse, "code", "warehouse"),
        ),
        tables=(Table(gettext_noop("Steps"), StepLine, lines),),
        actions=(Action("approvals.set_route", _known(row, steps, warehouse)),),
    )


def _known(row: ApprovalRoute, steps: Iterable[ApprovalStep], warehouse: str) -> Mapping[str, object]:
    """The command that would write the route as it is; people by user name again."""
    steps = list(steps)
    ids = {a.partition(":")[2] for s in steps for a in (*s.approvers, s.escalate_to) if a.startswith(f"{USER}:")}
    people = {str(i): name for i, name in User.objects.filter(id__in=ids).values_list("id", "username")}

    def written(approver: str) -> str:
        kind, _colon, name = approver.partition(":")
        return f"{USER}:{people.get(name, '')}" if kind == USER else approver

    return {
        "code": row.code,
        "name": row.name,
        "subject": row.subject,
        "above": row.above,
        "up_to": row.up_to,
        "category": row.category,
        "department": row.department.code if row.department else "",
        "warehouse": warehouse,
        "sequence": row.sequence,
        "active": row.active,
        "steps": [
            {
                "approvers": [written(a) for a in s.approvers],
                "needs_all": s.needs_all,
                "hours": s.hours,
                "escalate_to": written(s.escalate_to),
            }
            for s in steps
        ],
    }


def _warehouse(ctx: Context, identifier: int) -> str:
    if not identifier:
        return ""
    try:
        return DIMENSIONS["warehouse"].codes(ctx, [identifier]).get(identifier, "")
    except NotAllowed:
        return ""


@dataclass(frozen=True)
class AnswerLine:
    """One answer, or a seat that waits for one."""

    step: int = column(gettext_noop("Step"), kind="number")
    approver: str = column(gettext_noop("Approver"))
    decision: str = column(gettext_noop("Answer"), kind="state")
    by: str = column(gettext_noop("By"))
    behalf: str = column(gettext_noop("In the stead of"))
    reason: str = column(gettext_noop("Reason"))
    at: datetime | None = column(gettext_noop("At"), kind="moment")


@add_to(lambda: {subject.kind for subject in SUBJECTS.values()})
def approval_of(ctx: Context, found: Paper) -> Paper:
    """The paper with its approvals, newest first, and with the buttons to ask and to answer.

    Two statements when nothing was ever asked and no route is there; a constant number otherwise.
    """
    rows = Approval.objects.filter(company=ctx.company, kind=found.kind, number=found.number).order_by("-id")
    asked = list(rows[:10])
    tables = (*found.tables, *([_answers(asked)] if asked else []))
    return replace(found, tables=tables, actions=(*found.actions, *_actions(ctx, found, asked)))


def _answers(asked: list[Approval]) -> Table:
    seats = list(ApprovalSeat.objects.filter(approval__in=asked).order_by("-approval", "step", "at", "id"))
    states = {row.id: row for row in asked}
    said = _names(seat.approver for seat in seats)
    people = dict(
        User.objects.filter(id__in={s.user for s in seats} | {s.behalf for s in seats}).values_list("id", "name")
    )
    lines = [
        AnswerLine(
            s.step,
            said[s.approver] + (f" ({_('escalated')})" if s.escalated else ""),
            s.decision or (gettext_noop("waiting") if states[s.approval_id].state == "waiting" else ""),
            people.get(s.user, ""),
            people.get(s.behalf, ""),
            s.reason,
            s.at,
        )
        for s in seats
        if s.decision or (states[s.approval_id].state == "waiting" and s.step == states[s.approval_id].step)
    ]
    return Table(gettext_noop("Approvals"), AnswerLine, lines)


def _actions(ctx: Context, found: Paper, asked: list[Approval]) -> list[Action]:
    known = {"kind": found.kind, "number": found.number}
    waiting = next((row for row in asked if row.state == "waiting"), None)
    if waiting is None:
        offered = {action.verb for action in found.actions}  # what waits for approval can be asked about, nothing else
        subjects = [s for s in SUBJECTS.values() if s.kind == found.kind and s.verb in offered]
        return [Action("approvals.ask", known)] if any(_taken(ctx, s, found.number) for s in subjects) else []
    if waiting.maker == ctx.user:
        return [Action("approvals.withdraw", known)]
    sitter = Sitter(ctx)
    facts = {"warehouse": waiting.warehouse or 0, "department": waiting.department_id or 0, "maker": waiting.maker}
    open_now = ApprovalSeat.objects.filter(approval=waiting, step=waiting.step, decision="")
    if any(sitter.may(approver, **facts)[0] for approver in open_now.values_list("approver", flat=True)):
        return [Action(f"approvals.{verb}", known) for verb in ("approve", "send_back", "reject")]
    return []


def _taken(ctx: Context, subject: Subject, number: str) -> bool:
    """Whether a route of the subject fits the paper. One statement where the subject has no route."""
    routes = routes_of(ctx, subject.name)
    papers = subject.find(replace(ctx, acting=""), [number]) if routes else ()
    return any(route_for(routes, facts) for facts in papers)


def _names(approvers: Iterable[str]) -> dict[str, str]:
    """What approvers are called by people. Two statements."""
    wanted = {a for a in approvers if a}
    roles = dict(Role.objects.filter(code__in={a.partition(":")[2] for a in wanted}).values_list("code", "name"))
    ids = {a.partition(":")[2] for a in wanted if a.startswith(f"{USER}:")}
    people = {str(i): name for i, name in User.objects.filter(id__in=ids).values_list("id", "name")}
    said = {}
    for approver in wanted:
        kind, _colon, name = approver.partition(":")
        words = {ROLE: _(roles.get(name, name)), RIGHT: "“" + _(name) + "”", USER: people.get(name, name)}
        said[approver] = words.get(kind, approver)
    return said
