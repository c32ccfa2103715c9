"""Credit of customers: what they owe by their orders, whether one more fits the limit, and which orders are held for it (信用额度).

Owed is what confirmed orders come to with tax, less what was cut and came back, less what is known to have been paid; whether it was shipped or
invoiced by now makes no difference. `pay` is the hook for whoever keeps the receivables.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ledgerhouse.documents.sales.models import CreditHold, SalesOrder
from ledgerhouse.documents.sales.words import ORDER
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.organisation.create_company import places_of
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context, house
from ledgerhouse.kernel.errors import Changed, gettext_noop
from ledgerhouse.ledgers.books.rates import rates_on
from ledgerhouse.masterdata.partners.queries import lock, terms_of
from ledgerhouse.masterdata.partners.words import Terms

OWING: Final = ("confirmed", "completed")
"""States in which an order binds the customer. A held order does not count: it can not go out."""

_WORTH: Final = """
select {key}, o.currency, case when l.cut + l.returned = 0 then 1 else l.ordered end as whole,
       case when l.cut + l.returned = 0 then 1 else l.ordered - l.cut - l.returned end as part, sum(l.amount + l.tax)
from sales_salesorder o join sales_salesline l on l.order_id = o.id where {which} and {scope} group by 1, 2, 3, 4
"""
"""Grouped by the share of a line that still counts: most lines count whole, and then one row stands for all orders of a customer."""
_PAID: Final = "select {key}, o.currency, sum(o.paid) from sales_salesorder o where {which} and {scope} group by 1, 2"


class Excess(NamedTuple):
    """An order its customer has no credit for, in amount steps of the limit's currency: the limit, what is owed without it, and what it comes to."""

    order: int
    currency: str
    limit: int
    owed: int
    amount: int


class Asking(NamedTuple):
    """An order that asks for credit."""

    id: int
    customer: int


def terms_of_orders(ctx: Context, customers: Iterable[int]) -> dict[int, Terms]:
    """The terms of customers by id, whether or not the asker may look at partners: orders keep to them. One statement, none for nobody."""
    wanted = set(customers)
    return terms_of(house(ctx.company, ctx.now), wanted) if wanted else {}


def beyond(ctx: Context, orders: Sequence[Asking], agreed: Mapping[int, Terms]) -> list[Excess]:
    """Those of these orders that do not fit the limits of their customers, who are served in the order given; each that fits counts for the next.

    `agreed` are the terms of their customers (`terms_of_orders`). Locks customers with limits until the transaction ends, so that two orders can not
    both take the last of one limit. No statement more for more orders, none for customers without limit. Refuses with `NoRate`.
    """
    everywhere = house(ctx.company, ctx.now)  # a limit is the company's, whatever warehouses the asker sees
    customers = {o.customer for o in orders}
    if not any(t.credit_limit for t in agreed.values()):
        return []
    lock(everywhere, customers)
    terms = {i: t for i, t in terms_of(everywhere, customers).items() if t.credit_limit}  # as it is under the lock
    asking = [o for o in orders if o.customer in terms]
    owing = f"{dialect.among_words('o.state', OWING)} and o.settled = 0"
    of_customer, params = dialect.within("o.customer_id", terms)
    owed = _sums(everywhere, "o.customer_id", f"{of_customer} and {owing}", params)
    wanted = _sums(everywhere, "o.id", *dialect.within("o.id", {o.id for o in asking}))
    exchange = _Exchange(everywhere, {t.currency for t in terms.values()}, [*owed.values(), *wanted.values()])
    left = {i: t.credit_limit - exchange.into(t.currency, owed.get(i, {})) for i, t in terms.items()}
    found = []
    for order in asking:
        limit = terms[order.customer]
        amount = exchange.into(limit.currency, wanted.get(order.id, {}))
        if amount > max(left[order.customer], 0):
            owes = limit.credit_limit - left[order.customer]
            found.append(Excess(order.id, limit.currency, limit.credit_limit, owes, amount))
        else:
            left[order.customer] -= amount
    return found


