"""Take receipts back, whole or by line: a red receipt at the original value, and their orders expect the goods again (冲销收货)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final, NamedTuple

from pydantic import Field

from ledgerhouse.documents.purchasing import orders as purchasing
from ledgerhouse.documents.purchasing import returns
from ledgerhouse.documents.quality import inspections
from ledgerhouse.documents.quality.words import INSPECTION
from ledgerhouse.documents.warehouse import inbound, receipts, tasks
from ledgerhouse.documents.warehouse.words import TaskRef
from ledgerhouse.flows.inbound.words import ReceiptReversed
from ledgerhouse.flows.inventory.taking_back import BECAUSE, PaperLine, Wanted, gone, part, taken, wanted
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.outbox import tell
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.costing.queries import added_to
from ledgerhouse.ledgers.stock.past import Past, past
from ledgerhouse.ledgers.stock.words import OWN, Entry, Reason
from ledgerhouse.masterdata.sites.queries import warehouses_by_id
from ledgerhouse.masterdata.sites.words import WarehouseRef
from ledgerhouse.posting.reverse import Back, reverse

PAPER: Final = "receipt"


@dataclass(frozen=True, kw_only=True)
class ReverseReceipts:
    """Receipts by number, or lines of them, and why they are taken back."""

    __pydantic_config__ = STRICT

    lines: Annotated[tuple[PaperLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})
    reason: Annotated[str, Field(min_length=1, max_length=100)] = field(metadata={"title": BECAUSE})


@dataclass(frozen=True, kw_only=True)
class ReceiptsReversed:
    """The numbers of the red receipts, one for every receipt, and the putaway tasks that were called off."""

    receipts: tuple[str, ...]
    tasks: tuple[str, ...]


class _Red(NamedTuple):
    """What goes back of one receipt: its lines, and what its movements did for them."""

    asked: Wanted
    receipt: receipts.ReceiptRef
    lines: tuple[receipts.LineRef, ...]
    past: tuple[Past, ...]


@verb("inbound.reverse_receipts", may="reverse movements", title=gettext_noop("Reverse"))
def reverse_receipts(command: ReverseReceipts, ctx: Context) -> ReceiptsReversed:
    """Take receipts back: goods leave where they came in, in red at the value of then; what was put away for them comes back first.

    Constant statements per warehouse. Refused: what is taken back already, goods that are no longer there or settled a provisional issue, receipts
    that an invoice or freight was put on.
    """
    asked = wanted(command.lines)
    known = receipts.by_number(ctx, asked)
    template = gettext_noop("there is no receipt {number}")
    problems = [problem(w.where(), template, number=number) for number, w in asked.items() if number not in known]
    sites = sorted(warehouses_by_id(ctx, {r.warehouse for r in known.values()}).values())
    lines, moved = _by_receipt(receipts.lines(ctx, known)), _movements(ctx, known)
    found: dict[int, list[_Red]] = {site.id: [] for site in sites}
    for number, receipt in known.items():
        red, wrong = _understand(asked[number], receipt, lines.get(number, []), moved.get(number, []))
        problems += wrong
        found[receipt.warehouse].append(red)
    looked_at = _inspected(ctx, found)
    problems += _decided(found, looked_at)
    for site in sites:
        problems += _unfit(ctx, site, found[site.id])
    if problems:
        raise Unreadable(problems)
    inspections.step(ctx, looked_at, "withdraw")
    made: dict[str, str] = {}
    called_off: list[str] = []
    for site in sites:
        called_off += _call_off(ctx, found[site.id])
        made |= _take_back(ctx, site, found[site.id], command.reason)
    return ReceiptsReversed(receipts=tuple(made[number] for number in asked), tasks=tuple(called_off))


def _by_receipt(lines: Sequence[receipts.LineRef]) -> dict[str, list[receipts.LineRef]]:
    found: dict[str, list[receipts.LineRef]] = {}
    for line in lines:
        found.setdefault(line.receipt, []).append(line)
    return found


def _movements(ctx: Context, known: Mapping[str, receipts.ReceiptRef]) -> dict[str, list[Past]]:
    found: dict[str, list[Past]] = {}
    for m in past(ctx, known):
        if m.paper == PAPER:
            found.setdefault(m.number, []).append(m)
    return found


def _understand(
    asked: Wanted, receipt: receipts.ReceiptRef, lines: Sequence[receipts.LineRef], moved: Sequence[Past]
) -> tuple[_Red, list[Problem]]:
    """The lines that are meant. All lots of one order line go back together: the ledger knows them by that line."""
    number, problems = receipt.number, []
    nothing = _Red(asked, receipt, (), ())
    if any(m.reverses and m.reason == Reason.RECEIPT for m in moved):
        return nothing, [problem(asked.where(), gettext_noop("{number} is a reversal itself"), number=number)]
    by_position, done = {line.position: line for line in lines}, taken(moved)
    for position in asked.positions:
        line = by_position.get(position)
        if line is None:
            template = gettext_noop("{name} has no line {line}")
            problems.append(problem(asked.where(position), template, name=number, line=position))
            continue
        template = gettext_noop("line {line} of {number} was reversed by {by}")
        if line.line in done:
            facts = {"line": position, "number": number, "by": done[line.line]}
            problems.append(problem(asked.where(position), template, **facts))
        others = {one.position for one in lines if one.line == line.line} - set(asked.positions)
        if others:
            template = gettext_noop("is of the same order line as {others}, which must be taken back with it")
            problems.append(problem(asked.where(position), template, others=", ".join(map(str, sorted(others)))))
    chosen = tuple(
        line for line in lines if line.line not in done and (not asked.positions or line.position in asked.positions)
    )
    if not chosen and not problems:
        template = gettext_noop("{number} was reversed by {by}")
        by = ", ".join(sorted(set(done.values())))
        problems.append(problem(asked.where(), template, number=number, by=by))
    return _Red(asked, receipt, chosen, part(moved, {line.line for line in chosen})), problems


def _unfit(ctx: Context, site: WarehouseRef, found: Sequence[_Red]) -> list[Problem]:
    """What stands in the way: money that was put on a receipt since, goods that are gone."""
    problems = []
    came_in = [m.id for red in found for m in red.past if m.reason in (Reason.RECEIPT, Reason.BOOK_IN)]
    added = added_to(ctx, site.area, came_in) if came_in else {}
    returned = returns.sent_of(ctx, [red.receipt.number for red in found])
    for red in found:
        number = red.receipt.number
        for line in red.lines:
            if others := returned.get((number, line.position)):
                template = gettext_noop("line {line} of {number} went back to its supplier with {others}")
                facts = {"line": line.position, "number": number, "others": ", ".join(others[:5])}
                problems.append(problem(red.asked.where(line.position), template, **facts))
            papers = {n for m in red.past for n in added.get((m.id, line.line), ())}
            if papers:
                template = gettext_noop("line {line} of {number} carries amounts of {others}; take those back first")
                facts = {"line": line.position, "number": number, "others": ", ".join(sorted(papers)[:5])}
                problems.append(problem(red.asked.where(line.position), template, **facts))
    moves = [m for red in found for m in red.past]
    if not moves:
        return problems
    asked = {red.receipt.number: red.asked for red in found}
    own = {task.id for task in _waiting(ctx, found)}
    return problems + gone(
        ctx, site, moves, asked, lambda number: asked[number].where() if number in asked else "lines", own
    )


def _inspected(ctx: Context, found: Mapping[int, Sequence[_Red]]) -> list[inspections.InspectionRef]:
    """The inspections of the lines that go back, without those that were withdrawn before."""
    meant = {(red.receipt.number, line.position) for reds in found.values() for red in reds for line in red.lines}
    papers = inspections.of_receipts(ctx, {number for number, _ in meant})
    return [
        one for one in papers if (one.receipt, one.position) in meant and one.state != INSPECTION.target("withdraw")
    ]


def _decided(found: Mapping[int, Sequence[_Red]], looked_at: Sequence[inspections.InspectionRef]) -> list[Problem]:
    """A verdict moved or booked the goods: it must be taken back first."""
    asked = {red.receipt.number: red.asked for reds in found.values() for red in reds}
    template = gettext_noop("line {line} of {number} was decided by inspection {inspection}; reopen that first")
    return [
        problem(
            asked[one.receipt].where(one.position),
            template,
            line=one.position,
            number=one.receipt,
            inspection=one.number,
        )
        for one in looked_at
        if one.state not in INSPECTION.sources("withdraw")
    ]


def _waiting(ctx: Context, found: Sequence[_Red]) -> list[TaskRef]:
    """Putaway tasks that will have nothing to carry any more."""
    lines = {line.line for red in found for line in red.lines}
    return [t for t in tasks.open_of(ctx, PAPER, [red.receipt.number for red in found]) if t.line in lines]


def _books(m: Past, e: Entry) -> bool:
    """Whether this made the goods ours."""
    return m.reason == Reason.BOOK_IN or (m.reason == Reason.RECEIPT and e.target.owner == OWN)


def _call_off(ctx: Context, found: Sequence[_Red]) -> list[str]:
    waiting = _waiting(ctx, found)
    if waiting:
        tasks.cancel(ctx, [t.id for t in waiting])
    return [t.code for t in waiting]


def _take_back(ctx: Context, site: WarehouseRef, found: Sequence[_Red], why: str) -> dict[str, str]:
    """Orders first, then the red receipts and their movements; answers the red number of each receipt."""
    if not found:
        return {}
    day = ctx.today(site.timezone)
    back: dict[int, int] = {}
    bought: dict[int, int] = {}
    booked: dict[int, int] = {}
    for red in found:
        for e in (e for m in red.past for e in m.entries if _books(m, e)):
            booked[e.line] = booked.get(e.line, 0) + e.quantity
        for line in red.lines:
            back[line.line] = back.get(line.line, 0) + line.quantity
            if red.receipt.origin_kind == "purchase_order":
                bought[line.origin_line] = bought.get(line.origin_line, 0) + line.quantity
    inbound.take_back(ctx, {red.receipt.order for red in found}, back, booked)
    if bought:
        purchasing.take_back(bought)
    numbers = receipts.take_numbers(ctx, len(found), day)
    guard(ctx, [Ref(PAPER, number) for number in numbers])
    new = [
        receipts.NewReceipt(
            red.receipt.order,
            tuple(receipts.NewLine(one.line, one.item, one.lot, -one.quantity, one.location) for one in red.lines),
        )
        for red in found
    ]
    receipts.write(ctx, site.id, numbers, new, day)
    backs = [Back(red.past, PAPER, number, red.receipt.partner) for red, number in zip(found, numbers, strict=True)]
    reverse(ctx, site, backs, day, why)
    made = {red.receipt.number: number for red, number in zip(found, numbers, strict=True)}
    link(ctx, ((Ref(PAPER, old), Ref(PAPER, new)) for old, new in made.items()))
    tell(
        ctx,
        [
            (
                f"inbound_order:{red.receipt.order_number}",
                ReceiptReversed(
                    receipt=number,
                    reverses=red.receipt.number,
                    order=red.receipt.order_number,
                    warehouse=site.code,
                    reversed_on=day,
                    lines=len(red.lines),
                ),
            )
            for red, number in zip(found, numbers, strict=True)
        ],
    )
    return made
