"""Steps of requisitions and their lines: load in scope, change state once, count what was ordered."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F

from ledgerhouse.documents.purchasing.models import Requisition, RequisitionLine, RfqLine
from ledgerhouse.documents.purchasing.words import REQUISITION, RFQ
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, NotFound, Problem, gettext_noop, problem


class RequisitionRef(NamedTuple):
    """A requisition; no department is an empty code."""

    id: int
    number: str
    state: str
    warehouse: int
    warehouse_code: str
    department: int
    department_code: str
    maker: int


class LineRef(NamedTuple):
    """A line of a requisition, in steps; no supplier is an empty code."""

    id: int
    requisition: int
    position: int
    item: int
    item_code: str
    quantity: int
    ordered: int
    wanted_on: date | None
    supplier: int
    supplier_code: str
    price: int

    @property
    def open(self) -> int:
        """Steps not ordered yet."""
        return max(self.quantity - self.ordered, 0)


def load(ctx: Context, numbers: Sequence[str]) -> list[RequisitionRef]:
    """These requisitions in the order asked for. Refuses with `NotFound` naming those outside the asker's scope."""
    rows = scoped(ctx, Requisition).filter(number__in=set(numbers))
    paths = ("id", "number", "state", "warehouse_id", "warehouse__code", "department_id", "department__code", "maker")
    found = {
        row[1]: RequisitionRef._make((*row[:5], row[5] or 0, row[6] or "", row[7])) for row in rows.values_list(*paths)
    }
    missing = [number for number in dict.fromkeys(numbers) if number not in found]
    if missing:
        raise NotFound(kind=gettext_noop("requisition"), name=", ".join(missing[:10]))
    return [found[number] for number in dict.fromkeys(numbers)]


def lines(ctx: Context, requisitions: Iterable[int]) -> list[LineRef]:
    """The lines of these requisitions, by requisition and position."""
    rows = scoped(ctx, RequisitionLine).filter(requisition_id__in=one_of(set(requisitions)))
    paths = ("id", "requisition_id", "position", "item_id", "item__code", "quantity", "ordered", "wanted_on")
    more = ("supplier_id", "supplier__code", "price")
    return [
        LineRef._make(
            (
                *row[:5],
                exact.steps(row[5], exact.QUANTITY),
                exact.steps(row[6], exact.QUANTITY),
                row[7],
                row[8] or 0,
                row[9] or "",
                exact.steps(row[10], exact.PRICE),
            )
        )
        for row in rows.order_by("requisition_id", "position").values_list(*paths, *more)
    ]


def step(requisitions: Sequence[RequisitionRef], verb: str, **facts: Any) -> None:
    """Take one step of each one's life, with what else is to be noted; of two who try at once, one is refused."""
    for one in requisitions:
        REQUISITION.after(one.state, verb, name=one.number)
    rows = Requisition.objects.filter(id__in=one_of({r.id for r in requisitions}), state__in=REQUISITION.sources(verb))
    if rows.update(state=REQUISITION.target(verb), **facts) != len(requisitions):
        raise Changed(name=", ".join(r.number for r in requisitions[:10]))


def unfit(
    ctx: Context, found: Sequence[RequisitionRef], wanted: Sequence[LineRef], where: str = "numbers"
) -> list[Problem]:
    """What stands in the way of buying these: not approved, or suppliers are being asked already. One statement."""
    problems = []
    at = {one.id: f"{where}.{n}" for n, one in enumerate(found)}
    for one in found:
        if one.state != REQUISITION.target("approve"):
            template = gettext_noop("{name} is {state}; only an approved requisition is bought for")
            problems.append(problem(at[one.id], template, name=one.number, state=one.state))
    rows = scoped(ctx, RfqLine).filter(request__in=one_of({line.id for line in wanted}), rfq__state=RFQ.start)
    asked = dict(rows.values_list("request", "rfq__number"))
    for line in wanted:
        if line.id in asked:
            template = gettext_noop("suppliers are asked for line {line} already: {number}")
            problems.append(problem(at[line.requisition], template, line=line.position, number=asked[line.id]))
    return problems


def take_up(ordered: Mapping[int, int]) -> None:
    """Count ordered steps on lines by id; requisitions of which everything is ordered come to their end. Four statements."""
    if not ordered:
        return
    dialect.update(
        "purchasing_requisitionline",
        "ordered = t.ordered + x.more",
        {"id": "int", "more": "int"},
        sorted(ordered.items()),
        on=("id",),
    )
    papers = set(RequisitionLine.objects.filter(id__in=one_of(set(ordered))).values_list("requisition_id", flat=True))
    waiting = RequisitionLine.objects.filter(requisition_id__in=one_of(papers), ordered__lt=F("quantity"))
    done = papers - set(waiting.values_list("requisition_id", flat=True))
    rows = Requisition.objects.filter(id__in=one_of(done), state__in=REQUISITION.sources("order"))
    rows.update(state=REQUISITION.target("order"))
