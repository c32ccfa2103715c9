"""Apply amendments of released purchase orders: approved if need be, order and inbound order change together (采购变更生效)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import agreements, amendments
from ledgerhouse.documents.purchasing import orders as purchasing
from ledgerhouse.documents.purchasing.words import AMENDMENT, ORDER
from ledgerhouse.documents.warehouse import inbound, inbound_changes
from ledgerhouse.documents.warehouse.words import INBOUND
from ledgerhouse.flows.inbound.release_purchases import SUBJECT as ORDERS
from ledgerhouse.flows.inbound.worth import orders_in_own
from ledgerhouse.foundation.approvals.need import require
from ledgerhouse.foundation.approvals.subjects import Facts, Subject, declare
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.queries import categories_of, items_by_id

SUBJECT = gettext_noop("purchase amendment")
Lines = Mapping[int, Sequence[purchasing.LineRef]]


@dataclass(frozen=True, kw_only=True)
class ApplyAmendments:
    """Which amendments, by number. All take effect or none."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Amendments")})


@dataclass(frozen=True, kw_only=True)
class AmendmentsApplied:
    """The orders that changed, in the order of the command, and how many of them have nothing open any more."""

    orders: tuple[str, ...]
    completed: int


@verb("inbound.apply_amendments", may="approve purchases", title=gettext_noop("Apply"))
def apply_amendments(command: ApplyAmendments, ctx: Context) -> AmendmentsApplied:
    """Change released orders as written, and what the warehouse expects with them. Constant statements."""
    found = amendments.load(ctx, command.numbers)
    changed = amendments.lines(ctx, {a.id for a in found})
    orders = {order.id: order for order in purchasing.load(ctx, [a.order_number for a in found])}
    before = _by_order(purchasing.lines(ctx, orders))
    known = {line.id for of in before.values() for line in of}
    changed = [c._replace(fresh=c.line not in known) for c in changed]
    problems = _unfit(ctx, found, changed, orders, before)
    problems += _beyond(ctx, found, changed, orders)
    if problems:
        raise Unreadable(problems)
    after = _after(found, changed, before)
    require(ctx, SUBJECT, lambda: _facts(ctx, found, orders, after))
    guard(ctx, [Ref("purchase_order", a.order_number) for a in found])
    amendments.apply(ctx, found, changed)
    papers = _expect(ctx, found, changed, before)
    inbound.complete(ctx, papers)
    completed = purchasing.complete([line.line for line in changed])
    return AmendmentsApplied(orders=tuple(a.order_number for a in found), completed=completed)


def _by_order(lines: Sequence[purchasing.LineRef]) -> dict[int, list[purchasing.LineRef]]:
    found: dict[int, list[purchasing.LineRef]] = {}
    for line in lines:
        found.setdefault(line.order, []).append(line)
    return found


def _unfit(
    ctx: Context,
    found: Sequence[amendments.AmendmentRef],
    changed: Sequence[amendments.LineRef],
    orders: Mapping[int, purchasing.OrderRef],
    before: Lines,
) -> list[Problem]:
    """What has happened since they were written: applied, other amendments, other states, goods that came."""
    problems = []
    for n, a in enumerate(found):
        order, where = orders[a.order], f"numbers.{n}"
        if a.state not in AMENDMENT.sources("apply"):
            template = gettext_noop("{name} is {state} already")
            problems.append(problem(where, template, name=a.number, state=a.state))
        elif order.state != ORDER.target("release"):
            template = gettext_noop("{name} is {state}; only a released order is amended")
            problems.append(problem(where, template, name=order.number, state=order.state))
        elif order.version != a.based_on:
            template = gettext_noop("{name} has version {version} by now; amend that")
            problems.append(problem(where, template, name=order.number, version=order.version))
    here = {a.id: n for n, a in enumerate(found)}
    came = {line.id: line for of in before.values() for line in of}
    short = [c for c in changed if not c.fresh and came[c.line].ordered != c.ordered < came[c.line].received]
    items = items_by_id(ctx, {c.item for c in short})
    for c in short:
        template = gettext_noop("line {line}: {quantity} {unit} is less than the {received} received already")
        facts = {"line": c.position, "quantity": exact.shown(c.ordered), "unit": items[c.item].unit}
        received = exact.shown(came[c.line].received)
        problems.append(problem(f"numbers.{here[c.amendment]}", template, **facts, received=received))
    return problems


