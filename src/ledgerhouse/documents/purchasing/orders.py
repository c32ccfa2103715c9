"""Steps of purchase orders and their lines, for flows: load in scope, change state once, count what came in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F

from ledgerhouse.documents.purchasing.models import PurchaseLine, PurchaseOrder
from ledgerhouse.documents.purchasing.words import ORDER
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, NotFound, gettext_noop


class OrderRef(NamedTuple):
    """A purchase order as flows need it."""

    id: int
    number: str
    state: str
    supplier: int
    warehouse: int
    department: int
    due_on: date | None
    maker: int
    currency: str
    ordered_on: date
    version: int


class LineRef(NamedTuple):
    """A line of a purchase order, in steps; the price is per base unit, in price steps; the tax rate in percent steps."""

    id: int
    order: int
    position: int
    item: int
    ordered: int
    received: int
    price: int
    tax_rate: int


def load(ctx: Context, numbers: Sequence[str]) -> list[OrderRef]:
    """These orders in the order asked for. Refuses with `NotFound` naming those outside the asker's scope."""
    rows = scoped(ctx, PurchaseOrder).filter(number__in=set(numbers))
    found = {
        row[1]: OrderRef(*row[:5], row[5] or 0, *row[6:])
        for row in rows.values_list(
            "id", "number", "state", "supplier_id", "warehouse_id", "department_id", "due_on", "maker", "currency",
            "ordered_on", "version",
        )
    }  # fmt: skip
    missing = [number for number in dict.fromkeys(numbers) if number not in found]
    if missing:
        raise NotFound(kind=gettext_noop("purchase order"), name=", ".join(missing[:10]))
    return [found[number] for number in dict.fromkeys(numbers)]


def step(orders: Sequence[OrderRef], verb: str) -> None:
    """Take one step of each order's life; of two who try at once, one wins and the other is refused."""
    for order in orders:
        ORDER.after(order.state, verb, name=order.number)
    ids = [order.id for order in orders]
    rows = PurchaseOrder.objects.filter(id__in=ids, state__in=ORDER.sources(verb))
    if rows.update(state=ORDER.target(verb)) != len(ids):
        raise Changed(name=", ".join(order.number for order in orders[:10]))


def lines(ctx: Context, orders: Iterable[int]) -> list[LineRef]:
    """The lines of these orders, by order and position."""
    rows = scoped(ctx, PurchaseLine).filter(order_id__in=set(orders)).order_by("order_id", "position")
    return [
        LineRef(
            i,
            order,
            position,
            item,
            _steps(ordered),
            _steps(received),
            exact.steps(price, exact.PRICE),
            exact.steps(rate, exact.PERCENT),
        )
        for i, order, position, item, ordered, received, price, rate in rows.values_list(
            "id", "order_id", "position", "item_id", "ordered", "received", "price", "tax_rate"
        )
    ]


def take_in(received: Mapping[int, int], beyond: Mapping[int, int] | None = None) -> None:
    """Add received steps to lines by id; `beyond` says how much more than was ordered is accepted of some.

    One statement, two where more is accepted; refuses with `Changed` what would be more than that.
    """
    dialect.update(
        "purchasing_purchaseline",
        "excess = t.excess + x.more",
        {"id": "int", "more": "int"},
        sorted((beyond or {}).items()),
        on=("id",),
    )
    rows = dialect.update(
        "purchasing_purchaseline",
        "received = t.received + x.taken",
        {"id": "int", "taken": "int"},
        sorted(received.items()),
        on=("id",),
        where="t.ordered + t.excess - t.received >= x.taken",
    )
    if rows != len(received):
        raise Changed(name=gettext_noop("A purchase order"))


def cut_short(lines: Iterable[int]) -> None:
    """Of these lines nothing more will come. One statement."""
    among = dialect.among(set(lines))
    dialect.execute(
        f"update purchasing_purchaseline set short = ordered - received where id in {among} and ordered > received"
    )


def take_back(back: Mapping[int, int]) -> None:
    """Take received steps off lines by id; completed orders are open again, closed ones stay closed. Four statements."""
    rows = dialect.update(
        "purchasing_purchaseline",
        "received = t.received - x.back, short = 0",
        {"id": "int", "back": "int"},
        sorted(back.items()),
        on=("id",),
        where="t.received >= x.back",
    )
    if rows != len(back):
        raise Changed(name=gettext_noop("A purchase order"))
    dialect.execute(
        "update purchasing_purchaseline set excess = case when received > ordered then received - ordered else 0 end "
        f"where excess > 0 and id in {dialect.among(back)}"
    )
    papers = PurchaseLine.objects.filter(id__in=one_of(set(back))).values("order_id")
    done = set(
        PurchaseOrder.objects.filter(id__in=papers, state__in=ORDER.sources("take_back")).values_list("id", flat=True)
    )
    PurchaseOrder.objects.filter(id__in=one_of(done), state__in=ORDER.sources("take_back")).update(
        state=ORDER.target("take_back")
    )


def complete(lines_received: Iterable[int]) -> int:
    """Complete those released orders, of which one of these lines came in, that have nothing open any more. Two statements."""
    papers = PurchaseLine.objects.filter(id__in=one_of(set(lines_received))).values("order_id")
    touched = PurchaseOrder.objects.filter(id__in=papers, state__in=ORDER.sources("complete"))
    ids = set(touched.values_list("id", flat=True))
    if not ids:
        return 0
    waiting = PurchaseLine.objects.filter(order_id__in=one_of(ids)).filter(ordered__gt=F("received") + F("short"))
    done = ids - set(waiting.values_list("order_id", flat=True))
    return PurchaseOrder.objects.filter(id__in=one_of(done), state__in=ORDER.sources("complete")).update(
        state=ORDER.target("complete")
    )


def _steps(quantity: Decimal) -> int:
    return exact.steps(quantity, exact.QUANTITY)
