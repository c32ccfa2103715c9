"""Which allocated orders go into which wave (波次): pure. Orders in order of priority and templates in, waves and reasons out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Final, NamedTuple

from ledgerhouse.kernel.errors import gettext_noop


class Order(NamedTuple):
    """An allocated order: quantities in steps, volume in cm³, `made` in the warehouse's local time. `alone` is its item where it has one line."""

    id: int
    number: str
    priority: int
    due_on: date
    made: datetime
    group: int
    lines: int
    quantity: int
    volume_cm3: int = 0
    alone: int = 0
    zones: frozenset[int] = frozenset()


class Template(NamedTuple):
    """A kind of wave; see the table `WaveTemplate`."""

    id: int
    code: str
    kind: str = "any"
    zone: int = 0
    group: int = 0
    priority: int = 0
    due_days: int | None = None
    cut_off: str = ""
    orders_min: int = 1
    orders_max: int = 300
    lines_max: int = 0
    quantity_max: int = 0
    volume_max_cm3: int = 0
    waveless: bool = False
    in_process: int = 0


class Planned(NamedTuple):
    """A wave to release."""

    template: Template
    orders: tuple[Order, ...]


class Left(NamedTuple):
    """An order that a template did not take, and why (a message id)."""

    order: Order
    template: Template
    why: str


class Now(NamedTuple):
    """The warehouse's local time, and how many orders of each template are being picked."""

    at: datetime
    picking: Mapping[int, int]


KINDS: Final = {
    "any": gettext_noop("any"),
    "single_line": gettext_noop("single line"),
    "single_item": gettext_noop("single item"),
    "hot_item": gettext_noop("hot item"),
    "many_lines": gettext_noop("many lines"),
}
"""What orders a template takes by their lines, as shown: 一单一件, 单品爆品, 一单多件."""

OTHER_GROUP: Final = gettext_noop("is for another channel")
NOT_ALONE: Final = gettext_noop("has more than one line")
NOT_ONE_PIECE: Final = gettext_noop("wants more than one piece")
NOT_MANY: Final = gettext_noop("has one line only")
NOT_URGENT: Final = gettext_noop("is not urgent enough")
NOT_DUE: Final = gettext_noop("is due later")
TOO_LATE: Final = gettext_noop("was made after the cut-off time")
OTHER_ZONE: Final = gettext_noop("its stock lies in other zones")
TOO_FEW: Final = gettext_noop("too few orders like it")
FULL: Final = gettext_noop("the wave is full")
ENOUGH: Final = gettext_noop("enough orders are in process")
TAKES: Final = gettext_noop("would take it")
PIECE: Final = 10**6


def why_not(order: Order, template: Template, at: datetime) -> str:
    """Why a template does not take an order whatever else waits, or "" when it may."""
    checks = (
        (template.group not in (0, order.group), OTHER_GROUP),
        (template.kind in ("single_line", "single_item", "hot_item") and order.lines != 1, NOT_ALONE),
        (template.kind == "single_item" and order.quantity > PIECE, NOT_ONE_PIECE),
        (template.kind == "many_lines" and order.lines < 2, NOT_MANY),
        (template.priority and order.priority > template.priority, NOT_URGENT),
        (template.due_days is not None and (order.due_on - at.date()).days > (template.due_days or 0), NOT_DUE),
        (_late(order, template, at), TOO_LATE),
        (template.zone and order.zones != {template.zone}, OTHER_ZONE),
    )
    return next((why for wrong, why in checks if wrong), "")


def _late(order: Order, template: Template, at: datetime) -> bool:
    if not template.cut_off:
        return False
    end = datetime.combine(at.date(), time.fromisoformat(template.cut_off), at.tzinfo)
    return at >= end and order.made > end


def plan(orders: Sequence[Order], templates: Iterable[Template], now: Now) -> tuple[list[Planned], list[Left]]:
    """Fill waves by templates in their order; an order goes into the first wave that takes it. Hot items make one wave for each item and quantity."""
    waiting = list(orders)
    planned: list[Planned] = []
    left: list[Left] = []
    for template in templates:
        fitting: dict[tuple[int, int], list[Order]] = defaultdict(list)
        for order in waiting:
            why = why_not(order, template, now.at)
            if why:
                left.append(Left(order, template, why))
            else:
                key = (order.alone, order.quantity) if template.kind == "hot_item" else (0, 0)
                fitting[key].append(order)
        taken: set[int] = set()
        room = template.in_process - now.picking.get(template.id, 0) if template.in_process else len(waiting)
        for alike in fitting.values():
            if len(alike) < template.orders_min:
                left += [Left(order, template, TOO_FEW) for order in alike]
                continue
            mine = _filled(alike, template, room)
            if mine:
                planned.append(Planned(template, tuple(mine)))
            room -= len(mine)
            taken |= {order.id for order in mine}
            why = ENOUGH if template.in_process and room <= 0 else FULL
            left += [Left(order, template, why) for order in alike if order.id not in taken]
        waiting = [order for order in waiting if order.id not in taken]
    still = {order.id for order in waiting}
    return planned, [one for one in left if one.order.id in still]


def _filled(orders: Sequence[Order], template: Template, room: int) -> list[Order]:
    """As many as fit, in their order; one that does not fit leaves room for smaller ones behind it."""
    mine: list[Order] = []
    lines = quantity = volume = 0
    for order in orders:
        if len(mine) >= min(template.orders_max, room):
            break
        more = (lines + order.lines, quantity + order.quantity, volume + order.volume_cm3)
        most = (template.lines_max, template.quantity_max, template.volume_max_cm3)
        if any(limit and wanted > limit for wanted, limit in zip(more, most, strict=True)):
            continue
        lines, quantity, volume = more
        mine.append(order)
    return mine
