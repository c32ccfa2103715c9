"""Take goods back from customers, in the lots and at the cost with which they left (销售退货)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, NamedTuple

from pydantic import Field

from ledgerhouse.documents.sales import orders as sales
from ledgerhouse.documents.sales import returns
from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.flows.inbound.words import GoodsReturned
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.outbox import tell
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Refused, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.costing.methods import PIECE
from ledgerhouse.ledgers.costing.queries import cost_of_pieces, moved_by_lot
from ledgerhouse.ledgers.stock.pieces import At, where_are
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
from ledgerhouse.masterdata.catalog.keep_serials import Read, find_serials
from ledgerhouse.masterdata.catalog.queries import items_by_id
from ledgerhouse.masterdata.sites.queries import locations_by_code, locations_of_kind, virtual, warehouses_by_id
from ledgerhouse.masterdata.sites.words import Kind, PlaceRef, WarehouseRef
from ledgerhouse.posting.gate import post

PAPER = "customer_return"
GOES_TO = frozenset({Kind.RETURNS, Kind.QUARANTINE, Kind.DOCK})
"""Kinds of place at which returns are taken in: none of them is picked from before somebody has looked at the goods."""


@dataclass(frozen=True, kw_only=True)
class ReturnedLine:
    """So much of one line of a sales order came back, in the item's base unit; at the first place for returns if none is named."""

    __pydantic_config__ = STRICT

    order: Code = field(metadata={"title": gettext_noop("Sales order")})
    line: Annotated[int, Field(ge=1)] = field(metadata={"title": gettext_noop("Line")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    reason: Annotated[str, Field(max_length=100)] = field(default="", metadata={"title": gettext_noop("Reason")})
    location: str = field(default="", metadata={"title": gettext_noop("Location")})
    reference: Annotated[str, Field(max_length=60)] = field(
        default="", metadata={"title": gettext_noop("Customer's reference")}
    )
    serials: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Serial numbers")})


@dataclass(frozen=True, kw_only=True)
class TakeReturns:
    """What came back, at one warehouse."""

    __pydantic_config__ = STRICT

    lines: Annotated[tuple[ReturnedLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})
    returned_on: date | None = field(default=None, metadata={"title": gettext_noop("Returned on")})


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The numbers of the returns: one for every sales order, reason and reference."""

    returns: tuple[str, ...]


class Back(NamedTuple):
    """One line as understood; quantity in steps."""

    at: int
    written: ReturnedLine
    order: sales.OrderRef
    line: sales.LineRef
    quantity: int
    place: PlaceRef


class NotInLedger(Refused):
    """Goods come back that left without an entry of their own: they were issued provisionally, and no receipt has settled that yet."""

    code = "not-settled-yet"
    template = gettext_noop("{quantity} of what comes back was issued before stock had it: receive the goods first.")


class Part(NamedTuple):
    """So many steps of one lot, with the value they left with, and the pieces that came back.

    The value is None while a month-end run has still to say it.
    """

    lot: int
    quantity: int
    value: int | None
    serials: tuple[int, ...] = ()


@verb("inbound.take_returns", may="take returns", title=gettext_noop("Take returns"))
def take_returns(command: TakeReturns, ctx: Context) -> Taken:
    """Take shipped goods back: stock and cost of sales are put right by red entries. Constant statements for any number of lines."""
    orders = {order.number: order for order in sales.load(ctx, [line.order for line in command.lines])}
    sites = warehouses_by_id(ctx, {order.warehouse for order in orders.values()})
    warehouse = sites[next(iter(orders.values())).warehouse]
    today = ctx.today(warehouse.timezone)
    day = command.returned_on or today
    back, problems = _understand(ctx, warehouse, command.lines, orders)
    if day > today:
        problems.append(problem("returned_on", gettext_noop("is in the future")))
    problems += _too_much(back)
    pieces, wrong = _pieces(ctx, back)
    problems += wrong
    if problems:
        raise Unreadable(problems)
    costs = cost_of_pieces(ctx, warehouse.area, (p.serial for mine in pieces for p in mine))
    parts = [_with_pieces(found, mine, costs) for found, mine in zip(_parts(ctx, warehouse, back), pieces, strict=True)]
    papers: dict[tuple[int, str, str], list[Back]] = {}
    for b in back:
        papers.setdefault((b.order.id, b.written.reason, b.written.reference), []).append(b)
    made = returns.write(
        ctx,
        [
            returns.NewReturn(order, warehouse.id, why, reference, tuple((b.line.id, b.quantity) for b in lines))
            for (order, why, reference), lines in papers.items()
        ],
        day,
    )
    _post(ctx, warehouse, list(papers.values()), made, parts, day)
    link(
        ctx,
        (
            (Ref("sales_order", lines[0].order.number), Ref(PAPER, m.number))
            for lines, m in zip(papers.values(), made, strict=True)
        ),
    )
    tell(ctx, _news(warehouse, list(papers.values()), made, day))
    return Taken(returns=tuple(m.number for m in made))


def _understand(
    ctx: Context, warehouse: WarehouseRef, lines: Sequence[ReturnedLine], orders: Mapping[str, sales.OrderRef]
) -> tuple[list[Back], list[Problem]]:
    found = {(line.order, line.position): line for line in sales.lines(ctx, {o.id for o in orders.values()})}
    items = items_by_id(ctx, {line.item for line in found.values()})
    places = locations_by_code(ctx, warehouse.id, {line.location for line in lines if line.location})
    first = next(iter(locations_of_kind(ctx, warehouse.id, Kind.RETURNS)), None)
    back, problems = [], []
    for i, written in enumerate(lines):
        order = orders[written.order]
        if order.warehouse != warehouse.id:
            other = gettext_noop("is of another warehouse than the first line")
            problems.append(problem(f"lines.{i}.order", other))
        line = found.get((order.id, written.line))
        if line is None:
            template = gettext_noop("{name} has no line {line}")
            problems.append(problem(f"lines.{i}.line", template, name=order.number, line=written.line))
            continue
        item, quantity = items[line.item], exact.steps(written.quantity, exact.QUANTITY)
        if quantity % 10 ** (6 - item.places):
            template = gettext_noop("{quantity} {unit} is finer than {places} places of {base}")
            facts = {"quantity": written.quantity, "unit": item.unit, "places": item.places, "base": item.unit}
            problems.append(problem(f"lines.{i}.quantity", template, **facts))
        place = places.get(written.location) if written.location else first
        wrong = _wrong_place(f"lines.{i}.location", written, place)
        if wrong is not None:
            problems.append(wrong)
        elif place is not None:
            back.append(Back(i, written, order, line, quantity, place))
    return back, problems


def _wrong_place(where: str, line: ReturnedLine, place: PlaceRef | None) -> Problem | None:
    if place is None and line.location:
        return problem(where, gettext_noop("there is no location {code} here"), code=line.location)
    if place is None:
        return problem(where, gettext_noop("is needed: this warehouse has no place for returns"))
    if place.kind not in GOES_TO:
        return problem(where, gettext_noop("{code} is not a place for returns"), code=place.code)
    if place.locked_in:
        return problem(where, gettext_noop("{code} is locked for putting in"), code=place.code)
    return None


def _too_much(back: Sequence[Back]) -> list[Problem]:
    """Nothing beyond what was shipped and has not come back, over all lines of the call together."""
    wanted: dict[int, int] = {}
    problems = []
    for b in back:
        wanted[b.line.id] = wanted.get(b.line.id, 0) + b.quantity
        left = b.line.shipped - b.line.returned
        if wanted[b.line.id] > left:
            template = gettext_noop("{over} more than the {open} that were shipped and are still out")
            facts = {"over": exact.shown(wanted[b.line.id] - left), "open": exact.shown(left)}
            problems.append(problem(f"lines.{b.at}.quantity", template, **facts))
    return problems


def _pieces(ctx: Context, back: Sequence[Back]) -> tuple[list[list[At]], list[Problem]]:
    """The pieces of each line, which must be those that its sales line was sent. Two statements where any are named, none otherwise."""
    if not any(b.written.serials for b in back):
        return [[] for _ in back], []
    codes = {i: ref.code for i, ref in items_by_id(ctx, {b.line.item for b in back}).items()}
    read = [Read(f"lines.{b.at}", b.line.item, codes[b.line.item], b.written.serials) for b in back]
    found, problems = find_serials(ctx, read)
    at = where_are(ctx, (i for ids in found for i in ids))
    sent = {
        line.id: line.origin_line
        for line in outbound.lines_of_origin(ctx, "sales_order", {b.order.number for b in back})
    }
    for b, ids in zip(back, found, strict=True):
        foreign = [i for i in ids if i not in at or sent.get(at[i].line) != b.line.id]
        if foreign:
            template = gettext_noop("{count} of these serial numbers were not sent for this line")
            problems.append(problem(f"lines.{b.at}.serials", template, count=len(foreign)))
    return [[at[i] for i in ids if i in at] for ids in found], problems


def _with_pieces(parts: Sequence[Part], pieces: Sequence[At], costs: Mapping[int, int]) -> list[Part]:
    """Each piece goes with its lot; one that has a cost of its own goes alone, at what it left with."""
    if pieces and all(p.serial in costs for p in pieces):
        return [Part(p.lot, PIECE, costs[p.serial], (p.serial,)) for p in pieces]
    return [part._replace(serials=tuple(p.serial for p in pieces if p.lot == part.lot)) for part in parts]


def _parts(ctx: Context, warehouse: WarehouseRef, back: Sequence[Back]) -> list[list[Part]]:
    """Lots and values of each line: what left stock for its sales line and has not come back, oldest first.

    A part takes its share of the value, rounded to the currency; the last of a lot takes what is left.
    """
    sold = {b.line.id for b in back}
    owner = {
        line.id: line.origin_line
        for line in outbound.lines_of_origin(ctx, "sales_order", {b.order.number for b in back})
        if line.shipped and line.origin_line in sold
    }
    owner |= {i: line for line, ids in returns.lines_of(ctx, sold).items() for i in ids}
    out: dict[int, dict[int, list[int]]] = {line: {} for line in sold}
    for moved in moved_by_lot(ctx, warehouse.area, owner):
        rest = out[owner[moved.line]].setdefault(moved.lot, [0, 0, 0])
        rest[0] += moved.quantity
        rest[1] += moved.value
        rest[2] |= moved.pending
    places = company(ctx).currency_places
    return [_draw(out[b.line.id], b.quantity, places) for b in back]


def _draw(lots: Mapping[int, list[int]], quantity: int, places: int) -> list[Part]:
    parts = []
    for lot, rest in lots.items():
        steps = min(quantity, rest[0])
        if steps <= 0:
            continue
        value = rest[1] if steps == rest[0] else exact.share(rest[1], steps, rest[0], places)
        parts.append(Part(lot, steps, None if rest[2] else value))
        rest[0] -= steps
        rest[1] -= value
        quantity -= steps
    if quantity:
        raise NotInLedger(quantity=exact.shown(quantity))
    return parts


def _post(
    ctx: Context,
    warehouse: WarehouseRef,
    papers: Sequence[Sequence[Back]],
    made: Sequence[returns.Made],
    parts: Sequence[Sequence[Part]],
    day: date,
) -> None:
    customer = Place(virtual(ctx, warehouse.id)[Kind.CUSTOMER])
    of_line = {
        b.at: part for b, part in zip(sorted((b for p in papers for b in p), key=lambda b: b.at), parts, strict=True)
    }
    movements = []
    for lines, m in zip(papers, made, strict=True):
        entries = tuple(
            Entry(
                item=b.line.item,
                quantity=part.quantity,
                source=customer,
                target=Place(b.place.id),
                lot=part.lot,
                value=part.value,
                line=line,
                serials=part.serials,
            )
            for b, line in zip(lines, m.lines, strict=True)
            for part in of_line[b.at]
        )
        first = lines[0]
        movements.append(
            Movement(
                Reason.CUSTOMER_RETURN,
                PAPER,
                m.number,
                day,
                entries,
                partner=first.order.customer,
                why=first.written.reason,
            )
        )
    post(ctx, warehouse, movements)


def _news(
    warehouse: WarehouseRef, papers: Sequence[Sequence[Back]], made: Sequence[returns.Made], day: date
) -> list[tuple[str, GoodsReturned]]:
    return [
        (
            f"sales_order:{lines[0].order.number}",
            GoodsReturned(
                customer_return=m.number,
                order=lines[0].order.number,
                warehouse=warehouse.code,
                returned_on=day,
                lines=len(lines),
            ),
        )
        for lines, m in zip(papers, made, strict=True)
    ]
