"""Take shipments back that never left, whole or by line: goods return to where they stood, their orders wait again (冲销发货)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final, NamedTuple

from pydantic import Field

from ledgerhouse.documents.sales import orders as sales
from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.flows.inbound.hand_out import Standing, hand_out
from ledgerhouse.flows.inventory.taking_back import BECAUSE, PaperLine, Wanted, part, taken, wanted
from ledgerhouse.flows.outbound.dispatched import take_back_dispatched
from ledgerhouse.flows.outbound.words import ShipmentReversed
from ledgerhouse.foundation import numbering, outbox
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.past import Past, past
from ledgerhouse.ledgers.stock.words import NewPromise, Place, Reason
from ledgerhouse.masterdata.sites.queries import locations_by_id, virtual, warehouses_by_id
from ledgerhouse.masterdata.sites.words import Kind, WarehouseRef
from ledgerhouse.posting import reserve
from ledgerhouse.posting.reverse import Back, reverse

PAPER: Final = "outbound_order"
REVERSAL: Final = "stock_reversal"


@dataclass(frozen=True, kw_only=True)
class ReverseShipments:
    """Outbound orders by number, or lines of them, and why their shipments are taken back."""

    __pydantic_config__ = STRICT

    lines: Annotated[tuple[PaperLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})
    reason: Annotated[str, Field(min_length=1, max_length=100)] = field(metadata={"title": BECAUSE})


@dataclass(frozen=True, kw_only=True)
class ShipmentsReversed:
    """The numbers of the reversals, one for every order; putaway tasks for what stands in staging, and what of it no place has room for."""

    reversals: tuple[str, ...]
    tasks: tuple[str, ...]
    without_room: tuple[str, ...] = ()


class _Red(NamedTuple):
    """What comes back of one order: steps per line, and the movements that shipped them."""

    order: outbound.OrderRef
    lines: Mapping[int, outbound.LineRef]
    back: Mapping[int, int]
    past: tuple[Past, ...]


@verb("outbound.reverse_shipments", may="reverse movements", title=gettext_noop("Reverse shipment"))
def reverse_shipments(command: ReverseShipments, ctx: Context) -> ShipmentsReversed:
    """Take all shipments of orders or lines back: cost of sales in red at the value of then, quantities promised again.

    Constant statements per warehouse. Refused: what was not shipped or is taken back already, what the customer has sent back, what was issued
    provisionally, orders that were cancelled since.
    """
    asked = wanted(command.lines)
    of = outbound.warehouse_of(ctx, asked)
    moved: dict[str, list[Past]] = {}
    for m in past(ctx, asked):
        if m.paper == PAPER and m.reason == Reason.SHIPMENT:
            moved.setdefault(m.number, []).append(m)
    found: dict[int, list[_Red]] = {}
    problems: list[Problem] = []
    sites = sorted(warehouses_by_id(ctx, set(of.values())).values())
    for site in sites:
        orders = outbound.by_number(ctx, site.id, [number for number in asked if of[number] == site.id])
        lines = outbound.lines(ctx, (o.id for o in orders))
        owed = virtual(ctx, site.id).get(Kind.PROVISIONAL, 0)
        for order in orders:
            mine = [line for line in lines if line.order == order.id]
            red, wrong = _understand(asked[order.number], order, mine, moved.get(order.number, []), owed)
            problems += wrong
            found.setdefault(site.id, []).append(red)
    problems += _sent_back(ctx, asked, [red for some in found.values() for red in some])
    if problems:
        raise Unreadable(problems)
    made: dict[str, str] = {}
    codes: list[str] = []
    no_room: list[str] = []
    for site in sites:
        numbers, tasks, left = _take_back(ctx, site, found[site.id], command.reason)
        made |= numbers
        codes += tasks
        no_room += left
    reversals = tuple(made[number] for number in asked)
    return ShipmentsReversed(reversals=reversals, tasks=tuple(codes), without_room=tuple(no_room))


def _understand(
    asked: Wanted, order: outbound.OrderRef, lines: Sequence[outbound.LineRef], moved: Sequence[Past], owed: int
) -> tuple[_Red, list[Problem]]:
    """The lines that are meant and what of them was shipped and still counts as shipped."""
    number, problems = order.number, []
    by_position, done = {line.position: line for line in lines}, taken(moved)
    for position in asked.positions:
        line = by_position.get(position)
        if line is None:
            template = gettext_noop("{name} has no line {line}")
            problems.append(problem(asked.where(position), template, name=number, line=position))
        elif line.id in done:
            template = gettext_noop("line {line} of {number} was reversed by {by}")
            facts = {"line": position, "number": number, "by": done[line.id]}
            problems.append(problem(asked.where(position), template, **facts))
        elif not line.shipped:
            template = gettext_noop("nothing of line {line} of {number} was shipped")
            problems.append(problem(asked.where(position), template, line=position, number=number))
    chosen = {line.id: line for line in lines if not asked.positions or line.position in asked.positions}
    back = part(moved, chosen)
    if not back and not problems:
        by = ", ".join(sorted(set(done.values())))
        template = gettext_noop("{number} was reversed by {by}") if by else gettext_noop("{number} was not shipped")
        problems.append(problem(asked.where(), template, number=number, by=by))
    if order.state == "cancelled":
        template = gettext_noop("{number} was cancelled since; take the goods back by a return")
        problems.append(problem(asked.where(), template, number=number))
    if owed and any(e.source.location == owed for m in back for e in m.entries):
        template = gettext_noop("{number} was issued provisionally; receive its goods and take them back by a return")
        problems.append(problem(asked.where(), template, number=number))
    sums: dict[int, int] = {}
    for m in back:
        for e in m.entries:
            sums[e.line] = sums.get(e.line, 0) + e.quantity
    return _Red(order, chosen, sums, back), problems


def _sent_back(ctx: Context, asked: Mapping[str, Wanted], found: Sequence[_Red]) -> list[Problem]:
    """What came back from the customer has been with the customer."""
    of = {
        red.lines[line].origin_line: (red, red.lines[line], steps)
        for red in found
        for line, steps in red.back.items()
        if red.order.origin_kind == "sales_order"
    }
    problems = []
    for sold in sales.lines_by_id(ctx, of).values():
        red, line, steps = of[sold.id]
        if sold.shipped - sold.returned < steps:
            template = gettext_noop(
                "{returned} of line {line} of {number} came back from the customer; take the return back first"
            )
            facts = {"returned": exact.shown(sold.returned), "line": line.position, "number": red.order.number}
            problems.append(problem(asked[red.order.number].where(line.position), template, **facts))
    return problems


def _take_back(
    ctx: Context, site: WarehouseRef, found: Sequence[_Red], why: str
) -> tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]:
    """Orders, promises, then the movements in red; answers the reversal of each order, putaway tasks and what has no room."""
    day = ctx.today(site.timezone)
    numbers = numbering.take(ctx, REVERSAL, len(found), day)
    outbound.count({line: outbound.Change(shipped=-steps) for red in found for line, steps in red.back.items()})
    outbound.step([red.order for red in found if red.order.state == "shipped"], "reopen")
    sold = {
        red.lines[line].origin_line: steps
        for red in found
        if red.order.origin_kind == "sales_order"
        for line, steps in red.back.items()
    }
    sales.take_back(ctx, [red.order.origin for red in found if red.order.origin_kind == "sales_order"], sold)
    touched = [(red.order, red.lines[line], steps) for red in found for line, steps in red.back.items()]
    again = [NewPromise(x.item, n, o.due_on, PAPER, o.number, x.id) for o, x, n in touched]
    reserve.promise_again(ctx, site, again, {line.id: line.open for _, line, _ in touched})
    events = take_back_dispatched(ctx, site, {n: red.past for red, n in zip(found, numbers, strict=True)}, day)
    backs = [Back(red.past, REVERSAL, n, red.order.partner, events) for red, n in zip(found, numbers, strict=True)]
    reverse(ctx, site, backs, day, why)
    codes, no_room = hand_out(ctx, site, _standing(ctx, site, found, numbers))
    link(ctx, ((Ref(PAPER, red.order.number), Ref(REVERSAL, n)) for red, n in zip(found, numbers, strict=True)))
    outbox.tell(
        ctx,
        [
            (
                f"{PAPER}:{red.order.number}",
                ShipmentReversed(outbound=red.order.number, origin=red.order.origin, reversal=n, lines=len(red.back)),
            )
            for red, n in zip(found, numbers, strict=True)
        ],
    )
    return {red.order.number: n for red, n in zip(found, numbers, strict=True)}, codes, no_room


def _standing(ctx: Context, site: WarehouseRef, found: Sequence[_Red], numbers: Sequence[str]) -> list[Standing]:
    """Goods that are back at a place from which nothing is allocated: staging, packing. What lay on a shelf lies there again."""
    sums: dict[tuple[str, int, int, int, Place], int] = {}
    for red, number in zip(found, numbers, strict=True):
        for m in red.past:
            for e in m.entries:
                key = (number, e.line, e.item, e.lot, e.source)
                sums[key] = sums.get(key, 0) + e.quantity
    places = locations_by_id(ctx, site.id, {key[4].location for key in sums})
    waiting, parts = [], dict.fromkeys(numbers, 0)
    for (number, line, item, lot, place), steps in sums.items():
        if places[place.location].kind == Kind.STORAGE:
            continue
        parts[number] += 1
        code = f"{number}-{parts[number]}"
        waiting.append(Standing(code, REVERSAL, number, line, item, lot, steps, place))
    return waiting
