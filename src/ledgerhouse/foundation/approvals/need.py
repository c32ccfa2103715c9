"""What verbs ask before they act: whether approval is needed, and given."""

from collections.abc import Callable, Mapping, Sequence

from ledgerhouse.foundation.approvals.routes import Route, route_for, routes_of
from ledgerhouse.foundation.approvals.seats import Sitter
from ledgerhouse.foundation.approvals.subjects import SUBJECTS, Facts
from ledgerhouse.foundation.models import Approval, ApprovalSeat
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop


class ApprovalNeeded(Refused):
    """A paper must be approved by others before this may happen to it."""

    code = "approval-needed"
    template = gettext_noop(
        "{kind} {number} needs approval (route {route}): ask for it on its page; whoever made it may not approve it."
    )
    status = 403


def require(ctx: Context, subject: str, papers: Callable[[], Sequence[Facts]]) -> None:
    """Refuse papers that need approval and do not have it.

    Where a route has a single step with any of its approvers, and the asker is one, doing it is approving it. One
    statement where the subject has no route, and then `papers` is not even called; a constant number otherwise.
    """
    routes = routes_of(ctx, subject)
    known = {paper.number: paper for paper in papers()} if routes else {}
    needed = {number: route for number, paper in known.items() if (route := route_for(routes, paper)) is not None}
    if not needed:
        return
    kind = SUBJECTS[subject].kind
    given = Approval.objects.filter(
        company=ctx.company, kind=kind, subject=subject, number__in=needed, state="approved"
    )
    approved = {number for number, content in given.values_list("number", "content") if known[number].digest == content}
    sitter = Sitter(ctx)
    done: list[tuple[Facts, Route, str, int]] = []
    for number, route in needed.items():
        if number in approved:
            continue
        approver, behalf = at_once(sitter, route, known[number])
        if not approver:
            raise ApprovalNeeded(kind=subject, number=number, route=route.code)
        done.append((known[number], route, approver, behalf))
    remember(ctx, subject, kind, done)


def at_once(sitter: Sitter, route: Route, facts: Facts) -> tuple[str, int]:
    """The approver as whom the asker may approve by acting, and in whose stead; empty where the route asks for more."""
    if len(route.steps) > 1 or (route.steps[0]["needs_all"] and len(route.steps[0]["approvers"]) > 1):
        return "", 0
    for approver in route.steps[0]["approvers"]:
        may, behalf = sitter.may(approver, warehouse=facts.warehouse, department=facts.department, maker=facts.maker)
        if may:
            return approver, behalf
    return "", 0


def remember(ctx: Context, subject: str, kind: str, done: Sequence[tuple[Facts, Route, str, int]]) -> None:
    """Write approvals that were given by acting, whole, with their one answer."""
    approvals = [
        new_approval(ctx, subject, kind, facts, route, i)
        for i, (facts, route, _, _) in zip(new_ids(len(done)), done, strict=True)
    ]
    for one in approvals:
        one.state, one.ended_at = "approved", ctx.now
    Approval.objects.bulk_create(approvals)
    ApprovalSeat.objects.bulk_create(
        ApprovalSeat(
            approval=one, step=1, approver=approver, decision="approve", user=ctx.user, behalf=behalf, at=ctx.now
        )
        for one, (_, _, approver, behalf) in zip(approvals, done, strict=True)
    )


def new_approval(ctx: Context, subject: str, kind: str, facts: Facts, route: Route, identifier: int) -> Approval:
    """The row of a question, not yet written."""
    plan: list[Mapping[str, object]] = [dict(step) for step in route.steps]
    return Approval(
        id=identifier,
        company_id=ctx.company,
        subject=subject,
        kind=kind,
        number=facts.number,
        route_id=route.id,
        plan=plan,
        content=facts.digest,
        amount=facts.amount,
        department_id=facts.department or None,
        warehouse=facts.warehouse or None,
        state="waiting",
        maker=facts.maker,
        asked_at=ctx.now,
    )
