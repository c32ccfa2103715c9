"""Plans and histories, for flows: which plan a lot comes under, how large its sample is, how its supplier did so far."""

from collections.abc import Iterable, Mapping
from typing import Final

from ledgerhouse.documents.quality.models import History as HistoryRow
from ledgerhouse.documents.quality.models import Plan
from ledgerhouse.documents.quality.sampling import plan_of
from ledgerhouse.documents.quality.switching import History
from ledgerhouse.documents.quality.words import Method, PlanRef, Sample, Severity
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context

Key = tuple[int, int]
"""Supplier and item."""

_HISTORY: Final[dialect.Columns] = {
    "supplier_id": "int",
    "item_id": "int",
    "severity": "text",
    "in_row": "int",
    "skipped": "int",
    "score": "int",
    "last": "text",
    "rejected": "int",
    "stop": "int",
}


def plans(ctx: Context) -> list[PlanRef]:
    """All active plans, the most specific first. One statement."""
    sql = (
        "select p.code, coalesce(p.item_id, 0), coalesce(c.code, ''), coalesce(p.supplier_id, 0), p.operation, p.method, p.percent, "
        "p.level, p.aql, p.reduced, p.skip_after, p.skip_every from quality_plan p left join catalog_category c on c.id = p.category_id "
        f"where p.active and {scope_sql(ctx, Plan, 'p')} order by p.code"
    )
    return sorted(map(PlanRef._make, dialect.select(sql)), key=lambda plan: plan.specific, reverse=True)


def plan_for(
    known: Iterable[PlanRef], *, item: int, categories: Iterable[str], supplier: int, operation: str
) -> PlanRef | None:
    """The first of these plans that means such goods."""
    of = frozenset(categories)
    for plan in known:
        fits = plan.item in (0, item) and plan.supplier in (0, supplier) and plan.operation in ("", operation)
        if fits and (not plan.category or plan.category in of):
            return plan
    return None


def sample_of(plan: PlanRef, units: int, severity: str) -> Sample:
    """What of a lot of so many units is to be looked at."""
    if plan.method == Method.SAMPLING:
        found = plan_of(units, plan.level, plan.aql, Severity(severity))
        return Sample(plan.code, plan.method, severity, found.size, found.accept, found.letter)
    size = units if plan.method == Method.ALL else max(-(-units * plan.percent // 100), 1)
    return Sample(plan.code, plan.method, severity, size, -1, "")


def histories(ctx: Context, keys: Iterable[Key]) -> dict[Key, History]:
    """How these suppliers' lots of these items did; a supplier who is new is absent. One statement."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    source, params = dialect.rows({"supplier_id": "int", "item_id": "int"}, wanted)
    join = dialect.joined(source, "quality_history h", "h.supplier_id = x.supplier_id and h.item_id = x.item_id")
    sql = (
        "select h.supplier_id, h.item_id, h.severity, h.in_row, h.skipped, h.score, h.last, h.rejected, h.stopped "
        f"from {join} where {scope_sql(ctx, HistoryRow, 'h')}"
    )
    return {(row[0], row[1]): History._make((*row[2:8], bool(row[8]))) for row in dialect.select(sql, params)}


def keep(ctx: Context, known: Mapping[Key, History], now: Mapping[Key, History]) -> None:
    """Write histories that have changed. Two statements at most."""
    fresh = sorted((*key, *_row(h)) for key, h in now.items() if key not in known)
    changed = sorted((*key, *_row(h)) for key, h in now.items() if key in known and known[key] != h)
    if fresh:
        columns: dialect.Columns = {"id": "int", **{name: kind for name, kind in _HISTORY.items() if name != "stop"}}
        dialect.insert(
            "quality_history",
            columns,
            [(i, *row[:-1]) for i, row in zip(new_ids(len(fresh)), fresh, strict=True)],
            constants={"company_id": ctx.company, "stopped": False},
            ignore=True,
        )
    dialect.update(
        "quality_history",
        "severity = x.severity, in_row = x.in_row, skipped = x.skipped, score = x.score, last = x.last, "
        "rejected = x.rejected, stopped = (x.stop = 1)",
        _HISTORY,
        changed,
        on=("supplier_id", "item_id"),
    )


def _row(history: History) -> tuple[str, int, int, int, str, int, int]:
    return (*history[:6], int(history.stopped))
