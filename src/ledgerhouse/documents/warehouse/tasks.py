"""Tasks: handed out, claimed, worked on, ended. The same functions for putaway and picking; constant statements each.

Every change of state is a conditional update whose row count is checked, so two people can never end one task.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from django.db.models import Max, QuerySet

from ledgerhouse.documents.warehouse.models import Task
from ledgerhouse.documents.warehouse.words import TASK, NewTask, TaskKind, TaskRef
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, gettext_noop

REF = (
    "id",
    "code",
    "kind",
    "state",
    "warehouse_id",
    "item_id",
    "lot",
    "quantity",
    "done",
    "source_id",
    "target_id",
    "paper_kind",
    "paper",
    "line",
    "hold",
    "unit",
    "stock_owner",
    "status",
    "pick_list",
    "claimed_by",
)
COLUMNS: dialect.Columns = {
    "id": "int",
    "code": "text",
    "kind": "int",
    "item_id": "int",
    "lot": "int",
    "quantity": "int",
    "source_id": "int",
    "target_id": "int",
    "paper_kind": "text",
    "paper": "text",
    "line": "int",
    "hold": "int",
    "unit": "int",
    "stock_owner": "int",
    "status": "int",
    "sequence": "int",
    "explanation": "json",
}


_EXPLAINED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def create(ctx: Context, warehouse: int, tasks: Sequence[NewTask]) -> list[int]:
    """Hand out tasks; answers their ids in order. One statement."""
    ids = new_ids(len(tasks))
    rows = [
        (
            i,
            t.code,
            int(t.kind),
            t.item,
            t.lot,
            t.quantity,
            t.source,
            t.target,
            t.paper_kind,
            t.paper,
            t.line,
            t.hold,
            t.unit,
            t.owner,
            int(t.status),
            t.sequence,
            _EXPLAINED(dict(t.explanation)) if t.explanation else "{}",
        )
        for i, t in zip(ids, tasks, strict=True)
    ]
    constants = {
        "company_id": ctx.company,
        "warehouse_id": warehouse,
        "state": TASK.start,
        "done": 0,
        "claimed_by": 0,
        "created_at": ctx.now,
    }
    dialect.insert("warehouse_task", COLUMNS, rows, constants=constants)
    return ids


def by_code(ctx: Context, codes: Iterable[str]) -> dict[str, TaskRef]:
    """Tasks by code, in any state; what is unknown or out of scope is absent."""
    return {ref.code: ref for ref in _refs(scoped(ctx, Task).filter(code__in=set(codes)))}


def open_of(ctx: Context, paper_kind: str, papers: Iterable[str]) -> list[TaskRef]:
    """The tasks of these papers that are not ended, in the order of the walk."""
    rows = scoped(ctx, Task).filter(paper_kind=paper_kind, paper__in=set(papers), state__in=TASK.sources("finish"))
    return _refs(rows.order_by("sequence", "id"))


def open_lines(ctx: Context, papers: Iterable[str], lines: Iterable[int]) -> set[int]:
    """Those of these paper lines that still have a task of these papers to be done."""
    rows = scoped(ctx, Task).filter(
        paper__in=set(papers), line__in=one_of(set(lines)), state__in=TASK.sources("finish")
    )
    return set(rows.values_list("line", flat=True))


def open_for(ctx: Context, warehouse: int, lines: Iterable[int]) -> list[TaskRef]:
    """The pick tasks of a warehouse for these lines that are not ended, of whatever wave."""
    rows = scoped(ctx, Task).filter(warehouse_id=warehouse, kind=TaskKind.PICK, state__in=TASK.sources("finish"))
    return _refs(rows.filter(line__in=one_of(set(lines))).order_by("sequence", "id"))


def done_of(ctx: Context, papers: Iterable[str], lines: Iterable[int]) -> dict[int, list[TaskRef]]:
    """What tasks of these papers have brought for these lines: line id -> tasks of which something was done."""
    found: dict[int, list[TaskRef]] = {}
    rows = scoped(ctx, Task).filter(
        paper__in=set(papers), line__in=one_of(set(lines)), state=TASK.target("finish"), done__gt=0
    )
    for task in _refs(rows.order_by("id")):
        found.setdefault(task.line, []).append(task)
    return found


def in_flight(ctx: Context, warehouse: int, kind: TaskKind) -> list[TaskRef]:
    """All tasks of one kind that are not ended: what is on its way in a warehouse."""
    rows = scoped(ctx, Task).filter(warehouse_id=warehouse, kind=kind, state__in=TASK.sources("finish"))
    return _refs(rows.order_by("sequence", "id"))


def waiting_at(ctx: Context, warehouse: int, *, leaving_out: Collection[int] = ()) -> dict[tuple[int, ...], int]:
    """Goods that open putaway tasks will take from where they stand: steps by (item, lot, location, unit, owner, status)."""
    waiting: dict[tuple[int, ...], int] = {}
    for task in in_flight(ctx, warehouse, TaskKind.PUTAWAY):
        if task.id in leaving_out:
            continue
        key = (task.item, task.lot, task.source, task.unit, task.owner, task.status)
        waiting[key] = waiting.get(key, 0) + task.open
    return waiting


def claim(ctx: Context, ids: Iterable[int]) -> None:
    """Take open tasks for the asker, so that nobody else walks for them. Refuses with `Changed`."""
    _step(ctx, "claim", set(ids), claimed_by=ctx.user, claimed_at=ctx.now)


def drop(ctx: Context, ids: Iterable[int]) -> None:
    """Give claimed tasks back."""
    _step(ctx, "drop", set(ids), claimed_by=0, claimed_at=None)


def put_last(ctx: Context, refs: Collection[TaskRef]) -> None:
    """Put tasks behind all others of their papers, in the order in which they are given. Two statements."""
    papers = scoped(ctx, Task).filter(paper__in={ref.paper for ref in refs})
    last = papers.aggregate(last=Max("sequence"))["last"] or 0
    columns: dialect.Columns = {"id": "int", "place": "int"}
    rows = [(ref.id, last + n) for n, ref in enumerate(refs, 1)]
    dialect.update("warehouse_task", "sequence = x.place", columns, rows, on=("id",))


def cancel(ctx: Context, ids: Iterable[int]) -> None:
    """Call tasks off; what was done of them stays done."""
    _step(ctx, "cancel", set(ids), ended_at=ctx.now)


def call_off(ctx: Context, ids: Collection[int]) -> None:
    """Cancel tasks that nobody has begun. Refuses with `Changed` when somebody has meanwhile."""
    rows = scoped(ctx, Task).filter(id__in=one_of(set(ids)), state=TASK.start, done=0)
    if ids and rows.update(state=TASK.target("cancel"), ended_at=ctx.now) != len(set(ids)):
        raise Changed(name=gettext_noop("A task"))


def advance(ctx: Context, warehouse: int, done: Mapping[int, int]) -> None:
    """So many more steps of each task are done; a task ends when nothing is left of it. Two statements."""
    _work(
        ctx, warehouse, done, f"case when t.done + x.more >= t.quantity then '{TASK.target('finish')}' else t.state end"
    )


def overrule(warehouse: int, reasons: Mapping[int, str]) -> None:
    """Remember why goods were put elsewhere than their tasks said. One statement, none for nothing."""
    where = f"t.warehouse_id = {int(warehouse)}"
    columns: dialect.Columns = {"id": "int", "why": "text"}
    dialect.update("warehouse_task", "overruled = x.why", columns, sorted(reasons.items()), on=("id",), where=where)


def finish(ctx: Context, warehouse: int, done: Mapping[int, int]) -> None:
    """End tasks after so many more steps (0 is possible), whether or not something is left. Two statements."""
    _work(ctx, warehouse, done, f"'{TASK.target('finish')}'")


def _work(ctx: Context, warehouse: int, done: Mapping[int, int], state: str) -> None:
    """`state` stands first in the SET list: MariaDB reads columns that were set before as new."""
    sources = ", ".join(f"'{name}'" for name in sorted(TASK.sources("finish")))
    rows = dialect.update(
        "warehouse_task",
        f"state = {state}, done = t.done + x.more",
        {"id": "int", "more": "int"},
        sorted(done.items()),
        on=("id",),
        where=f"t.warehouse_id = {int(warehouse)} and t.state in ({sources}) and t.quantity - t.done >= x.more",
    )
    if rows != len(done):
        raise Changed(name=gettext_noop("A task"))
    scoped(ctx, Task).filter(id__in=one_of(done), state=TASK.target("finish"), ended_at=None).update(ended_at=ctx.now)


def _step(ctx: Context, step: str, ids: set[int], **values: object) -> None:
    rows = scoped(ctx, Task).filter(id__in=one_of(ids), state__in=TASK.sources(step))
    if rows.update(state=TASK.target(step), **values) != len(ids):
        raise Changed(name=gettext_noop("A task"))


def _refs(rows: "QuerySet[Task]") -> list[TaskRef]:
    return [
        TaskRef(i, code, TaskKind(kind), state, warehouse, item, lot, _steps(quantity), _steps(done), *rest)
        for i, code, kind, state, warehouse, item, lot, quantity, done, *rest in rows.values_list(*REF)
    ]


def _steps(quantity: Decimal) -> int:
    return exact.steps(quantity, exact.QUANTITY)
