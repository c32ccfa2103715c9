"""Close inbound orders without a purchase behind them, of which nothing more is expected (关闭入库单)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse import inbound
from ledgerhouse.documents.warehouse.words import INBOUND
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, Unreadable, gettext_noop, problem

PURCHASE = "purchase_order"


@dataclass(frozen=True, kw_only=True)
class CloseOrders:
    """Which inbound orders, by number. All are closed or none."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Inbound orders")}
    )


@dataclass(frozen=True, kw_only=True)
class OrdersClosed:
    """How many inbound orders were closed."""

    orders: int


@verb("inbound.close_orders", may="announce goods", title=gettext_noop("Close"))
def close_orders(command: CloseOrders, ctx: Context) -> OrdersClosed:
    """Expect nothing more of these orders: what came stays, the rest can not be received any more."""
    orders = alone(ctx, command.numbers, "close", gettext_noop("{name} is {state} and can not be closed"))
    if inbound.close(ctx, [order.id for order in orders]) != len(orders):
        raise Changed(name=gettext_noop("An inbound order"))
    return OrdersClosed(orders=len(orders))


def alone(ctx: Context, numbers: Sequence[str], step: str, template: str) -> list[inbound.OrderRef]:
    """The inbound orders that may take this step by themselves. One statement.

    Refuses, all at once: unknown ones, those whose purchase decides for them, and with `template` those in another state.
    """
    known = inbound.by_number(ctx, numbers)
    problems = []
    for n, number in enumerate(numbers):
        order = known.get(number)
        if order is None:
            missing = gettext_noop("there is no inbound order {number} here")
            problems.append(problem(f"numbers.{n}", missing, number=number))
        elif order.origin_kind == PURCHASE:
            theirs = gettext_noop("{name} is expected for purchase order {origin}; close or reopen that")
            problems.append(problem(f"numbers.{n}", theirs, name=number, origin=order.origin))
        elif order.state not in INBOUND.sources(step):
            problems.append(problem(f"numbers.{n}", template, name=number, state=order.state))
    if problems:
        raise Unreadable(problems)
    return list(known.values())
