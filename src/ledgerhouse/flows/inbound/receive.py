"""Receive goods against inbound orders: lots, ledgers, receipts, putaway tasks and news in one transaction (收货)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import orders as purchasing
from ledgerhouse.documents.warehouse import inbound, receipts, refusals
from ledgerhouse.flows.inbound.delivery import Arrived, Delivery, ReceiveLine
from ledgerhouse.flows.inbound.hand_out import Standing, hand_out
from ledgerhouse.flows.inbound.measuring import measure
from ledgerhouse.flows.inbound.standing import Stands, ask_inspections, standing
from ledgerhouse.flows.inbound.words import GoodsReceived
from ledgerhouse.flows.inbound.worth import Worth
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.outbox import tell
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop
from ledgerhouse.ledgers.stock.words import OWN, Entry, Movement, Place, Reason
from ledgerhouse.masterdata.catalog.keep_lots import keep_lots
from ledgerhouse.masterdata.catalog.keep_measures import keep_measures
from ledgerhouse.masterdata.catalog.keep_serials import keep_serials
from ledgerhouse.masterdata.catalog.words import LotRef
from ledgerhouse.masterdata.sites.queries import virtual
from ledgerhouse.masterdata.sites.words import Kind, WarehouseRef
from ledgerhouse.posting.gate import post

PAPER = "receipt"
Lots = Mapping[tuple[int, str], LotRef]
Settled = Mapping[tuple[int, int], int]


@dataclass(frozen=True, kw_only=True)
class Receive:
    """What came in, at one warehouse. `complete` ends orders of which everything is in; otherwise they stay open to look at.

    `beyond_rules` takes in what is more, or keeps less long, than the receiving rules allow: that needs the right “receive beyond rules”.
    """

    __pydantic_config__ = STRICT

    lines: Annotated[tuple[ReceiveLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})
    received_on: date | None = field(default=None, metadata={"title": gettext_noop("Received on")})
    complete: bool = field(default=True, metadata={"title": gettext_noop("Complete when everything is in")})
    beyond_rules: bool = field(default=False, metadata={"title": gettext_noop("Take in more than the rules allow")})


@dataclass(frozen=True, kw_only=True)
class Received:
    """One receipt per inbound order, the putaway tasks, and receipt lines for which no place has room: they stay at the dock."""

    receipts: tuple[str, ...]
    tasks: tuple[str, ...]
    without_room: tuple[str, ...] = ()


@verb("inbound.receive", may="receive goods", title=gettext_noop("Receive"))
def receive(command: Receive, ctx: Context) -> Received:
    """Book goods in at the price of their order, and say where to put them. Constant statements for any number of lines."""
    delivery = Delivery(ctx, command.lines, command.received_on, beyond_rules=command.beyond_rules)
    if command.beyond_rules and delivery.warehouse is not None:
        ctx.require("receive beyond rules", warehouse=delivery.warehouse.id)
    measured, wrong = measure(ctx, command.lines, delivery.arrived)
    if delivery.problems or wrong or delivery.warehouse is None:
        raise Unreadable([*delivery.problems, *wrong])
    warehouse = delivery.warehouse
    by_order: dict[int, list[Arrived]] = {}
    for arrived in delivery.arrived:
        by_order.setdefault(arrived.order.id, []).append(arrived)
    papers = list(by_order.values())
    received = {a.line.id: a.line.received for a in delivery.arrived if a.line.id in delivery.beyond}
    stands = standing(ctx, warehouse, delivery.arrived)
    beyond = {i: (received[i], more) for i, more in delivery.beyond.items()}
    inbound.take_in(ctx, by_order, _sums(delivery.arrived), beyond, booked=stands.booked(delivery.arrived))
    keep_measures(ctx, measured)
    lots = keep_lots(ctx, [a.lot for a in delivery.arrived if a.lot is not None])
    numbers = receipts.take_numbers(ctx, len(papers), delivery.day)
    guard(ctx, [Ref(PAPER, number) for number in numbers])
    settled = _post(ctx, warehouse, numbers, papers, lots, stands, delivery.day)
    _write(ctx, warehouse, numbers, papers, lots, delivery.day)
    _refuse(ctx, delivery, warehouse, numbers, papers)
    _settle_origins(ctx, papers, delivery, complete=command.complete)
    ask_inspections(ctx, warehouse, numbers, [[(a, _lot(a, lots)) for a in paper] for paper in papers], stands)
    codes, without_room = _hand_out(ctx, warehouse, numbers, papers, lots, stands, settled)
    tell(ctx, _news(warehouse, numbers, papers, delivery.day))
    return Received(receipts=tuple(numbers), tasks=codes, without_room=without_room)


def _sums(arrived: Sequence[Arrived]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for a in arrived:
        sums[a.line.id] = sums.get(a.line.id, 0) + a.quantity
    return sums


def _lot(a: Arrived, lots: Lots) -> int:
    return lots[a.lot.item, a.lot.code].id if a.lot is not None else 0


def _post(
    ctx: Context,
    warehouse: WarehouseRef,
    numbers: Sequence[str],
    papers: Sequence[Sequence[Arrived]],
    lots: Lots,
    stands: Stands,
    day: date,
) -> Settled:
    """From the supplier to where the goods are now, each line at its price, in our money of that day; what stays the supplier's has no value.

    Answers what of it settled provisional issues: so much of a receipt's line is gone already.
    """
    supplier = Place(virtual(ctx, warehouse.id)[Kind.SUPPLIER])
    worth = Worth(ctx, [paper[0].order for paper in papers], day)
    pieces = keep_serials(ctx, ((a.item.id, s, _lot(a, lots)) for paper in papers for a in paper for s in a.serials))
    ours = stands.booked(
        a for paper in papers for a in paper
    )  # counted already: of two who receive at once, the second is worth the rest
    before = {line: steps - ours[line] for line, steps in inbound.booked(ctx, ours).items()}
    movements = []
    for number, paper in zip(numbers, papers, strict=True):
        entries = []
        for a in paper:
            value = None
            if stands.places[a.at].owner == OWN:
                booked = before[a.line.id]
                before[a.line.id] += a.quantity
                value = worth.between(a.order, booked, before[a.line.id], a.line.price)
            entries.append(
                Entry(
                    item=a.item.id,
                    quantity=a.quantity,
                    source=supplier,
                    target=stands.places[a.at],
                    lot=_lot(a, lots),
                    value=value,
                    line=a.line.id,
                    serials=tuple(pieces[a.item.id, s] for s in a.serials),
                )
            )
        movements.append(Movement(Reason.RECEIPT, PAPER, number, day, tuple(entries), partner=paper[0].order.partner))
    return post(ctx, warehouse, movements).settled


def _write(
    ctx: Context,
    warehouse: WarehouseRef,
    numbers: Sequence[str],
    papers: Sequence[Sequence[Arrived]],
    lots: Lots,
    day: date,
) -> None:
    new = [
        receipts.NewReceipt(
            paper[0].order.id,
            tuple(receipts.NewLine(a.line.id, a.item.id, _lot(a, lots), a.quantity, a.place.id) for a in paper),
        )
        for paper in papers
    ]
    receipts.write(ctx, warehouse.id, numbers, new, day)
    link(
        ctx,
        (
            (Ref("inbound_order", paper[0].order.number), Ref(PAPER, number))
            for number, paper in zip(numbers, papers, strict=True)
        ),
    )


def _refuse(
    ctx: Context,
    delivery: Delivery,
    warehouse: WarehouseRef,
    numbers: Sequence[str],
    papers: Sequence[Sequence[Arrived]],
) -> None:
    """What was sent back at the door stands beside what was taken in."""
    said = delivery.lines
    refused = [
        refusals.NewRefusal(a.line.id, a.item.id, a.refused, said[a.at].refused_for or "", said[a.at].note, number)
        for number, paper in zip(numbers, papers, strict=True)
        for a in paper
        if a.refused
    ]
    refusals.write(ctx, warehouse.id, refused, delivery.day)


def _settle_origins(ctx: Context, papers: Sequence[Sequence[Arrived]], delivery: Delivery, *, complete: bool) -> None:
    """Purchase lines know at once what has arrived; papers of which everything is in come to their end."""
    of_purchases = [a for paper in papers for a in paper if a.order.origin_kind == "purchase_order"]
    bought = _sums_of_origins(of_purchases)
    if bought:
        origins = {a.line.id: a.line.origin_line for a in of_purchases}
        purchasing.take_in(bought, {origins[i]: more for i, more in delivery.beyond.items() if i in origins})
        if ended := {origins[i] for i in delivery.ended if i in origins}:
            purchasing.cut_short(ended)
    if delivery.ended:
        inbound.cut_short(delivery.ended)
    if complete:
        inbound.complete(ctx, {paper[0].order.id for paper in papers})
        if bought:
            purchasing.complete(bought)


def _sums_of_origins(arrived: Sequence[Arrived]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for a in arrived:
        sums[a.line.origin_line] = sums.get(a.line.origin_line, 0) + a.quantity
    return sums


def _hand_out(
    ctx: Context,
    warehouse: WarehouseRef,
    numbers: Sequence[str],
    papers: Sequence[Sequence[Arrived]],
    lots: Lots,
    stands: Stands,
    settled: Settled,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Putaway tasks for what stands at a dock: their codes, and the receipt lines for which there is not room enough."""
    waiting = [
        Standing(
            code=f"{number}-{at + 1}",
            paper_kind=PAPER,
            paper=number,
            line=a.line.id,
            item=a.item.id,
            lot=_lot(a, lots),
            quantity=a.quantity - settled.get((i, at), 0),
            place=stands.places[a.at],
        )
        for i, (number, paper) in enumerate(zip(numbers, papers, strict=True))
        for at, a in enumerate(paper)
        if a.place.kind == Kind.DOCK and a.at not in stands.samples and a.quantity > settled.get((i, at), 0)
    ]
    return hand_out(ctx, warehouse, waiting, arrived=True)


def _news(
    warehouse: WarehouseRef, numbers: Sequence[str], papers: Sequence[Sequence[Arrived]], day: date
) -> list[tuple[str, GoodsReceived]]:
    return [
        (
            f"inbound_order:{paper[0].order.number}",
            GoodsReceived(
                receipt=number,
                order=paper[0].order.number,
                origin_kind=paper[0].order.origin_kind,
                origin=paper[0].order.origin,
                warehouse=warehouse.code,
                received_on=day,
                lines=len(paper),
            ),
        )
        for number, paper in zip(numbers, papers, strict=True)
    ]
