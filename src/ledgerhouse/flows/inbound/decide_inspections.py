"""Decide inspections: accept, accept by concession, reject, write off what the inspection destroyed; the goods move to match (检验判定)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Final, NamedTuple

from pydantic import Field

from ledgerhouse.documents.quality import inspections, plans
from ledgerhouse.documents.quality.inspections import InspectionRef, Verdict
from ledgerhouse.documents.quality.sampling import single, tighter
from ledgerhouse.documents.quality.switching import History, after
from ledgerhouse.documents.quality.words import INSPECTION, Method, Severity
from ledgerhouse.flows.inbound.booking import Due, book_in
from ledgerhouse.flows.inbound.hand_out import Standing, hand_out
from ledgerhouse.flows.inbound.words import GoodsInspected
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.outbox import tell
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, QuantityOrNone
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.past import past
from ledgerhouse.ledgers.stock.words import OWN, Entry, Movement, Place, Reason, Status
from ledgerhouse.masterdata.catalog.keep_serials import Read, find_serials
from ledgerhouse.masterdata.catalog.queries import items_by_id
from ledgerhouse.masterdata.catalog.words import ItemRef, Tracking
from ledgerhouse.masterdata.sites.queries import locations_by_code, locations_by_id, virtual, warehouses_by_id
from ledgerhouse.masterdata.sites.words import BookIn, Kind, PlaceRef, WarehouseRef
from ledgerhouse.posting.gate import post

PAPER: Final = "inspection"
KEEPS_REJECTED: Final = frozenset({Kind.QUARANTINE, Kind.DOCK, Kind.RETURNS})


@dataclass(frozen=True, kw_only=True)
class VerdictLine:
    """The verdict on one inspection, in the item's base unit: what is not said otherwise is accepted.

    Goods accepted by concession or rejected need a reason. `destroyed` is what the inspection used up. Rejected goods stay where they are unless a
    place is named. Of items tracked by serial number the pieces that are rejected or destroyed are named.
    """

    __pydantic_config__ = STRICT

    inspection: Code = field(metadata={"title": gettext_noop("Inspection")})
    conceded: QuantityOrNone | None = field(default=None, metadata={"title": gettext_noop("Accepted by concession")})
    rejected: QuantityOrNone | None = field(default=None, metadata={"title": gettext_noop("Rejected")})
    destroyed: QuantityOrNone | None = field(default=None, metadata={"title": gettext_noop("Destroyed")})
    reason: Annotated[str, Field(max_length=200)] = field(default="", metadata={"title": gettext_noop("Reason")})
    location: str = field(default="", metadata={"title": gettext_noop("Rejected goods to")})
    serials: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Rejected serial numbers")})


@dataclass(frozen=True, kw_only=True)
class DecideInspections:
    """Inspections of one warehouse and what becomes of their goods. All are decided or none."""

    __pydantic_config__ = STRICT

    lines: Annotated[tuple[VerdictLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class Decided:
    """How many inspections were decided, the putaway tasks of accepted goods, and inspections whose goods find no room."""

    inspections: int
    tasks: tuple[str, ...]
    without_room: tuple[str, ...] = ()


class Decision(NamedTuple):
    """One line as understood: good pieces and bad ones; `bad_place` is where rejected goods go."""

    at: int
    paper: InspectionRef
    verdict: Verdict
    reason: str
    bad_place: int
    good: tuple[int, ...] = ()
    bad: tuple[int, ...] = ()

    @property
    def pending(self) -> Place:
        """Where the goods wait for this."""
        return Place(self.paper.location, self.paper.unit, self.paper.owner, Status.QC_PENDING)


@verb("inbound.decide_inspections", may="inspect goods", title=gettext_noop("Decide inspections"))
def decide_inspections(command: DecideInspections, ctx: Context) -> Decided:
    """Carry out verdicts: accepted goods may be used and are put away, rejected ones are set aside, goods not yet booked in are booked.

    Who received the goods does not decide. Constant statements for any number of inspections.
    """
    papers = {one.number: one for one in inspections.load(ctx, [line.inspection for line in command.lines])}
    sites = warehouses_by_id(ctx, {one.warehouse for one in papers.values()})
    warehouse = sites[next(iter(papers.values())).warehouse]
    decisions = _understand(ctx, warehouse, command.lines, papers)
    guard(ctx, [Ref("receipt", one.receipt) for one in papers.values()])
    day = ctx.today(warehouse.timezone)
    places = locations_by_id(ctx, warehouse.id, {d.paper.location for d in decisions})
    movements, of = _movements(ctx, warehouse, decisions, places, day)
    moved: dict[int, list[int]] = {}
    for movement, paper in zip(post(ctx, warehouse, movements).movements, of, strict=True):
        moved.setdefault(paper, []).append(movement)
    inspections.decide(
        ctx,
        [d.paper for d in decisions],
        {d.paper.id: d.verdict for d in decisions},
        {d.paper.id: d.reason for d in decisions},
        moved,
    )
    _remember(ctx, decisions)
    tasks, no_room = hand_out(ctx, warehouse, _to_put_away(warehouse, decisions, places), arrived=True)
    tell(ctx, [_news(warehouse, d) for d in decisions])
    return Decided(inspections=len(decisions), tasks=tasks, without_room=no_room)


def _understand(
    ctx: Context, warehouse: WarehouseRef, lines: Sequence[VerdictLine], papers: Mapping[str, InspectionRef]
) -> list[Decision]:
    """Refuses with every problem at once."""
    items = items_by_id(ctx, {one.item for one in papers.values()})
    named = locations_by_code(ctx, warehouse.id, {line.location for line in lines if line.location})
    read = [Read(f"lines.{i}", p.item, items[p.item].code, line.serials) for i, line, p in _with(lines, papers)]
    bad, problems = find_serials(ctx, read)
    pieces = _pieces(ctx, [p for p in papers.values() if items[p.item].tracking == Tracking.SERIAL])
    decisions: list[Decision] = []
    seen: set[str] = set()
    for (i, line, paper), wrong_pieces in zip(_with(lines, papers), bad, strict=True):
        where = f"lines.{i}"
        if paper.number in seen:
            problems.append(problem(f"{where}.inspection", gettext_noop("is there twice")))
        seen.add(paper.number)
        if paper.warehouse != warehouse.id:
            other = gettext_noop("is of another warehouse than the first line")
            problems.append(problem(f"{where}.inspection", other))
        if paper.state not in INSPECTION.sources("decide"):
            template = gettext_noop("{name} is {state} and can not be decided")
            problems.append(problem(f"{where}.inspection", template, name=paper.number, state=paper.state))
            continue
        verdict = _verdict(line, paper)
        problems += _wrong_verdict(where, line, paper, verdict, items[paper.item], named)
        there = pieces.get((paper.receipt, paper.line, paper.lot), ())
        good = tuple(piece for piece in there if piece not in wrong_pieces) if there else ()
        if there and (
            set(wrong_pieces) - set(there) or len(wrong_pieces) * 10**6 != verdict.rejected + verdict.destroyed
        ):
            template = gettext_noop("exactly the pieces that are rejected or destroyed must be named")
            problems.append(problem(f"{where}.serials", template))
        place = named[line.location].id if line.location in named else paper.location
        decisions.append(Decision(i, paper, verdict, line.reason, place, good, wrong_pieces))
    if problems:
        raise Unreadable(problems)
    return decisions


def _with(
    lines: Sequence[VerdictLine], papers: Mapping[str, InspectionRef]
) -> list[tuple[int, VerdictLine, InspectionRef]]:
    return [(i, line, papers[line.inspection]) for i, line in enumerate(lines)]


def _pieces(ctx: Context, papers: Sequence[InspectionRef]) -> dict[tuple[str, int, int], tuple[int, ...]]:
    """The pieces that came with these lines: by receipt, inbound line and lot."""
    found: dict[tuple[str, int, int], tuple[int, ...]] = {}
    for m in past(ctx, {p.receipt for p in papers}) if papers else ():
        if m.reason == Reason.RECEIPT and not m.reverses:
            for e in m.entries:
                key = (m.number, e.line, e.lot)
                found[key] = (*found.get(key, ()), *e.serials)
    return found


def _verdict(line: VerdictLine, paper: InspectionRef) -> Verdict:
    """A lot that is wholly conceded or rejected may be written as all of it: the rest is accepted."""
    conceded, rejected, destroyed = (
        exact.steps(given or 0, exact.QUANTITY) for given in (line.conceded, line.rejected, line.destroyed)
    )
    return Verdict(paper.quantity - conceded - rejected - destroyed, conceded, rejected, destroyed)


def _wrong_verdict(
    where: str,
    line: VerdictLine,
    paper: InspectionRef,
    verdict: Verdict,
    item: ItemRef,
    named: Mapping[str, PlaceRef],
) -> list[Problem]:
    found = []
    if verdict.accepted < 0:
        template = gettext_noop("{quantity} more than the {open} that wait for a verdict")
        facts = {"quantity": exact.shown(-verdict.accepted), "open": exact.shown(paper.quantity)}
        found.append(problem(f"{where}.rejected", template, **facts))
    for name, steps in verdict._asdict().items():
        if steps % 10 ** (6 - item.places):
            template = gettext_noop("{quantity} {unit} is finer than {places} places of {base}")
            fine = {"quantity": exact.shown(steps), "unit": item.unit, "places": item.places, "base": item.unit}
            found.append(problem(f"{where}.{name}", template, **fine))
    if (verdict.conceded or verdict.rejected) and not line.reason:
        found.append(problem(f"{where}.reason", gettext_noop("is needed when goods are rejected or conceded")))
    if paper.method == Method.SAMPLING and verdict.accepted > 0 and paper.nonconforming > paper.accept:
        template = gettext_noop(
            "{found} nonconforming, at most {most} are allowed: {name} can only be rejected or accepted by concession"
        )
        limits = {"found": paper.nonconforming, "most": paper.accept, "name": paper.number}
        found.append(problem(f"{where}.inspection", template, **limits))
    place = named.get(line.location)
    if line.location and place is None:
        template = gettext_noop("there is no location {code} here")
        found.append(problem(f"{where}.location", template, code=line.location))
    elif place is not None and place.kind not in KEEPS_REJECTED:
        template = gettext_noop("{code} is not a place for rejected goods")
        found.append(problem(f"{where}.location", template, code=line.location))
    return found


def _movements(
    ctx: Context, warehouse: WarehouseRef, decisions: Sequence[Decision], places: Mapping[int, PlaceRef], day: date
) -> tuple[list[Movement], list[int]]:
    """What the verdicts move, each movement with the id of its inspection."""
    due, of_due = [], []
    changes: list[tuple[int, Movement]] = []
    scrapped: list[tuple[int, Movement]] = []
    loss = Place(virtual(ctx, warehouse.id)[Kind.LOSS])
    for d in decisions:
        p, own = d.paper, d.pending._replace(owner=OWN)
        books = p.owner != OWN and not _later(warehouse, places[p.location])
        destroyed, rejected = d.bad[: d.verdict.destroyed // 10**6], d.bad[d.verdict.destroyed // 10**6 :]
        entries = []
        if d.verdict.good and books:
            target = own._replace(status=Status.GOOD)
            due.append(Due(p.receipt, p.line, p.item, p.lot, d.verdict.good, d.pending, target, d.good))
            of_due.append(p.id)
        elif d.verdict.good:
            target = d.pending._replace(status=Status.GOOD)
            entries.append(Entry(p.item, d.verdict.good, d.pending, target, lot=p.lot, line=p.line, serials=d.good))
        if d.verdict.rejected:
            target = d.pending._replace(location=d.bad_place, status=Status.DEFECTIVE)
            entries.append(
                Entry(p.item, d.verdict.rejected, d.pending, target, lot=p.lot, line=p.line, serials=rejected)
            )
        if entries:
            changes.append((p.id, _movement(Reason.STATUS_CHANGE, d, day, *entries)))
        if d.verdict.destroyed:
            if p.owner != OWN:  # what an inspection uses up is used by us: it is bought, then written off
                due.append(Due(p.receipt, p.line, p.item, p.lot, d.verdict.destroyed, d.pending, own, destroyed))
                of_due.append(p.id)
            gone = Entry(p.item, d.verdict.destroyed, own, loss, lot=p.lot, line=p.line, serials=destroyed)
            scrapped.append((p.id, _movement(Reason.SCRAP, d, day, gone)))
    booked = list(zip(of_due, book_in(ctx, due, day), strict=True))
    together = [*booked, *changes, *scrapped]
    return [m for _, m in together], [paper for paper, _ in together]


def _movement(reason: Reason, d: Decision, day: date, *entries: Entry) -> Movement:
    return Movement(reason, PAPER, d.paper.number, day, entries, partner=d.paper.supplier, why=d.reason[:100])


def _later(warehouse: WarehouseRef, place: PlaceRef) -> bool:
    """Whether accepted goods are booked in only when they are put away."""
    return warehouse.book_in == BookIn.PUTAWAY and place.kind == Kind.DOCK


def _remember(ctx: Context, decisions: Iterable[Decision]) -> None:
    """How the suppliers did, for the severity of their next lots. A lot of which anything was rejected or conceded is not accepted."""
    some = [d for d in decisions if d.paper.supplier]
    reduced = {plan.code: plan.reduced for plan in plans.plans(ctx)}
    aql = {plan.code: plan.aql for plan in plans.plans(ctx) if plan.method == Method.SAMPLING}
    before = plans.histories(ctx, {(d.paper.supplier, d.paper.item) for d in some})
    now = dict(before)
    for d in some:
        p, key = d.paper, (d.paper.supplier, d.paper.item)
        accepted = not d.verdict.rejected and not d.verdict.conceded
        now[key] = after(
            now.get(key, History()),
            accepted=accepted,
            accept=p.accept,
            well=accepted and p.plan in aql and _well(p, aql[p.plan]),
            reduced=reduced.get(p.plan, False),
        )
    plans.keep(ctx, before, now)


def _well(paper: InspectionRef, aql: str) -> bool:
    """Whether the lot would have been accepted one step tighter, too."""
    if not paper.letter:
        return False
    return paper.nonconforming <= single(paper.letter, tighter(aql), Severity(paper.severity)).accept


def _to_put_away(
    warehouse: WarehouseRef, decisions: Sequence[Decision], places: Mapping[int, PlaceRef]
) -> list[Standing]:
    found = []
    for d in decisions:
        p = d.paper
        if d.verdict.good and places[p.location].kind == Kind.DOCK:
            owner = p.owner if _later(warehouse, places[p.location]) else OWN
            place = d.pending._replace(owner=owner, status=Status.GOOD)
            code = f"{p.number}-R{p.reopened}" if p.reopened else p.number
            found.append(Standing(code, "receipt", p.receipt, p.line, p.item, p.lot, d.verdict.good, place))
    return found


def _news(warehouse: WarehouseRef, d: Decision) -> tuple[str, GoodsInspected]:
    return (
        f"receipt:{d.paper.receipt}",
        GoodsInspected(
            inspection=d.paper.number,
            receipt=d.paper.receipt,
            warehouse=warehouse.code,
            good=exact.shown(d.verdict.good),
            rejected=exact.shown(d.verdict.rejected),
        ),
    )
