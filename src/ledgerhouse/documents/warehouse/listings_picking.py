"""Lists and pages of picking: pick lists, what lies in their slots, put walls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from ledgerhouse.documents.warehouse.models import SEE, OutboundLine, PickList, PutWall, SlotLine, Task, WrongScan
from ledgerhouse.documents.warehouse.words import MODES, PICK_LIST, TASK, TaskKind
from ledgerhouse.foundation.listing import LISTINGS, column, listing
from ledgerhouse.foundation.models import User
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.catalog.models import Lot


@dataclass(frozen=True)
class PickListRow:
    """One pick list."""

    number: str = column(gettext_noop("Number"), kind="code", link="pick_list")
    state: str = column(gettext_noop("State"), kind="state")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    wave: str = column(gettext_noop("Wave"), path="wave__number", kind="code", link="wave")
    mode: str = column(gettext_noop("Picking mode"), kind="state")
    zone: str = column(gettext_noop("Zone"), path="zone__code", kind="code")
    wall: str = column(gettext_noop("Put wall"), path="wall__code", kind="code")
    operator: str = column(gettext_noop("Operator"), path="held_by")
    tasks: int = column(gettext_noop("Tasks"), kind="number", total=True)
    orders: int = column(gettext_noop("Orders"), kind="number", total=True)
    weight_g: int = column(gettext_noop("Weight (g)"), kind="number", total=True)
    volume_cm3: int = column(gettext_noop("Volume (cm³)"), kind="number", total=True)
    created_at: datetime = column(gettext_noop("Made"), kind="moment")
    ended_at: datetime | None = column(gettext_noop("Ended"), kind="moment")


@dataclass(frozen=True)
class PickListFilter:
    """Which pick lists; `open` ones are not picked yet."""

    warehouse: str = ""
    wave: str = ""
    state: str = ""
    open: bool = False


@listing(
    "warehouse.pick_lists",
    title=gettext_noop("Pick lists"),
    see=SEE,
    row=PickListRow,
    search=("number", "wave__number"),
    order="-number",
    verbs=("warehouse.claim_pick_list", "warehouse.build_pick_lists", "warehouse.assign_pick_lists"),
)
def pick_lists(ctx: Context, where: PickListFilter) -> "QuerySet[PickList]":
    """Pick lists, and in whose hands they are."""
    wanted = {"warehouse__code": where.warehouse, "wave__number": where.wave, "state": where.state}
    rows = scoped(ctx, PickList).filter(**{path: value for path, value in wanted.items() if value})
    rows = rows.filter(state__in=PICK_LIST.sources("finish_picking")) if where.open else rows
    who = User.objects.filter(id=OuterRef("operator")).values("name")[:1]
    return rows.annotate(held_by=Coalesce(Subquery(who), Value("")))


@dataclass(frozen=True)
class SlotRow:
    """A line of an order in its slot."""

    slot: int = column(gettext_noop("Slot"), kind="number")
    order: str = column(gettext_noop("Order"), path="line__paper__number", kind="code", link="outbound_order")
    item: str = column(gettext_noop("Item"), path="line__item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="line__item__name")
    picked: Decimal = column(gettext_noop("Picked"), path="line__picked", kind="quantity", total=True)
    sorted: Decimal = column(gettext_noop("Sorted"), kind="quantity", total=True)


@dataclass(frozen=True)
class SlotFilter:
    """The slots of which list, of which order."""

    list: str = ""
    order: str = ""


@listing(
    "warehouse.pick_slots",
    title=gettext_noop("Slots of batches"),
    see=SEE,
    row=SlotRow,
    search=("line__paper__number", "line__item__code"),
    order="slot",
    verbs=("warehouse.sort_pieces",),
)
def pick_slots(ctx: Context, where: SlotFilter) -> "QuerySet[SlotLine]":
    """What belongs into the slots of put walls and the totes of carts."""
    wanted = {"paper__number": where.list, "line__paper__number": where.order}
    return scoped(ctx, SlotLine).filter(**{path: value for path, value in wanted.items() if value})


@dataclass(frozen=True)
class PutWallRow:
    """One put wall."""

    code: str = column(gettext_noop("Put wall"), kind="code")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    slots: int = column(gettext_noop("Slots"), kind="number")


@dataclass(frozen=True)
class PutWallFilter:
    """The walls of which warehouse."""

    warehouse: str = ""


@listing(
    "warehouse.put_walls",
    title=gettext_noop("Put walls"),
    see=SEE,
    row=PutWallRow,
    search=("code",),
    order="code",
    verbs=("warehouse.set_put_walls",),
)
def put_walls(ctx: Context, where: PutWallFilter) -> "QuerySet[PutWall]":
    """Put walls."""
    rows = scoped(ctx, PutWall)
    return rows.filter(warehouse__code=where.warehouse) if where.warehouse else rows


@dataclass(frozen=True)
class PickStepRow:
    """One pick of a list: where, what, how much, for which order, into which slot."""

    code: str = column(gettext_noop("Task"), kind="code", link="task")
    state: str = column(gettext_noop("State"), kind="state")
    location: str = column(gettext_noop("Location"), path="source__code", kind="code")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    lot: str = column(gettext_noop("Lot"), path="lot_code")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity", total=True)
    done: Decimal = column(gettext_noop("Done"), kind="quantity", total=True)
    unit: str = column(gettext_noop("Unit"), path="item__unit__code", kind="code")
    tracking: str = column(gettext_noop("Tracking"), path="item__tracking", kind="state")
    order: str = column(gettext_noop("Order"), path="for_order", kind="code", link="outbound_order")
    slot: int | None = column(gettext_noop("Slot"), path="for_slot", kind="number")
    sequence: int = column(gettext_noop("Order of the walk"), kind="number")


@dataclass(frozen=True)
class PickStepFilter:
    """The picks of which list; `open` ones are still to be done."""

    list: str = ""
    open: bool = False


@listing(
    "warehouse.pick_steps",
    title=gettext_noop("Picks of lists"),
    see=SEE,
    row=PickStepRow,
    search=("code", "item__code", "item__name"),
    order="sequence",
    verbs=("outbound.pick",),
)
def pick_steps(ctx: Context, where: PickStepFilter) -> "QuerySet[Task]":
    """What pickers are to take from where, list by list in the order of the walk."""
    rows = scoped(ctx, Task).filter(kind=TaskKind.PICK, pick_list__gt=0)
    if where.list:
        one = scoped(ctx, PickList).filter(number=where.list).values_list("id", "wave__number").first() or (-1, "")
        rows = rows.filter(pick_list=one[0], paper=one[1])
    rows = rows.filter(state__in=TASK.sources("finish")) if where.open else rows
    line = SlotLine.objects.filter(paper_id=OuterRef("pick_list"), line_id=OuterRef("line"))
    order = OutboundLine.objects.filter(id=OuterRef("line")).values("paper__number")[:1]
    lot = Lot.objects.filter(id=OuterRef("lot")).values("code")[:1]
    return rows.annotate(
        for_slot=Subquery(line.values("slot")[:1]),
        for_order=Subquery(order),
        lot_code=Coalesce(Subquery(lot), Value("")),
    )


@dataclass(frozen=True)
class WrongScanRow:
    """What one picker has scanned wrongly."""

    day: date = column(gettext_noop("Day"), kind="date")
    operator: str = column(gettext_noop("Operator"), path="who")
    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    task: str = column(gettext_noop("Task"), kind="code", link="task")
    what: str = column(gettext_noop("Scanned"), kind="state")
    expected: str = column(gettext_noop("Expected"))
    given: str = column(gettext_noop("Given"))
    count: int = column(gettext_noop("Wrong scans"), path="one", kind="number", total=True)
    scanned_at: datetime = column(gettext_noop("At"), kind="moment")


@dataclass(frozen=True)
class WrongScanFilter:
    """Whose wrong scans, and of which day."""

    warehouse: str = ""
    operator: str = ""
    what: str = ""
    day: date | None = None


@listing(
    "warehouse.wrong_scans",
    title=gettext_noop("Wrong scans"),
    see=SEE,
    row=WrongScanRow,
    search=("task", "expected", "given"),
    order="-scanned_at",
)
def wrong_scans(ctx: Context, where: WrongScanFilter) -> "QuerySet[WrongScan]":
    """Scans that were not what a pick task asks for; their total counts them by picker and day."""
    who = User.objects.filter(id=OuterRef("operator")).values("name")[:1]
    rows = scoped(ctx, WrongScan).annotate(who=Coalesce(Subquery(who), Value("")), one=Value(1, IntegerField()))
    wanted = {"warehouse__code": where.warehouse, "who": where.operator, "what": where.what, "day": where.day}
    return rows.filter(**{path: value for path, value in wanted.items() if value})


@paper("pick_list", title=gettext_noop("Pick list"), see=SEE)
def pick_list(ctx: Context, number: str) -> Paper | None:
    """A pick list: who walks it, what is on it in the order of the walk, and its slots."""
    rows = scoped(ctx, PickList).select_related("warehouse", "wave", "zone", "wall")
    one = rows.filter(number=number).first()
    if one is None:
        return None
    who = User.objects.filter(id=one.operator).values_list("name", flat=True).first()
    tasks = list(LISTINGS["warehouse.pick_steps"].every(ctx, PickStepFilter(list=number)))
    slots = list(LISTINGS["warehouse.pick_slots"].every(ctx, SlotFilter(list=number)))
    tables = [Table(gettext_noop("Tasks"), PickStepRow, tasks)]
    if slots:
        tables.append(Table(gettext_noop("Slots"), SlotRow, slots))
    return Paper(
        kind="pick_list",
        number=one.number,
        title=gettext_noop("Pick list"),
        state=one.state,
        lifecycle=PICK_LIST,
        facts=[
            Fact(gettext_noop("Warehouse"), one.warehouse.code, "code", "warehouse"),
            Fact(gettext_noop("Wave"), one.wave.number, "code", "wave"),
            Fact(gettext_noop("Picking mode"), MODES[one.mode], "state"),
            Fact(gettext_noop("Zone"), one.zone.code if one.zone else "", "code"),
            Fact(gettext_noop("Put wall"), one.wall.code if one.wall else "", "code"),
            Fact(gettext_noop("Operator"), who or ""),
            Fact(gettext_noop("Orders"), one.orders, "number"),
            Fact(gettext_noop("Weight (g)"), one.weight_g, "number"),
            Fact(gettext_noop("Volume (cm³)"), one.volume_cm3, "number"),
        ],
        tables=tables,
        actions=_actions(one.warehouse.code, number, one.state, one.mode),
    )


def _actions(warehouse: str, number: str, state: str, mode: str) -> Sequence[Action]:
    steps = PICK_LIST.verbs(state)
    found = []
    if "claim" in steps:
        found.append(Action("warehouse.claim_pick_list", {"warehouse": warehouse, "list": number}))
    if "drop" in steps:
        found.append(Action("warehouse.drop_pick_lists", {"lists": [number]}))
    if "finish_picking" in steps:
        found.append(Action("warehouse.assign_pick_lists", {"lists": [number]}))
    if "sort" in steps and mode == "batch":
        found.append(Action("warehouse.sort_pieces", {"list": number}))
    return found
