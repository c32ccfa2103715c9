"""Waves and parcels, for flows: write them, put orders into them, finish them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from ledgerhouse.documents.warehouse.models import OutboundOrder, Parcel, Wave
from ledgerhouse.documents.warehouse.outbound import OrderRef
from ledgerhouse.documents.warehouse.walks import Walk
from ledgerhouse.documents.warehouse.words import OUTBOUND, WAVE, NewTask, TaskKind
from ledgerhouse.foundation import numbering
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.nodes import new_id, new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, gettext_noop
from ledgerhouse.ledgers.stock.queries import Held

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


def open_wave(ctx: Context, warehouse: int, orders: Sequence[int], day: date, walk: Walk, *, template: int = 0) -> str:
    """Write a wave with the way along its places and put claimed orders into it. Answers its number."""
    (number,) = numbering.take(ctx, "wave", 1, day)
    wave = Wave(
        id=new_id(),
        company_id=ctx.company,
        number=number,
        warehouse_id=warehouse,
        created_at=ctx.now,
        route=walk.strategy,
        route_mm=walk.length,
        template_id=template or None,
    )
    Wave.objects.bulk_create([wave])
    OutboundOrder.objects.filter(id__in=one_of(orders)).update(wave=wave)
    return number


def picks(
    wave: str, staging: int, held: Iterable[Held], walk: Walk, explanation: Mapping[str, Any] = NOTHING
) -> list[NewTask]:
    """The pick tasks of a wave: what its orders hold, in this order, brought to staging; their sequence is that of the walk."""
    return [
        NewTask(
            code=f"{wave}-{n}",
            kind=TaskKind.PICK,
            item=h.item,
            quantity=h.open,
            source=h.location,
            target=staging,
            paper_kind="wave",
            paper=wave,
            line=h.line,
            lot=h.lot,
            hold=h.id,
            unit=h.unit,
            owner=h.owner,
            status=h.status,
            sequence=walk.order[h.location],
            explanation=explanation,
        )
        for n, h in enumerate(held, 1)
    ]


def released(ctx: Context, number: str, step: str) -> int:
    """The warehouse of a wave of which this step may be taken. Refuses with `NotFound` or `WrongState`."""
    found = scoped(ctx, Wave).filter(number=number).values_list("warehouse_id", "state").first()
    if found is None:
        raise NotFound(kind=gettext_noop("wave"), name=number)
    WAVE.after(found[1], step, name=number)
    return int(found[0])


def warehouse_of(ctx: Context, number: str) -> int:
    """The warehouse of a wave. Refuses with `NotFound`."""
    found = scoped(ctx, Wave).filter(number=number).values_list("warehouse_id", flat=True).first()
    if found is None:
        raise NotFound(kind=gettext_noop("wave"), name=number)
    return int(found)


def numbers_in(ctx: Context, number: str) -> list[str]:
    """The numbers of the orders in a wave, by priority and age."""
    rows = scoped(ctx, OutboundOrder).filter(wave__number=number).order_by("priority", "id")
    return list(rows.values_list("number", flat=True))


def take_out(orders: Iterable[OrderRef]) -> None:
    """Take claimed orders out of the waves they are in. One statement."""
    OutboundOrder.objects.filter(id__in=one_of([o.id for o in orders])).update(wave=None)


def close_empty(ctx: Context, numbers: Collection[str]) -> None:
    """End those of these waves in which nothing is to be picked any more: undone when no order is left in them, finished otherwise."""
    if not numbers:
        return
    mine = Wave.objects.filter(company_id=ctx.company, number__in=set(numbers)).order_by("id")
    list(mine.select_for_update().values_list("id"))
    left = set(OutboundOrder.objects.filter(wave__in=mine).values_list("wave__number", flat=True))
    undone = Wave.objects.filter(company_id=ctx.company, number__in=set(numbers) - left, state__in=WAVE.sources("undo"))
    undone.update(state=WAVE.target("undo"))
    finish_waves(ctx, sorted(left))


def finish_waves(ctx: Context, numbers: Sequence[str]) -> int:
    """Finish those waves in which nothing is to be picked any more. Locks them, so that one of two last pickers sees the other."""
    mine = Wave.objects.filter(company_id=ctx.company, number__in=set(numbers)).order_by("id")
    list(mine.select_for_update().values_list("id"))
    picking = OutboundOrder.objects.filter(
        company_id=ctx.company, wave__number__in=numbers, state__in=OUTBOUND.sources("finish_picking")
    )
    still = set(picking.values_list("wave__number", flat=True))
    rows = Wave.objects.filter(
        company_id=ctx.company, number__in=set(numbers) - still, state__in=WAVE.sources("finish")
    )
    return rows.update(state=WAVE.target("finish"))


def pack(ctx: Context, warehouse: int, weights: Mapping[int, int], day: date) -> list[str]:
    """One parcel per order: order id -> weight in grams (0: not weighed). Answers the parcel numbers."""
    numbers = numbering.take(ctx, "parcel", len(weights), day)
    Parcel.objects.bulk_create(
        Parcel(
            id=i,
            company_id=ctx.company,
            number=number,
            warehouse_id=warehouse,
            order_id=order,
            weight_g=weight,
            packed_by=ctx.user,
            packed_at=ctx.now,
        )
        for i, number, (order, weight) in zip(new_ids(len(weights)), numbers, weights.items(), strict=True)
    )
    return numbers
