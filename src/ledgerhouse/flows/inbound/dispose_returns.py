"""Decide what becomes of goods that customers sent back, quantity by quantity: to stock, second grade, scrap, to the supplier (退货处置)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, NamedTuple

from pydantic import Field

from ledgerhouse.documents.sales import dispositions, returns
from ledgerhouse.documents.sales.words import RETURN, CauseWord, DispositionWord
from ledgerhouse.flows.inbound.draft_supplier_returns import (
    DraftSupplierReturns,
    SupplierReturnLine,
    draft_supplier_returns,
)
from ledgerhouse.flows.inbound.hand_out import Standing, hand_out
from ledgerhouse.flows.inbound.words import ReturnDecided
from ledgerhouse.flows.inventory.change_status import ChangeStatus, StatusLine, change_status
from ledgerhouse.flows.inventory.places import Taken, missing
from ledgerhouse.flows.inventory.propose_write_off import ProposeWriteOff, WriteOffLine, propose_write_off
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.outbox import tell
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.past import past
from ledgerhouse.ledgers.stock.words import Place, Reason
from ledgerhouse.masterdata.catalog.queries import items_by_id, lots_by_id
from ledgerhouse.masterdata.catalog.words import ItemRef, Tracking
from ledgerhouse.masterdata.sites.queries import locations_by_id, warehouses_by_id
from ledgerhouse.masterdata.sites.words import WarehouseRef

PAPER: Final = "customer_return"
NEEDS: Final[Mapping[str, str]] = {
    "second": "change stock status",
    "scrap": "propose write-offs",
    "supplier": "return to suppliers",
}
"""The right that a decision needs besides, because its paper needs it."""


@dataclass(frozen=True, kw_only=True)
class DisposedLine:
    """So much of one line of a return, in the item's base unit: what was found, whose fault it is, and what becomes of it.

    What goes back to the supplier names the receipt that brought it. Of items tracked by serial number the pieces are named unless they go
    back to stock.
    """

    __pydantic_config__ = STRICT

    number: Code = field(metadata={"title": gettext_noop("Customer return")})
    line: Annotated[int, Field(ge=1)] = field(metadata={"title": gettext_noop("Line")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    disposition: DispositionWord = field(metadata={"title": gettext_noop("Disposition")})
    cause: CauseWord = field(metadata={"title": gettext_noop("Cause")})
    finding: Annotated[str, Field(max_length=100)] = field(default="", metadata={"title": gettext_noop("Finding")})
    receipt: str = field(default="", metadata={"title": gettext_noop("Receipt")})
    receipt_line: Annotated[int, Field(ge=1)] = field(default=1, metadata={"title": gettext_noop("Receipt line")})
    serials: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Serial numbers")})


@dataclass(frozen=True, kw_only=True)
class DisposeReturns:
    """Decisions on goods of returns at one warehouse. All are carried out or none."""

    __pydantic_config__ = STRICT

    lines: Annotated[tuple[DisposedLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class ReturnsDisposed:
    """What was made of it: putaway tasks, what finds no room, the status change, the write-off to approve, the returns to suppliers to send."""

    tasks: tuple[str, ...] = ()
    without_room: tuple[str, ...] = ()
    status_change: str = ""
    write_off: str = ""
    supplier_returns: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()


class Part(NamedTuple):
    """So much of one lot of a line, from where it was taken in."""

    at: int
    written: DisposedLine
    line: returns.LineRef
    item: ItemRef
    lot: int
    place: Place
    quantity: int


@verb("inbound.dispose_returns", may="take returns", title=gettext_noop("Decide on returns"))
def dispose_returns(command: DisposeReturns, ctx: Context) -> ReturnsDisposed:
    """Carry out decisions on returned goods. No money moves here: it does when a write-off is approved or goods leave for the supplier.

    A return of which everything is decided is closed. Constant statements for any number of lines.
    """
    known = returns.by_number(ctx, {line.number for line in command.lines})
    sites = warehouses_by_id(ctx, {one.warehouse for one in known.values()})
    warehouse = next((sites[known[line.number].warehouse] for line in command.lines if line.number in known), None)
    problems = _wrong(ctx, command.lines, known, warehouse)
    if warehouse is None:
        raise Unreadable(problems)
    lines = {(one.number, one.position): one for one in returns.lines(ctx, known)}
    there = _there(ctx, known, lines.values())
    parts, more = _understand(ctx, command.lines, lines, there)
    problems += more
    codes = {
        i: place.code for i, place in locations_by_id(ctx, warehouse.id, {p.place.location for p in parts}).items()
    }
    taken = [Taken(f"lines.{p.at}", p.item, p.lot, p.place, codes.get(p.place.location, ""), p.quantity) for p in parts]
    problems += missing(ctx, warehouse.id, taken)
    if problems:
        raise Unreadable(problems)
    number_of = dispositions.count(ctx, {p.line.id for p in parts})
    left = {key: sum(steps for *_, steps in some) for key, some in there.items()}  # what the parts did not take
    done = _carry_out(ctx, warehouse, parts, codes, number_of)
    dispositions.write(
        ctx,
        [
            dispositions.New(p.line.id, p.lot, p.quantity, p.written.disposition, p.written.cause, p.written.finding)
            for p in parts
        ],
    )
    open_still = {number for number, position in lines if left.get((number, position))}
    closed = tuple(sorted(set(known) - open_still))
    returns.close(ctx, closed)
    _tell(ctx, warehouse, known, parts, done)
    return ReturnsDisposed(**done, closed=closed)


def _wrong(
    ctx: Context,
    written: Sequence[DisposedLine],
    known: Mapping[str, returns.ReturnRef],
    warehouse: WarehouseRef | None,
) -> list[Problem]:
    """What is wrong with lines before their goods are looked at."""
    found = []
    for i, line in enumerate(written):
        paper = known.get(line.number)
        if paper is None:
            template = gettext_noop("there is no customer return {number}")
            found.append(problem(f"lines.{i}.number", template, number=line.number))
            continue
        if warehouse is not None and paper.warehouse != warehouse.id:
            other = gettext_noop("is of another warehouse than the first line")
            found.append(problem(f"lines.{i}.number", other))
        if paper.state not in RETURN.sources("close"):
            template = gettext_noop("{number} is {state}")
            found.append(problem(f"lines.{i}.number", template, number=line.number, state=paper.state))
        if line.disposition != "restock" and not line.finding:
            found.append(
                problem(f"lines.{i}.finding", gettext_noop("is needed for goods that do not go back to stock"))
            )
        if line.disposition == "supplier" and not line.receipt:
            found.append(problem(f"lines.{i}.receipt", gettext_noop("is needed: the receipt that brought the goods")))
        if (right := NEEDS.get(line.disposition)) and not ctx.may(right):
            found.append(problem(f"lines.{i}.disposition", gettext_noop("needs the right to {right}"), right=right))
    return found


Lots = dict[tuple[str, int], list[tuple[int, Place, int]]]
"""What still waits for a decision: (return, position) -> (lot, place, steps), in the order in which it came."""


def _there(ctx: Context, known: Mapping[str, returns.ReturnRef], lines: Iterable[returns.LineRef]) -> Lots:
    """What came back with each line, less what was decided before. Constant statements."""
    at = {line.id: (line.number, line.position) for line in lines}
    decided = dispositions.decided(ctx, at)
    found: Lots = defaultdict(list)
    for m in past(ctx, known):
        if m.reason != Reason.CUSTOMER_RETURN or m.reverses:
            continue
        for e in m.entries:
            if e.line not in at or e.line in m.reversed_by:
                continue
            gone = min(decided.get((e.line, e.lot), 0), e.quantity)
            decided[e.line, e.lot] = decided.get((e.line, e.lot), 0) - gone
            if e.quantity > gone:
                found[at[e.line]].append((e.lot, e.target, e.quantity - gone))
    return found


def _understand(
    ctx: Context, written: Sequence[DisposedLine], lines: Mapping[tuple[str, int], returns.LineRef], there: Lots
) -> tuple[list[Part], list[Problem]]:
    """The lots of each decision, oldest first; takes from `there` what is decided."""
    items = items_by_id(ctx, {line.item for line in lines.values()})
    parts, found = [], []
    for i, one in enumerate(written):
        line = lines.get((one.number, one.line))
        if line is None:
            if any(number == one.number for number, _ in lines):
                template = gettext_noop("{name} has no line {line}")
                found.append(problem(f"lines.{i}.line", template, name=one.number, line=one.line))
            continue
        item, steps = items[line.item], exact.steps(one.quantity, exact.QUANTITY)
        if steps % 10 ** (6 - item.places):
            template = gettext_noop("{quantity} {unit} is finer than {places} places of {base}")
            facts = {"quantity": one.quantity, "unit": item.unit, "places": item.places, "base": item.unit}
            found.append(problem(f"lines.{i}.quantity", template, **facts))
        if item.tracking == Tracking.SERIAL and one.disposition != "restock" and len(one.serials) * 10**6 != steps:
            template = gettext_noop("{given} serial numbers are named for {wanted} pieces of item {code}")
            given = {"given": len(one.serials), "wanted": exact.shown(steps), "code": item.code}
            found.append(problem(f"lines.{i}.serials", template, **given))
        rest = there.get((one.number, one.line), [])
        waits = sum(quantity for _, _, quantity in rest)
        if steps > waits:
            template = gettext_noop("{over} more than the {open} that wait for a decision")
            more = {"over": exact.shown(steps - waits), "open": exact.shown(waits)}
            found.append(problem(f"lines.{i}.quantity", template, **more))
            continue
        parts += [Part(i, one, line, item, *of) for of in _draw(rest, steps)]
    return parts, found


def _draw(rest: list[tuple[int, Place, int]], steps: int) -> list[tuple[int, Place, int]]:
    drawn = []
    while steps and rest:
        lot, place, there = rest.pop(0)
        now = min(there, steps)
        drawn.append((lot, place, now))
        steps -= now
        if there > now:
            rest.insert(0, (lot, place, there - now))
    return drawn


def _carry_out(
    ctx: Context, warehouse: WarehouseRef, parts: Sequence[Part], codes: Mapping[int, str], before: Mapping[int, int]
) -> dict[str, Any]:
    """Each kind of decision by the verb that has it already, once for all its lines."""
    lots = {i: lot.code for i, lot in lots_by_id(ctx, {p.lot for p in parts if p.lot}).items()}
    of: dict[str, list[Part]] = defaultdict(list)
    for p in parts:
        of[p.written.disposition].append(p)
    done: dict[str, Any] = {}
    if some := of["restock"]:
        done["tasks"], done["without_room"] = hand_out(ctx, warehouse, _standing(some, before), arrived=True)
    if some := of["second"]:
        changed = tuple(
            StatusLine(**_goods(p, codes, lots), source="good", target="defective", serials=p.written.serials)
            for p in some
        )
        change = ChangeStatus(warehouse=warehouse.code, lines=changed, reason=some[0].written.finding)
        done["status_change"] = change_status(change, ctx).number
    if some := of["scrap"]:
        gone = tuple(WriteOffLine(**_goods(p, codes, lots), serials=p.written.serials) for p in some)
        proposal = ProposeWriteOff(warehouse=warehouse.code, cause="broken", remark=some[0].written.finding, lines=gone)
        done["write_off"] = propose_write_off(proposal, ctx).number
    if some := of["supplier"]:
        back = tuple(
            SupplierReturnLine(
                receipt=p.written.receipt,
                line=p.written.receipt_line,
                quantity=exact.number(p.quantity, exact.QUANTITY),
                location=codes[p.place.location],
                serials=p.written.serials,
            )
            for p in some
        )
        draft = DraftSupplierReturns(lines=back, reason=some[0].written.finding)
        done["supplier_returns"] = draft_supplier_returns(draft, ctx).returns
    return done


def _goods(p: Part, codes: Mapping[int, str], lots: Mapping[int, str]) -> dict[str, Any]:
    quantity = exact.number(p.quantity, exact.QUANTITY)
    return {"item": p.item.code, "lot": lots.get(p.lot, ""), "location": codes[p.place.location], "quantity": quantity}


def _standing(parts: Sequence[Part], before: Mapping[int, int]) -> list[Standing]:
    found, named = [], dict(before)
    for p in parts:
        named[p.line.id] = n = named.get(p.line.id, 0) + 1
        code = f"{p.line.number}-{p.line.position}-{n}"
        found.append(Standing(code, PAPER, p.line.number, p.line.id, p.item.id, p.lot, p.quantity, p.place))
    return found


def _tell(
    ctx: Context,
    warehouse: WarehouseRef,
    known: Mapping[str, returns.ReturnRef],
    parts: Sequence[Part],
    done: Mapping[str, Any],
) -> None:
    """Link what was made, and tell each return's news."""
    pairs = []
    for p in parts:
        if p.written.disposition == "scrap":
            pairs.append((Ref(PAPER, p.line.number), Ref("write_off", done["write_off"])))
        if p.written.disposition == "supplier":
            pairs += [(Ref(PAPER, p.line.number), Ref("supplier_return", n)) for n in done["supplier_returns"]]
    link(ctx, pairs)
    count = Counter(p.line.number for p in parts)
    tell(
        ctx,
        [
            (
                f"{PAPER}:{number}",
                ReturnDecided(
                    customer_return=number, order=known[number].order_number, warehouse=warehouse.code, lines=n
                ),
            )
            for number, n in sorted(count.items())
        ],
    )
