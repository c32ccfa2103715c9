"""Call goods off from a blanket agreement: an order at its prices that uses it up (框架协议要货)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import agreements
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder, place_for
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.documents.purchasing.words import AGREEMENT
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.lines import BUY, Asked, Line, understand


@dataclass(frozen=True, kw_only=True)
class CallOffLine:
    """So much of a line of the agreement, in `unit` or the item's base unit."""

    __pydantic_config__ = STRICT

    line: Annotated[int, Field(ge=1)] = field(metadata={"title": gettext_noop("Line")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})


@dataclass(frozen=True, kw_only=True)
class CallOff:
    """What of an agreement goes to which warehouse by when."""

    __pydantic_config__ = STRICT

    agreement: Code = field(metadata={"title": gettext_noop("Blanket agreement"), "refers": "purchasing.agreements"})
    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    department: str = field(default="", metadata={"title": gettext_noop("Department")})
    due_on: date | None = field(default=None, metadata={"title": gettext_noop("Due date")})
    lines: Annotated[tuple[CallOffLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class CalledOff:
    """The number of the order."""

    number: str


@verb("purchasing.call_off", may="order goods", title=gettext_noop("Call off"))
def call_off(command: CallOff, ctx: Context) -> CalledOff:
    """Place an order from an agreement as a draft. What would be beyond it is refused, all of it at once."""
    (agreement,) = agreements.load(ctx, [command.agreement], lock=True)
    of = {line.position: line for line in agreements.lines(ctx, [agreement.id])}
    fit = [(n, one, of[one.line]) for n, one in enumerate(command.lines) if one.line in of]
    asked = [Asked(f"lines.{n}", line.item_code, one.quantity, one.unit) for n, one, line in fit]
    read, problems = understand(ctx, asked, BUY)
    problems += _unfit(ctx, command, agreement, of)
    problems += _beyond(ctx, fit, read)
    if problems:
        raise Unreadable(problems)
    lines = [
        (n, line, exact.number(r.quantity, exact.QUANTITY)) for (n, _, line), r in zip(fit, read, strict=True) if r
    ]
    order = PlaceOrder(
        supplier=agreement.supplier,
        warehouse=command.warehouse,
        department=command.department,
        due_on=command.due_on,
        currency=agreement.currency,
        reference=agreement.number,
        lines=tuple(
            NewLine(
                item=line.item_code,
                quantity=quantity,
                price=exact.number(line.price, exact.PRICE),
                tax_rate=exact.number(line.tax_rate, exact.PERCENT),
            )
            for _, line, quantity in lines
        ),
    )
    wheres, agreed = [[f"lines.{n}" for n, _, _ in lines]], [[line.id for _, line, _ in lines]]
    (number,) = place_for(ctx, [order], wheres, agreed)
    link(ctx, [(Ref("blanket_agreement", agreement.number), Ref("purchase_order", number))])
    return CalledOff(number=number)


def _unfit(
    ctx: Context, command: CallOff, agreement: agreements.AgreementRef, of: dict[int, agreements.LineRef]
) -> list[Problem]:
    """What is wrong whatever the quantities are."""
    today = ctx.today(company(ctx).timezone)
    problems = []
    if agreement.state != AGREEMENT.target("activate"):
        template = gettext_noop("{name} is {state}; nothing can be called off from it")
        problems.append(problem("agreement", template, name=agreement.number, state=agreement.state))
    if not agreement.valid_from <= today <= agreement.valid_until:
        template = gettext_noop("{number} holds from {since} to {until}")
        facts = {"number": agreement.number, "since": agreement.valid_from, "until": agreement.valid_until}
        problems.append(problem("agreement", template, **facts))
    template = gettext_noop("{name} has no line {line}")
    return problems + [
        problem(f"lines.{n}.line", template, name=agreement.number, line=one.line)
        for n, one in enumerate(command.lines)
        if one.line not in of
    ]


def _beyond(
    ctx: Context, fit: Sequence[tuple[int, CallOffLine, agreements.LineRef]], read: Sequence[Line | None]
) -> list[Problem]:
    """What would be more than is agreed, said of the last line that asks for it."""
    wanted, last = [], {}
    for (n, _, line), found in zip(fit, read, strict=True):
        if found is not None:
            wanted.append(agreements.Taken(line.id, 0, found.quantity, line.price))
            last[line.id] = n
    problems = []
    for one in agreements.beyond(ctx, wanted):
        template, facts = agreements.told(one)
        where = f"lines.{last[one.line.id]}.quantity" if one.line else "lines"
        problems.append(problem(where, template, **facts))
    return problems
