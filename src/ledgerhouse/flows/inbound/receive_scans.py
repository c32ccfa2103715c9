"""Receive by scanning (扫码收货): codes against one inbound order; the house finds the lines they belong to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, NamedTuple

from pydantic import Field

from ledgerhouse.documents.warehouse import inbound
from ledgerhouse.flows.inbound.delivery import Delivery, ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, Received, receive
from ledgerhouse.flows.inbound.scanning import Filled, ScanLine, fill
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Problem, Unreadable, gettext_noop, problem


class _Goods(NamedTuple):
    """What makes scans the same goods for the same line of the order."""

    position: int
    lot: str
    made_on: date | None
    expires_on: date | None
    location: str


@dataclass(frozen=True, kw_only=True)
class ReceiveScans:
    """What was scanned against one inbound order. `beyond_rules` as in “Receive”."""

    __pydantic_config__ = STRICT

    order: Code = field(metadata={"title": gettext_noop("Inbound order")})
    lines: Annotated[tuple[ScanLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})
    beyond_rules: bool = field(default=False, metadata={"title": gettext_noop("Take in more than the rules allow")})


@verb("inbound.receive_scans", may="receive goods", title=gettext_noop("Receive by scan"))
def receive_scans(command: ReceiveScans, ctx: Context) -> Received:
    """Receive scanned goods against the lines of an order that still expect them, oldest line first."""
    order = inbound.by_number(ctx, [command.order]).get(command.order)
    if order is None:
        raise NotFound(kind=gettext_noop("inbound order"), name=command.order)
    filled, problems = fill(ctx, command.lines)
    expected: dict[int, list[inbound.LineRef]] = {}
    for line in inbound.lines(ctx, [order.id]):
        expected.setdefault(line.item, []).append(line)
    template = gettext_noop("{item} is not on {order}; take it in as unexpected goods")
    problems += [
        problem(f"lines.{one.at}.code", template, item=one.item.code, order=order.number)
        for one in filled
        if one.item.id not in expected
    ]
    lines, origins = _build(order.number, [one for one in filled if one.item.id in expected], expected)
    if problems:
        others = Delivery(ctx, lines, None, beyond_rules=command.beyond_rules).problems if lines else []
        raise Unreadable([*problems, *_at_scans(others, origins)])
    try:
        return receive(Receive(lines=tuple(lines), beyond_rules=command.beyond_rules), ctx)
    except Unreadable as unreadable:
        raise Unreadable(_at_scans(unreadable.problems, origins)) from None


def _build(
    order: str, filled: Sequence[Filled], expected: Mapping[int, Sequence[inbound.LineRef]]
) -> tuple[list[ReceiveLine], list[int]]:
    """Lines to receive, and from which scan each came: a scan that is more than one order line expects goes on to the next.

    Scans of the same goods to the same line become one.
    """
    left = {line.id: line.open for of in expected.values() for line in of}
    together: dict[_Goods, tuple[int, int, tuple[str, ...]]] = {}
    for one in filled:
        rest, pieces = one.quantity, one.serials
        lines = expected[one.item.id]
        for line in lines:
            taken = rest if line is lines[-1] else min(rest, left[line.id])
            if taken <= 0:
                continue
            rest, left[line.id] = rest - taken, left[line.id] - taken
            cut = taken // 10**6 if rest else len(pieces)
            goods = _Goods(line.position, one.lot, one.made_on, one.expires_on, one.location)
            at, quantity, serials = together.get(goods, (one.at, 0, ()))
            together[goods] = (at, quantity + taken, serials + pieces[:cut])
            pieces = pieces[cut:]
    built = [
        ReceiveLine(
            order=order,
            line=goods.position,
            quantity=exact.number(quantity, exact.QUANTITY),
            lot=goods.lot,
            made_on=goods.made_on,
            expires_on=goods.expires_on,
            location=goods.location,
            serials=serials,
        )
        for goods, (_, quantity, serials) in together.items()
    ]
    return built, [at for at, _, _ in together.values()]


def _at_scans(problems: Sequence[Problem], origins: Sequence[int]) -> list[Problem]:
    """Problems at the scan whose goods they are about."""
    found = []
    for one in problems:
        parts = one.where.split(".")
        if parts[0] == "lines" and len(parts) > 1 and parts[1].isdigit():
            parts[1] = str(origins[int(parts[1])])
        found.append(one._replace(where=".".join(parts)))
    return found
