"""Customer returns as papers, for flows: write them and count what came back."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ledgerhouse.documents.sales import orders
from ledgerhouse.documents.sales.models import CustomerReturn, ReturnLine
from ledgerhouse.documents.sales.words import RETURN
from ledgerhouse.foundation import numbering
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context


class NewReturn(NamedTuple):
    """What came back of one sales order: pairs of (sales line id, steps); below zero, what was taken in by mistake (红字)."""

    order: int
    warehouse: int
    reason: str
    reference: str
    lines: tuple[tuple[int, int], ...]


class ReturnRef(NamedTuple):
    """A customer return as flows need it."""

    number: str
    state: str
    order: int
    order_number: str
    customer: int
    warehouse: int
    reference: str


class LineRef(NamedTuple):
    """A line of a customer return: its position, the sales line and item it is of, and steps; red lines are below zero."""

    id: int
    number: str
    position: int
    line: int
    item: int
    quantity: int


class Made(NamedTuple):
    """A return that was written: its number and the ids of its lines, in order."""

    number: str
    lines: tuple[int, ...]


def by_number(ctx: Context, numbers: Iterable[str]) -> dict[str, ReturnRef]:
    """Returns by number; what is unknown or out of scope is absent."""
    rows = scoped(ctx, CustomerReturn).filter(number__in=set(numbers))
    paths = ("number", "state", "order_id", "order__number", "order__customer_id", "warehouse_id", "reference")
    return {row[0]: ReturnRef(*row) for row in rows.values_list(*paths)}


def lines(ctx: Context, numbers: Iterable[str]) -> list[LineRef]:
    """The lines of these returns, by return and position."""
    rows = scoped(ctx, ReturnLine).filter(paper__number__in=set(numbers)).order_by("paper__number", "position")
    paths = ("id", "paper__number", "position", "line_id", "line__item_id", "quantity")
    return [LineRef._make((*row[:5], exact.steps(row[5], exact.QUANTITY))) for row in rows.values_list(*paths)]


def lines_of(ctx: Context, sales_lines: Iterable[int]) -> dict[int, list[int]]:
    """What came back of these sales lines before: sales line id -> ids of return lines, oldest first."""
    found: dict[int, list[int]] = {}
    rows = scoped(ctx, ReturnLine).filter(line_id__in=set(sales_lines)).order_by("id")
    for line, identifier in rows.values_list("line_id", "id"):
        found.setdefault(line, []).append(identifier)
    return found


def partners_of(ctx: Context, numbers: Iterable[str]) -> dict[str, int]:
    """Whose returns these are: number -> customer id."""
    rows = scoped(ctx, CustomerReturn).filter(number__in=set(numbers))
    return dict(rows.values_list("number", "order__customer_id"))


def close(ctx: Context, numbers: Iterable[str]) -> None:
    """Close returns on which everything is decided. One statement."""
    rows = scoped(ctx, CustomerReturn).filter(number__in=set(numbers), state__in=RETURN.sources("close"))
    rows.update(state=RETURN.target("close"))


def write(ctx: Context, returns: Sequence[NewReturn], day: date) -> list[Made]:
    """Write returns and add to `returned` of their sales lines. Constant statements; too much is refused by the caller before."""
    numbers = numbering.take(ctx, "customer_return", len(returns), day)
    ids = new_ids(len(returns))
    line_ids = iter(new_ids(sum(len(r.lines) for r in returns)))
    made = [Made(number, tuple(next(line_ids) for _ in r.lines)) for number, r in zip(numbers, returns, strict=True)]
    CustomerReturn.objects.bulk_create(
        CustomerReturn(
            id=identifier,
            company_id=ctx.company,
            number=m.number,
            order_id=r.order,
            warehouse_id=r.warehouse,
            returned_on=day,
            reason=r.reason[:100],
            reference=r.reference[:60],
            created_at=ctx.now,
        )
        for identifier, m, r in zip(ids, made, returns, strict=True)
    )
    ReturnLine.objects.bulk_create(
        ReturnLine(
            id=line_id,
            paper_id=identifier,
            position=position,
            line_id=line,
            quantity=exact.number(steps, exact.QUANTITY),
        )
        for identifier, m, r in zip(ids, made, returns, strict=True)
        for position, (line_id, (line, steps)) in enumerate(zip(m.lines, r.lines, strict=True), 1)
    )
    back: dict[int, int] = {}
    for r in returns:
        for line, steps in r.lines:
            back[line] = back.get(line, 0) + steps
    orders.count("returned", back)
    return made
