"""Pick lists, for verbs: write them, give them to people, end them, sort what they brought. Constant statements each.

Every change of state is a conditional update whose row count is checked, so two people never have one list.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from django.db.models import QuerySet

from ledgerhouse.documents.warehouse.models import PickList, PutWall, SlotLine, Task, Wave
from ledgerhouse.documents.warehouse.words import PICK_LIST, TASK, WAVE, TaskKind, TaskRef
from ledgerhouse.foundation import dialect, numbering
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed

NEXT: Final = 50
"""So many lists are tried when somebody asks for the next: more people do not ask in one moment."""


class NewList(NamedTuple):
    """A list to write: its tasks, slots as (slot, line id), and the position of the list before it among those written, -1 for none."""

    mode: str
    tasks: Sequence[TaskRef]
    orders: int
    weight_g: int
    volume_cm3: int
    slots: Sequence[tuple[int, int]] = ()
    zone: int = 0
    after: int = -1


class ListRef(NamedTuple):
    """A pick list as verbs see it."""

    id: int
    number: str
    state: str
    warehouse: int
    wave: str
    mode: str
    operator: int
    after: int
    wall: int
    orders: int
    tasks: int


class WaveRef(NamedTuple):
    """A wave that may still be picked."""

    id: int
    number: str
    warehouse: int


class Wall(NamedTuple):
    """A put wall."""

    id: int
    code: str
    slots: int


def lock_wave(ctx: Context, number: str) -> WaveRef | None:
    """A released wave under lock, so that nobody else draws up lists of it meanwhile."""
    rows = scoped(ctx, Wave).filter(number=number, state=WAVE.start).values_list("id", flat=True)
    found = Wave.objects.filter(id__in=list(rows)).select_for_update()
    return next((WaveRef(*row) for row in found.values_list("id", "number", "warehouse_id")), None)


def waves_without(ctx: Context, warehouse: int, most: int = 20) -> list[str]:
    """Released waves that have open pick tasks on no list, oldest first."""
    open_tasks = scoped(ctx, Task).filter(
        warehouse_id=warehouse, kind=TaskKind.PICK, state__in=TASK.sources("claim"), pick_list=0, paper_kind="wave"
    )
    waves = scoped(ctx, Wave).filter(state=WAVE.start, number__in=open_tasks.values("paper"))
    return list(waves.order_by("id").values_list("number", flat=True)[:most])


def wall(ctx: Context, warehouse: int, code: str) -> Wall | None:
    """A put wall of a warehouse by code."""
    rows = scoped(ctx, PutWall).filter(warehouse_id=warehouse, code=code)
    return next((Wall(*row) for row in rows.values_list("id", "code", "slots")), None)


def walls(ctx: Context, ids: Iterable[int]) -> dict[int, str]:
    """Codes of put walls by id."""
    return dict(scoped(ctx, PutWall).filter(id__in=set(ids)).values_list("id", "code"))


def write(ctx: Context, wave: WaveRef, new: Sequence[NewList], day: date, wall: Wall | None = None) -> list[str]:
    """Write lists and put their tasks on them; answers their numbers. Constant statements."""
    numbers = numbering.take(ctx, "pick_list", len(new), day)
    ids = new_ids(len(new))
    PickList.objects.bulk_create(
        PickList(
            id=i,
            company_id=ctx.company,
            number=number,
            warehouse_id=wave.warehouse,
            wave_id=wave.id,
            mode=one.mode,
            zone_id=one.zone or None,
            wall_id=wall.id if wall else None,
            after=ids[one.after] if one.after >= 0 else 0,
            tasks=len(one.tasks),
            orders=one.orders,
            weight_g=one.weight_g,
            volume_cm3=one.volume_cm3,
            created_at=ctx.now,
        )
        for i, number, one in zip(ids, numbers, new, strict=True)
    )
    slots = [(i, *slot) for i, one in zip(ids, new, strict=True) for slot in one.slots]
    columns: dialect.Columns = {"id": "int", "paper_id": "int", "slot": "int", "line_id": "int"}
    rows = [(i, *slot) for i, slot in zip(new_ids(len(slots)), slots, strict=True)]
    dialect.insert("warehouse_slotline", columns, rows, constants={"sorted": 0})
    of = sorted((t.id, i) for i, one in zip(ids, new, strict=True) for t in one.tasks)
    dialect.update("warehouse_task", "pick_list = x.list", {"id": "int", "list": "int"}, of, on=("id",))
    return numbers


def by_number(ctx: Context, numbers: Iterable[str]) -> dict[str, ListRef]:
    """Pick lists by number, in any state; what is unknown or out of scope is absent."""
    return {ref.number: ref for ref in _refs(scoped(ctx, PickList).filter(number__in=set(numbers)))}


def mine(ctx: Context, warehouse: int) -> list[ListRef]:
    """The lists in the asker's hands."""
    rows = scoped(ctx, PickList).filter(warehouse_id=warehouse, state=PICK_LIST.target("claim"), operator=ctx.user)
    return _refs(rows.order_by("id"))


def take_next(ctx: Context, warehouse: int) -> ListRef | None:
    """Claim the oldest open list whose turn it is, for the asker; None when there is none. Somebody faster only costs another try."""
    waiting = scoped(ctx, PickList).filter(warehouse_id=warehouse, state__in=PICK_LIST.sources("claim"))
    found = _refs(waiting.order_by("id")[:NEXT])
    before = dict(PickList.objects.filter(id__in=[ref.after for ref in found]).values_list("id", "state"))
    ready = (ref for ref in found if before.get(ref.after) not in PICK_LIST.sources("finish_picking"))
    return next((ref for ref in ready if _claimed(ctx, ref)), None)


