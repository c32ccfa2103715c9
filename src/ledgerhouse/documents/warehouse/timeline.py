"""Nodes of an order's timeline that the warehouse papers know: from the confirmed order to goods that have left."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from ledgerhouse.documents.warehouse.models import OutboundLine, OutboundOrder, Parcel, Task
from ledgerhouse.documents.warehouse.words import TASK, TaskKind
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.timeline import Node, nodes_of
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.stock.queries import held_at

PICKING = ("outbound.pick", "outbound.pick_wave")


class Picked(NamedTuple):
    """One pick task of an order: who had claimed it and when, and when it ended."""

    by: int
    begun: datetime
    ended: datetime | None


@nodes_of("outbound_order", root=True)
def handed_over(ctx: Context, numbers: Sequence[str]) -> Iterator[Node]:
    """Confirmed with its promised day, released in a wave, shipped. One statement."""
    rows = scoped(ctx, OutboundOrder).filter(number__in=numbers)
    paths = ("number", "created_at", "due_on", "wave__number", "wave__created_at", "shipped_at")
    for number, made, due, wave, released, shipped in rows.values_list(*paths):
        confirming = ("outbound.confirm_orders",)
        yield Node(number, gettext_noop("Confirmed"), made, confirming)
        yield Node(number, gettext_noop("Promised for"), made, confirming, note=due.isoformat() if due else "")
        if released:
            yield Node(number, gettext_noop("Released in a wave"), released, ("outbound.release_wave",), note=wave)
        if shipped:
            yield Node(number, gettext_noop("Handed over"), shipped, ("outbound.ship",))


@nodes_of("outbound_order")
def allocated(ctx: Context, numbers: Sequence[str]) -> Iterator[Node]:
    """When stock was held for it, once for each time that allocation found some. Two statements."""
    lines = scoped(ctx, OutboundLine).filter(paper__number__in=numbers)
    orders = dict(lines.values_list("id", "paper__number"))
    raised = {(orders[line], at) for line, at in held_at(ctx, orders)}
    for number, at in sorted(raised):
        yield Node(number, gettext_noop("Stock allocated"), at, ("outbound.allocate",))


@nodes_of("outbound_order")
def picked(ctx: Context, numbers: Sequence[str]) -> Iterator[Node]:
    """When its picking was begun and when the last of it was picked. Two statements."""
    lines = scoped(ctx, OutboundLine).filter(paper__number__in=numbers, paper__wave__isnull=False)
    known = list(lines.values_list("id", "paper__number", "paper__wave__number"))
    orders = {line: number for line, number, _ in known}
    waves = {wave for _, _, wave in known}
    rows = scoped(ctx, Task).filter(paper__in=waves, kind=TaskKind.PICK, line__in=one_of(orders))
    of: dict[str, list[Picked]] = {}
    waiting: set[str] = set()
    for line, state, by, begun, ended in rows.values_list("line", "state", "claimed_by", "claimed_at", "ended_at"):
        if state in TASK.sources("finish"):
            waiting.add(orders[line])
        if (since := begun or ended) and (begun or state == "done"):
            of.setdefault(orders[line], []).append(Picked(by, since, ended))
    for number, tasks in of.items():
        first = min(tasks, key=lambda t: t.begun)
        yield Node(number, gettext_noop("Picking begun"), first.begun, PICKING, first.by)
        last = max((t for t in tasks if t.ended), key=lambda t: t.ended or t.begun, default=None)
        if last and last.ended and number not in waiting:
            yield Node(number, gettext_noop("Picking ended"), last.ended, PICKING, last.by)


@nodes_of("outbound_order")
def packed(ctx: Context, numbers: Sequence[str]) -> Iterator[Node]:
    """Its parcels. One statement."""
    rows = scoped(ctx, Parcel).filter(order__number__in=numbers).order_by("id")
    for number, parcel, by, at in rows.values_list("order__number", "number", "packed_by", "packed_at"):
        yield Node(number, gettext_noop("Packed"), at, ("outbound.pack",), by, parcel)
