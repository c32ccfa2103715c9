"""Which pieces leave straight from the shelf, where more lie there than an order takes: named with the shipment."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.pieces import At, where_are
from ledgerhouse.ledgers.stock.words import Entry
from ledgerhouse.masterdata.catalog.keep_serials import Read, find_serials, serial_problems
from ledgerhouse.masterdata.catalog.queries import items_by_id


class Named(Protocol):
    """Serial numbers for one line of an order."""

    @property
    def order(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def serials(self) -> tuple[str, ...]: ...


def named_pieces(
    ctx: Context, orders: Sequence[outbound.OrderRef], lines: Sequence[outbound.LineRef], named: Sequence[Named]
) -> dict[int, list[At]]:
    """Where the pieces lie that are named for lines of these orders, by line id. Three statements; refuses what is not known."""
    numbers = {o.id: o.number for o in orders}
    of = {(numbers[line.order], line.position): line for line in lines if line.order in numbers}
    codes = {i: ref.code for i, ref in items_by_id(ctx, {line.item for line in of.values()}).items()}
    problems: list[Problem] = []
    reads, wanted = [], []
    for n, one in enumerate(named):
        line = of.get((one.order, one.line))
        if line is None:
            template = gettext_noop("{name} has no line {line} that leaves from the shelf")
            problems.append(problem(f"pieces.{n}.line", template, name=one.order, line=one.line))
            continue
        reads.append(Read(f"pieces.{n}", line.item, codes[line.item], one.serials))
        wanted.append(line.id)
    found, unknown = find_serials(ctx, reads)
    if problems := problems + unknown + serial_problems(reads):
        raise Unreadable(problems)
    at = where_are(ctx, (serial for ids in found for serial in ids))
    pieces: dict[int, list[At]] = {}
    for line_id, ids in zip(wanted, found, strict=True):
        pieces.setdefault(line_id, []).extend(at[i] for i in ids if i in at)
    return pieces


def take_pieces(e: Entry, named: dict[int, list[At]]) -> Entry:
    """The entry with as many of the named pieces as lie where it takes its goods from; what is missing the gate refuses."""
    there = named.get(e.line)
    if not there or not e.hold:
        return e
    mine = [p for p in there if (p.location, p.lot, p.status) == (e.source.location, e.lot, e.source.status)]
    mine = mine[: e.quantity // 10**6]
    going = {p.serial for p in mine}
    named[e.line] = [p for p in there if p.serial not in going]
    return e._replace(serials=tuple(p.serial for p in mine))


def refuse_left_over(named: Mapping[int, Sequence[At]]) -> None:
    """Pieces that were named and do not leave: more than the order takes, or from other places than were allocated."""
    left = sum(len(pieces) for pieces in named.values())
    if left:
        template = gettext_noop("{count} of these serial numbers are not among what was allocated")
        raise Unreadable([problem("pieces", template, count=left)])
