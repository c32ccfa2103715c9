"""Let somebody else answer when nobody has for too long."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from ledgerhouse.foundation.approvals.seats import open_seats, seat
from ledgerhouse.foundation.jobs import KINDS, Report
from ledgerhouse.foundation.models import Approval, ApprovalSeat
from ledgerhouse.kernel.context import Context


@KINDS.add("approvals.escalate")
def escalate(ctx: Context, args: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """The job: every step whose time is up gets the seat it names for that. Queued for the moment when a step begins."""
    del args
    due = list(
        Approval.objects.filter(company=ctx.company, state="waiting", due_at__lte=ctx.now).order_by("due_at", "id")
    )
    for i, row in enumerate(due):
        with transaction.atomic():
            _escalate(row)
        report(i + 1, len(due), row.number)
    return {"escalated": len(due)}


def _escalate(row: Approval) -> None:
    """Add the seat and stop the clock; one changed row means that no other worker has done it."""
    if Approval.objects.filter(id=row.id, state="waiting", due_at=row.due_at).update(due_at=None) != 1:
        return
    plan = row.plan[row.step - 1]
    if plan["escalate_to"] in {one.approver for one in open_seats(row)}:
        return
    ApprovalSeat.objects.bulk_create(seat(row, row.step, [plan["escalate_to"]], escalated=True))
