"""Apply approved change requests whose day has come."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from ledgerhouse.foundation.jobs import KINDS, Report
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed
from ledgerhouse.masterdata.catalog.item_changes import ItemChange, Planned, plan_changes, write_changes
from ledgerhouse.masterdata.catalog.models import ChangeLine, ChangeRequest
from ledgerhouse.masterdata.catalog.words import CHANGE_LIFE


@KINDS.add("catalog.apply_changes")
def apply_due(ctx: Context, args: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """The job: every approved request whose day has come, each in its own transaction, oldest day first."""
    today = ctx.today(company(ctx).timezone)
    due = scoped(ctx, ChangeRequest).filter(state="approved", effective_on__lte=today)
    requests = list(due.order_by("effective_on", "id"))
    ends = {"applied": 0, "failed": 0}
    for i, request in enumerate(requests):
        with transaction.atomic():
            ends[apply_change(ctx, request)] += 1
        report(i + 1, len(requests), request.number)
    return ends


def apply_change(ctx: Context, request: ChangeRequest) -> str:
    """Apply one approved request whole, or fail it whole with a note that says why. Answers its new state.

    A field that somebody changed since the request fails it: the approver agreed to another change than this would be.
    """
    lines = list(scoped(ctx, ChangeLine).filter(request=request).select_related("item"))
    wishes: dict[str, dict[str, Any]] = {}
    for line in lines:
        wishes.setdefault(line.item.code, {"code": line.item.code})[line.field] = line.new
    planned, problems = plan_changes(ctx, [read(ItemChange, wish) for wish in wishes.values()])
    stale = _stale(lines, planned)
    note = "; ".join([*(f"{p.where}: {p.sentence()}" for p in problems), *stale])
    step = "fail" if note else "apply"
    if not note:
        write_changes(ctx, planned, reason=f"{request.number} {request.reason}"[:200])
    state = CHANGE_LIFE.after(request.state, step, name=request.number)
    mine = ChangeRequest.objects.filter(id=request.id, state=request.state)
    if mine.update(state=state, applied_at=ctx.now, note=(note or request.note)[:400]) != 1:
        raise Changed(name=request.number)
    return state


def _stale(lines: list[ChangeLine], planned: list[Planned]) -> list[str]:
    now = {(one.item.code, name): value for one in planned for name, value in one.before.items()}
    return [
        f"{line.item.code}.{line.field}: {line.old} → {now[key]}"
        for line in lines
        if (key := (line.item.code, line.field)) in now and str(now[key]) != str(line.old)
    ]
