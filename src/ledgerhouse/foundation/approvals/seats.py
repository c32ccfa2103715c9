"""Who may answer for a seat: a role, a right or a person, each where it holds; or whoever stands in for them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Exists, F, OuterRef, Q

from ledgerhouse.foundation.approvals.words import RIGHT, ROLE, USER
from ledgerhouse.foundation.models import Approval, ApprovalSeat
from ledgerhouse.foundation.rights import Held, held
from ledgerhouse.kernel.context import EVERYWHERE, NOWHERE, Context, Reach


@dataclass
class Sitter:
    """The asker as somebody who answers: what roles they have is asked for once, when it matters."""

    ctx: Context
    _roles: dict[str, list[Held]] = field(default_factory=dict)

    @cached_property
    def held(self) -> list[Held]:
        """Every valid grant of the asker, and those of the people they stand in for."""
        if not self.ctx.user:
            return []
        return held(self.ctx.user, self.ctx.company, self.ctx.now)

    def reach(self, approver: str) -> tuple[Reach, int]:
        """Where the asker may answer for this approver, and for whom they stand in then (0: for themself)."""
        kind, _, name = approver.partition(":")
        if not self.ctx.user:
            return EVERYWHERE, 0  # the house itself
        if kind == RIGHT:
            return self.ctx.reach(name), self.ctx.lent.get(name, 0)
        if kind == USER and name == str(self.ctx.user):
            return EVERYWHERE, 0
        for own in (True, False):
            of = [h for h in self.held if (h.holder == self.ctx.user) == own]
            if kind == USER:
                lenders = {h.holder for h in of if not own and h.whole}
                if name.isdigit() and int(name) in lenders:
                    return EVERYWHERE, int(name)
            elif kind == ROLE:
                mine = [h for h in of if h.role == name and not h.denied]
                denied = tuple(h.scope for h in of if h.role == name and h.denied)
                if mine:
                    return Reach(tuple(h.scope for h in mine), denied), 0 if own else mine[0].holder
        return NOWHERE, 0

    def may(self, approver: str, *, warehouse: int, department: int, maker: int) -> tuple[bool, int]:
        """Whether the asker may answer for this approver on such a paper, and for whom they stand in."""
        reach, behalf = self.reach(approver)
        facts = {"company": self.ctx.company}
        facts |= {"warehouse": warehouse} if warehouse else {}
        facts |= {"department": department} if department else {}
        return reach.covers(facts) and maker not in (self.ctx.user, behalf or -1), behalf


def waiting_for(ctx: Context) -> Q:
    """The approvals whose present step waits for an answer that the asker may give."""
    sitter = Sitter(ctx)
    waiting = Q(approval__company=ctx.company, approval__state="waiting", decision="")
    approvers = set(ApprovalSeat.objects.filter(waiting).values_list("approver", flat=True).distinct())
    condition = Q(pk__in=())
    for approver in sorted(approvers):
        reach, behalf = sitter.reach(approver)
        if reach.allow:
            mine = ApprovalSeat.objects.filter(
                approval=OuterRef("pk"), step=OuterRef("step"), decision="", approver=approver
            )
            condition |= Q(Exists(mine)) & _inside(reach) & ~Q(maker=behalf or -1)
    answered = ApprovalSeat.objects.filter(approval=OuterRef("pk"), user=ctx.user).exclude(decision="")
    return condition & Q(state="waiting") & ~Q(maker=ctx.user) & ~Q(Exists(answered))


def _inside(reach: Reach) -> Q:
    """The approvals inside a reach; a paper that has no warehouse or department is not limited by it."""
    allowed = Q(pk__in=())
    for scope in reach.allow:
        condition = Q()
        for name, ids in scope.limits:
            if name in PATHS:
                condition &= Q(**{f"{PATHS[name]}__in": sorted(ids)}) | Q(**{PATHS[name]: None})
        if not condition:
            allowed = Q()
            break
        allowed |= condition
    for scope in reach.deny:
        if scope.limits and all(name in PATHS for name, _ in scope.limits):
            allowed &= ~Q(**{f"{PATHS[name]}__in": sorted(ids) for name, ids in scope.limits})
    return allowed


PATHS = {"warehouse": "warehouse", "department": "department_id"}


def seat(approval: Approval, step: int, approvers: Iterable[str], *, escalated: bool = False) -> list[ApprovalSeat]:
    """The seats of a step, not yet written."""
    return [
        ApprovalSeat(approval=approval, step=step, approver=a, escalated=escalated) for a in dict.fromkeys(approvers)
    ]


def open_seats(approval: Approval) -> list[ApprovalSeat]:
    """The seats of the present step that wait for an answer."""
    return list(ApprovalSeat.objects.filter(approval=approval, step=F("approval__step"), decision="").order_by("id"))