def claim(ctx: Context, ref: ListRef) -> None:
    """Take one list for the asker. Refuses with `Changed` when somebody else has it."""
    if not _claimed(ctx, ref):
        raise Changed(name=ref.number)


def waits_for(ctx: Context, ref: ListRef) -> str:
    """The number of the list that must be picked before this one, "" when its turn has come."""
    rows = scoped(ctx, PickList).filter(id=ref.after, state__in=PICK_LIST.sources("finish_picking"))
    return rows.values_list("number", flat=True).first() or ""


def drop(ctx: Context, refs: Collection[ListRef]) -> None:
    """Give lists back with the tasks of them that are still to be done."""
    _step(ctx, "drop", refs, operator=0, claimed_at=None)
    _tasks_of(ctx, refs).filter(state=TASK.target("claim")).update(
        state=TASK.target("drop"), claimed_by=0, claimed_at=None
    )


def give(ctx: Context, refs: Collection[ListRef], user: int) -> None:
    """Put lists into somebody's hands, whoever had them."""
    held = [ref for ref in refs if ref.state == PICK_LIST.target("claim")]
    if held:
        drop(ctx, held)
    _step(ctx, "claim", [ref._replace(state=PICK_LIST.start) for ref in refs], operator=user, claimed_at=ctx.now)
    _hand_tasks(ctx, refs, user)


def lock(ctx: Context, ids: Iterable[int]) -> list[ListRef]:
    """Lists under lock, by id: whoever ends something of a list asks alone whether it was the last."""
    wanted = set(ids)
    if not wanted:
        return []
    list(PickList.objects.filter(id__in=wanted).order_by("id").select_for_update().values_list("id"))
    return _refs(scoped(ctx, PickList).filter(id__in=wanted).order_by("id"))


def finish(ctx: Context, refs: Sequence[ListRef]) -> None:
    """End the picking of those locked lists of which nothing is to be picked any more."""
    if not refs:
        return
    still = set(_tasks_of(ctx, refs).filter(state__in=TASK.sources("finish")).values_list("pick_list", flat=True))
    ended = [ref.id for ref in refs if ref.id not in still and ref.state in PICK_LIST.sources("finish_picking")]
    rows = PickList.objects.filter(id__in=one_of(ended), state__in=PICK_LIST.sources("finish_picking"))
    rows.update(state=PICK_LIST.target("finish_picking"), ended_at=ctx.now)


class Slot(NamedTuple):
    """A line of a slot: of which order and item, and so many steps that were picked and that are sorted."""

    id: int
    slot: int
    order: str
    item: int
    picked: int
    sorted: int


def slots(ctx: Context, ref: ListRef) -> list[Slot]:
    """All lines of a list's slots, by slot."""
    rows = scoped(ctx, SlotLine).filter(paper_id=ref.id).order_by("slot", "line_id")
    columns = ("id", "slot", "line__paper__number", "line__item_id", "line__picked", "sorted")
    return [
        Slot(i, slot, order, item, exact.steps(picked, exact.QUANTITY), exact.steps(done, exact.QUANTITY))
        for i, slot, order, item, picked, done in rows.values_list(*columns)
    ]


def sort(ctx: Context, ref: ListRef, put: Mapping[int, int], *, last: bool) -> None:
    """So many more steps lie in the slots of these slot lines; the list is sorted with the `last` of them."""
    columns: dialect.Columns = {"id": "int", "more": "int"}
    dialect.update("warehouse_slotline", "sorted = t.sorted + x.more", columns, sorted(put.items()), on=("id",))
    _step(ctx, "sort", [ref])
    if last:
        _step(ctx, "complete", [ref._replace(state=PICK_LIST.target("sort"))])


def sorted_at(ctx: Context, wall: int, but: int) -> str:
    """The number of another list that is being sorted at a wall, "" for none."""
    rows = scoped(ctx, PickList).filter(wall_id=wall, state=PICK_LIST.target("sort")).exclude(id=but)
    return rows.values_list("number", flat=True).first() or ""


def _claimed(ctx: Context, ref: ListRef) -> bool:
    rows = scoped(ctx, PickList).filter(id=ref.id, state__in=PICK_LIST.sources("claim"))
    if rows.update(state=PICK_LIST.target("claim"), operator=ctx.user, claimed_at=ctx.now) != 1:
        return False
    _hand_tasks(ctx, [ref], ctx.user)
    return True


def _hand_tasks(ctx: Context, refs: Collection[ListRef], user: int) -> None:
    rows = _tasks_of(ctx, refs).filter(state__in=TASK.sources("claim"))
    rows.update(state=TASK.target("claim"), claimed_by=user, claimed_at=ctx.now)


def _tasks_of(ctx: Context, refs: Collection[ListRef]) -> "QuerySet[Task]":
    """Found by their waves, which have an index."""
    return scoped(ctx, Task).filter(paper__in={ref.wave for ref in refs}, pick_list__in=[ref.id for ref in refs])


def _step(ctx: Context, step: str, refs: Collection[ListRef], **values: object) -> None:
    for ref in refs:
        PICK_LIST.after(ref.state, step, name=ref.number)
    rows = scoped(ctx, PickList).filter(id__in=one_of(ref.id for ref in refs), state__in=PICK_LIST.sources(step))
    if rows.update(state=PICK_LIST.target(step), **values) != len(refs):
        raise Changed(name=", ".join(ref.number for ref in refs))


_REF: Final = (
    "id", "number", "state", "warehouse_id", "wave__number", "mode", "operator", "after", "wall_id", "orders", "tasks",
)  # fmt: skip


def _refs(rows: "QuerySet[PickList]") -> list[ListRef]:
    return [ListRef(*row)._replace(wall=row[8] or 0) for row in rows.values_list(*_REF)]