def _beyond(
    ctx: Context,
    found: Sequence[amendments.AmendmentRef],
    changed: Sequence[amendments.LineRef],
    orders: Iterable[int],
) -> list[Problem]:
    """Where lines were called off from an agreement, that must still be enough."""
    called = agreements.of_orders(ctx, orders)
    here = {a.id: n for n, a in enumerate(found)}
    wanted = [agreements.Taken(called[c.line], c.line, c.ordered, c.price) for c in changed if c.line in called]
    at = {called[c.line]: here[c.amendment] for c in changed if c.line in called}
    problems = []
    for one in agreements.beyond(ctx, wanted):
        template, facts = agreements.told(one)
        problems.append(problem(f"numbers.{at[one.line.id] if one.line else 0}", template, **facts))
    return problems


def _after(
    found: Sequence[amendments.AmendmentRef], changed: Sequence[amendments.LineRef], before: Lines
) -> dict[int, list[purchasing.LineRef]]:
    """The lines of the orders as they will be. Pure."""
    new: dict[int, list[amendments.LineRef]] = {}
    for c in changed:
        new.setdefault(c.amendment, []).append(c)
    after = {}
    for a in found:
        lines = {line.id: line for line in before[a.order]}
        for c in new.get(a.id, ()):
            received = lines[c.line].received if c.line in lines else 0
            values = (c.line, a.order, c.position, c.item, c.ordered, received, c.price, c.tax_rate)
            lines[c.line] = purchasing.LineRef(*values)
        after[a.order] = list(lines.values())
    return after


def _facts(
    ctx: Context, found: Sequence[amendments.AmendmentRef], orders: Mapping[int, purchasing.OrderRef], after: Lines
) -> list[Facts]:
    """What approval routes look at: the whole order as it will be."""
    amounts = orders_in_own(ctx, list(orders.values()), after)
    categories = categories_of(ctx, {line.item for of in after.values() for line in of})
    return [
        Facts(
            number=a.number,
            amount=exact.number(amounts[a.order], exact.AMOUNT),
            maker=a.maker,
            warehouse=orders[a.order].warehouse,
            department=orders[a.order].department,
            categories=frozenset(c for line in after[a.order] for c in categories.get(line.item, ())),
            content=repr((a.due_on, [(line.item, line.ordered, line.price, line.tax_rate) for line in after[a.order]])),
        )
        for a in found
    ]


def _find(ctx: Context, numbers: Sequence[str]) -> list[Facts]:
    found = amendments.load(ctx, numbers)
    orders = {order.id: order for order in purchasing.load(ctx, [a.order_number for a in found])}
    before = _by_order(purchasing.lines(ctx, orders))
    after = _after(found, amendments.lines(ctx, {a.id for a in found}), before)
    return _facts(ctx, found, orders, after)


declare(Subject(SUBJECT, "purchase_amendment", "inbound.apply_amendments", _find, like=ORDERS))


def _expect(
    ctx: Context, found: Sequence[amendments.AmendmentRef], changed: Sequence[amendments.LineRef], before: Lines
) -> set[int]:
    """The inbound orders that are still open follow. Answers their ids. Constant statements."""
    papers: dict[str, list[inbound.OrderRef]] = {a.order_number: [] for a in found}
    for paper in inbound.of_origin(ctx, "purchase_order", papers):
        papers[paper.origin].append(paper)
    open_ = [p for of in papers.values() for p in of if p.state in INBOUND.sources("receive")]
    here: dict[str, list[inbound.LineRef]] = {number: [] for number in papers}
    origin = {paper.id: paper.origin for paper in open_}
    for line in inbound.lines(ctx, origin):
        here[origin[line.order]].append(line)
    ordered = {line.id: line.ordered for of in before.values() for line in of}
    wanted: dict[int, list[inbound_changes.Wanted]] = {}
    for c in changed:
        more = c.ordered - ordered.get(c.line, 0)
        one = inbound_changes.Wanted(c.line, c.position, c.item, more, c.price)
        wanted.setdefault(c.amendment, []).append(one)
    lines = []
    for a in found:
        lines += inbound_changes.spread(papers[a.order_number], here[a.order_number], wanted.get(a.id, ()))
    later = {a.order_number: a.due_on for a in found if a.due_on != a.due_before}
    days = inbound.due_days(ctx, origin)
    due = {paper.id: later.get(paper.origin, days.get(paper.id)) for paper in open_}
    inbound_changes.expect(ctx, due, lines)
    return {paper.id for paper in open_}
