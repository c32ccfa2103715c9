"""Which route a paper takes: read once per question, decided in plain Python."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from ledgerhouse.foundation.approvals.subjects import SUBJECTS, Facts
from ledgerhouse.foundation.models import ApprovalRoute, ApprovalStep
from ledgerhouse.kernel.context import Context


class Route(NamedTuple):
    """A route with its conditions and its steps, each a plan: approvers, needs_all, hours, escalate_to."""

    id: int
    code: str
    above: Decimal
    up_to: Decimal
    category: str
    department: int
    warehouse: int
    steps: Sequence[Mapping[str, Any]]

    def fits(self, facts: Facts) -> bool:
        """Whether a paper with these facts takes this route. Empty conditions fit everything."""
        return (
            (not self.above or facts.amount > self.above)
            and (not self.up_to or facts.amount <= self.up_to)
            and (not self.category or self.category in facts.categories)
            and self.department in (0, facts.department)
            and self.warehouse in (0, facts.warehouse)
        )


def routes_of(ctx: Context, subject: str) -> list[Route]:
    """The active routes of a subject in the order in which they are tried, or those of the subject it is like.

    One statement where there are none (two where it is like another), else one more.
    """
    rows = ApprovalRoute.objects.filter(company=ctx.company, active=True).order_by("sequence", "code")
    routes = list(rows.filter(subject=subject))
    known = SUBJECTS.get(subject)
    if not routes and known is not None and known.like:
        routes = list(rows.filter(subject=known.like))
    steps: dict[int, list[Mapping[str, Any]]] = {row.id: [] for row in routes}
    if routes:
        for step in ApprovalStep.objects.filter(route__in=routes).order_by("position"):
            steps[step.route_id].append(
                {
                    "approvers": step.approvers,
                    "needs_all": step.needs_all,
                    "hours": step.hours,
                    "escalate_to": step.escalate_to,
                }
            )
    return [
        Route(r.id, r.code, r.above, r.up_to, r.category, r.department_id or 0, r.warehouse, steps[r.id])
        for r in routes
        if steps[r.id]
    ]


def route_for(routes: Sequence[Route], facts: Facts) -> Route | None:
    """The first route that fits, or None: then the paper needs no approval."""
    return next((route for route in routes if route.fits(facts)), None)