def _sums(ctx: Context, key: str, which: str, params: Sequence[Any]) -> dict[int, dict[str, int]]:
    """What is owed per key and currency, in amount steps. Two statements."""
    scope = scope_sql(ctx, SalesOrder, "o")
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one, currency, whole, part, amount in dialect.select(_WORTH.format(key=key, which=which, scope=scope), params):
        found[one][currency] += exact.share(int(amount), int(part), int(whole), places_of(currency))
    for one, currency, paid in dialect.select(_PAID.format(key=key, which=which, scope=scope), params):
        found[one][currency] -= int(paid)
    return found


class _Exchange:
    """Amounts of some currencies in others, by way of our own money at today's rates. At most two statements, none while all are one."""

    def __init__(self, ctx: Context, limits: Iterable[str], sums: Iterable[Mapping[str, int]]) -> None:
        used = {currency for one in sums for currency in one} | set(limits)
        self._rates: dict[str, int] = {}
        if len(used) > 1:
            own = company(ctx)
            today = ctx.today(own.timezone)
            self._rates = {own.currency: 10**exact.RATE}
            asked = {(currency, today) for currency in used - {own.currency}}
            self._rates |= {currency: rate for (currency, _), rate in rates_on(ctx, asked).items()}

    def into(self, currency: str, amounts: Mapping[str, int]) -> int:
        """The sum in one currency, each part rounded once."""
        return sum(
            amount if one == currency else self._convert(amount, self._rates[one], self._rates[currency], currency)
            for one, amount in amounts.items()
        )

    def _convert(self, amount: int, rate: int, into: int, currency: str) -> int:
        return exact.share(amount, rate, into, places_of(currency))


def hold(ctx: Context, found: Sequence[Excess]) -> None:
    """Write down why these orders are held. One statement."""
    rows = [
        (i, e.order, e.currency, e.limit, e.owed, e.amount) for i, e in zip(new_ids(len(found)), found, strict=True)
    ]
    columns: dialect.Columns = {
        "id": "int",
        "order_id": "int",
        "currency": "text",
        "credit_limit": "int",
        "exposure": "int",
        "amount": "int",
    }
    constants = {"company_id": ctx.company, "held_at": ctx.now, "ended_by": 0, "reason": ""}
    dialect.insert("sales_credithold", columns, rows, constants=constants)


def end_holds(ctx: Context, orders: Iterable[int], *, by: int = 0, reason: str = "") -> None:
    """The holds of these orders are over: somebody released them (`by`), or the reason is gone. One statement."""
    rows = scoped(ctx, CreditHold).filter(order_id__in=one_of(set(orders)), ended_at=None)
    rows.update(ended_at=ctx.now, ended_by=by, reason=reason)


def held(ctx: Context, *, after: int = 0, limit: int) -> list[str]:
    """Numbers of held orders, longest held first. One statement."""
    rows = scoped(ctx, SalesOrder).filter(state=ORDER.target("hold"), id__gt=after).order_by("id")
    return list(rows.values_list("number", flat=True)[:limit])


def paid(ctx: Context, orders: Iterable[int]) -> dict[int, tuple[int, str]]:
    """What is known to have been paid for orders: id -> (amount steps, currency). One statement."""
    rows = scoped(ctx, SalesOrder).filter(id__in=one_of(set(orders))).values_list("id", "paid", "currency")
    return {i: (exact.steps(amount, exact.AMOUNT), currency) for i, amount, currency in rows}


def pay(ctx: Context, amounts: Mapping[int, int]) -> int:
    """Add what was paid (amount steps in the order's currency, below zero when taken back) to orders by id. Four statements.

    Answers how many of the orders owe nothing more.

    Refuses with `Changed` when somebody else was faster and less than nothing would be paid.
    """
    columns: dialect.Columns = {"id": "int", "paid": "int"}
    new, sane = "paid = t.paid + x.paid", "t.paid + x.paid >= 0"
    if dialect.update("sales_salesorder", new, columns, sorted(amounts.items()), on=("id",), where=sane) != len(
        amounts
    ):
        raise Changed(name=gettext_noop("A sales order"))
    owed = _sums(house(ctx.company, ctx.now), "o.id", *dialect.within("o.id", amounts))
    data = sorted((i, int(all(amount <= 0 for amount in owed.get(i, {}).values()))) for i in amounts)
    dialect.update("sales_salesorder", "settled = x.settled", {"id": "int", "settled": "int"}, data, on=("id",))
    return sum(settled for _, settled in data)
