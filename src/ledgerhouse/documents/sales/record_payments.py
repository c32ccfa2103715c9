"""Write down what is known to have been paid for sales orders, so that it no longer counts against the customer's limit."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.sales import credit
from ledgerhouse.documents.sales import orders as sales
from ledgerhouse.documents.sales.words import ORDER
from ledgerhouse.foundation.organisation.create_company import places_of
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Amount, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class PaymentLine:
    """So much was paid for an order, in its currency; below zero when a payment is taken back."""

    __pydantic_config__ = STRICT

    order: Code = field(metadata={"title": gettext_noop("Sales order"), "refers": "sales.orders"})
    amount: Amount = field(metadata={"title": gettext_noop("Amount")})


@dataclass(frozen=True, kw_only=True)
class RecordPayments:
    """Payments, all recorded or none."""

    __pydantic_config__ = STRICT

    lines: Annotated[tuple[PaymentLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class PaymentsRecorded:
    """How many orders were paid for, and how many of them owe nothing more."""

    orders: int
    settled: int


@verb("sales.record_payments", may="record customer payments", title=gettext_noop("Record payments"))
def record_payments(command: RecordPayments, ctx: Context) -> PaymentsRecorded:
    """Record payments of orders. Held orders of these customers are looked at again by the clock. Constant statements."""
    orders = {order.number: order for order in sales.load(ctx, [line.order for line in command.lines])}
    known = credit.paid(ctx, {order.id for order in orders.values()})
    paid: dict[int, int] = defaultdict(int)
    problems: list[Problem] = []
    for n, line in enumerate(command.lines):
        order, amount = orders[line.order], exact.steps(line.amount, exact.AMOUNT)
        before, currency = known[order.id]
        paid[order.id] += amount
        if order.state == ORDER.target("cancel") and amount > 0:
            template = gettext_noop("{name} is {state}")
            problems.append(problem(f"lines.{n}.order", template, name=order.number, state=order.state))
        if amount % 10 ** (exact.AMOUNT - places_of(currency)):
            template = gettext_noop("{amount} is finer than {currency} has places")
            problems.append(problem(f"lines.{n}.amount", template, amount=line.amount, currency=currency))
        elif not amount:
            problems.append(problem(f"lines.{n}.amount", gettext_noop("must not be zero")))
        elif before + paid[order.id] < 0:
            template = gettext_noop("only {amount} of {name} was paid")
            facts = {"amount": exact.number(before, exact.AMOUNT), "name": order.number}
            problems.append(problem(f"lines.{n}.amount", template, **facts))
    if problems:
        raise Unreadable(problems)
    return PaymentsRecorded(orders=len(paid), settled=credit.pay(ctx, paid))
