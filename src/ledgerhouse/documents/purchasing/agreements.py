"""Blanket agreements and how much of them is used: reckoned from the orders that were called off, never kept beside them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from ledgerhouse.documents.purchasing.models import AgreementLine, BlanketAgreement, PurchaseLine
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.organisation.create_company import places_of
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, gettext_noop


class AgreementRef(NamedTuple):
    """An agreement; the amount in steps, 0 for no limit."""

    id: int
    number: str
    state: str
    supplier: str
    currency: str
    valid_from: date
    valid_until: date
    amount: int


class LineRef(NamedTuple):
    """A line of an agreement, in steps; quantity 0 has no limit."""

    id: int
    agreement: int
    position: int
    item: int
    item_code: str
    unit: str
    quantity: int
    price: int
    tax_rate: int


class Taken(NamedTuple):
    """So many steps of a line of an agreement at a price, by a line of an order (0: of one that is yet to be written)."""

    agreement_line: int
    order_line: int
    quantity: int
    price: int


class Beyond(NamedTuple):
    """More than is agreed: of a line (None: of the amount), how much would be used of how much, in steps."""

    agreement: AgreementRef
    line: LineRef | None
    used: int
    agreed: int


def load(ctx: Context, numbers: Sequence[str], *, lock: bool = False) -> list[AgreementRef]:
    """These agreements in the order asked for, locked where something is to be taken of them. Refuses with `NotFound`."""
    rows = scoped(ctx, BlanketAgreement).filter(number__in=set(numbers)).order_by("id")
    if lock:
        _lock(rows)
    found = {row.number: row for row in _refs(rows)}
    missing = [number for number in dict.fromkeys(numbers) if number not in found]
    if missing:
        raise NotFound(kind=gettext_noop("blanket agreement"), name=", ".join(missing[:10]))
    return [found[number] for number in dict.fromkeys(numbers)]


def lines(ctx: Context, agreements: Iterable[int]) -> list[LineRef]:
    """The lines of these agreements, by agreement and position."""
    rows = scoped(ctx, AgreementLine).filter(agreement_id__in=one_of(set(agreements)))
    paths = ("id", "agreement_id", "position", "item_id", "item__code", "item__unit__code")
    return [
        LineRef._make(
            (
                *row[:6],
                exact.steps(row[6], exact.QUANTITY),
                exact.steps(row[7], exact.PRICE),
                exact.steps(row[8], exact.PERCENT),
            )
        )
        for row in rows.order_by("agreement_id", "position").values_list(*paths, "quantity", "price", "tax_rate")
    ]


def taken(ctx: Context, agreements: Iterable[int]) -> list[Taken]:
    """What orders take of these agreements: what they order, what came of it once they are closed, nothing once cancelled. One statement."""
    rows = scoped(ctx, PurchaseLine).filter(agreement_line__agreement_id__in=one_of(set(agreements)))
    found = rows.exclude(order__state="cancelled").values_list(
        "agreement_line_id", "id", "ordered", "received", "price", "order__state"
    )
    return [
        Taken(line, identifier, _steps(received if state == "closed" else ordered), exact.steps(price, exact.PRICE))
        for line, identifier, ordered, received, price, state in found
    ]


def used(of: Iterable[Taken], currency: str) -> tuple[dict[int, int], int]:
    """Per line of an agreement the steps that are taken, and what all of it comes to. Pure."""
    quantities: dict[int, int] = {}
    amount = 0
    for one in of:
        quantities[one.agreement_line] = quantities.get(one.agreement_line, 0) + one.quantity
        amount += exact.extend(one.quantity, one.price, places_of(currency))
    return quantities, amount


def beyond(ctx: Context, wanted: Sequence[Taken]) -> list[Beyond]:
    """What would be more than is agreed if these were taken too, or instead of what their order lines take now. Four statements.

    Locks the agreements: of two who take the rest at once, one is told.
    """
    if not wanted:
        return []
    asked = {one.agreement_line for one in wanted}
    ids = set(AgreementLine.objects.filter(id__in=one_of(asked)).values_list("agreement_id", flat=True))
    rows = scoped(ctx, BlanketAgreement).filter(id__in=one_of(ids)).order_by("id")
    _lock(rows)
    found = list(_refs(rows))
    of_line = {line.id: line for line in lines(ctx, ids)}
    again = {one.order_line for one in wanted if one.order_line}
    now = [one for one in taken(ctx, ids) if one.order_line not in again]
    problems = []
    for agreement in found:
        mine = [t for t in (*now, *wanted) if of_line[t.agreement_line].agreement == agreement.id]
        quantities, amount = used(mine, agreement.currency)
        problems += [
            Beyond(agreement, line, quantities[line.id], line.quantity)
            for line in of_line.values()
            if line.id in asked and line.agreement == agreement.id and 0 < line.quantity < quantities.get(line.id, 0)
        ]
        if 0 < agreement.amount < amount:
            problems.append(Beyond(agreement, None, amount, agreement.amount))
    return problems


def of_orders(ctx: Context, orders: Iterable[int]) -> Mapping[int, int]:
    """Which lines of these orders were called off, and from which line of an agreement. One statement."""
    rows = scoped(ctx, PurchaseLine).filter(order_id__in=one_of(set(orders)), agreement_line__isnull=False)
    return {line: int(of or 0) for line, of in rows.values_list("id", "agreement_line_id")}


def told(one: Beyond) -> tuple[str, dict[str, object]]:
    """The sentence about it and its facts."""
    if one.line is None:
        facts: dict[str, object] = {
            "number": one.agreement.number,
            "used": exact.number(one.used, exact.AMOUNT).normalize(),
            "agreed": exact.number(one.agreed, exact.AMOUNT).normalize(),
            "currency": one.agreement.currency,
        }
        facts |= {name: f"{facts[name]:f}" for name in ("used", "agreed")}
        return gettext_noop("{number}: {used} {currency} would be more than the {agreed} agreed"), facts
    facts = {
        "number": one.agreement.number,
        "line": one.line.position,
        "used": exact.shown(one.used),
        "agreed": exact.shown(one.agreed),
        "unit": one.line.unit,
        "item": one.line.item_code,
    }
    return gettext_noop("{number} line {line}: {used} {unit} of {item} would be more than the {agreed} agreed"), facts


def _lock(rows: "QuerySet[BlanketAgreement]") -> None:
    """In the order of their ids, before anything is read of them."""
    list(rows.select_for_update().values_list("id", flat=True))


def _refs(rows: "QuerySet[BlanketAgreement]") -> Iterable[AgreementRef]:
    paths = ("id", "number", "state", "supplier__code", "currency", "valid_from", "valid_until", "amount")
    return (AgreementRef._make((*row[:7], exact.steps(row[7], exact.AMOUNT))) for row in rows.values_list(*paths))


def _steps(quantity: Decimal) -> int:
    return exact.steps(quantity, exact.QUANTITY)
