"""Despatch advices, for flows: write what is announced, find what a scanned unit holds, mark what came in."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from django.db import IntegrityError

from ledgerhouse.documents.warehouse.models import AdviceLine, AdviceUnit, DespatchAdvice
from ledgerhouse.documents.warehouse.words import ADVICE
from ledgerhouse.foundation import dialect, numbering
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, gettext_noop


class NewUnit(NamedTuple):
    """A handling unit on its way; `parent` is the code of the one it stands in."""

    code: str
    parent: str
    kind: str


class NewLine(NamedTuple):
    """So many steps for a line of an inbound order, by id, in a handling unit or loose."""

    line: int
    unit: str
    quantity: int
    lot: str = ""
    made_on: date | None = None
    expires_on: date | None = None
    serials: tuple[str, ...] = ()


class NewAdvice(NamedTuple):
    """What a supplier announces under one reference."""

    supplier: int
    reference: str
    warehouse: int
    due_on: date | None
    units: tuple[NewUnit, ...]
    lines: tuple[NewLine, ...]


class AdviceRef(NamedTuple):
    """An advice as flows need it."""

    id: int
    number: str
    state: str
    supplier: int
    warehouse: int


class UnitRef(NamedTuple):
    """A unit on its way, with the advice it is of."""

    id: int
    advice: int
    number: str
    warehouse: int
    code: str
    parent: str
    kind: str
    receipt: str


class LineRef(NamedTuple):
    """A line of an advice: which line of which inbound order, in steps."""

    advice: int
    order: str
    position: int
    unit: str
    quantity: int
    lot: str
    made_on: date | None
    expires_on: date | None
    serials: tuple[str, ...]


_ADVICE: Final[dialect.Columns] = {
    "id": "int",
    "number": "text",
    "supplier_id": "int",
    "reference": "text",
    "warehouse_id": "int",
    "due_on": "date",
}
_UNIT: Final[dialect.Columns] = {"id": "int", "paper_id": "int", "code": "text", "parent": "text", "kind": "text"}
_LINE: Final[dialect.Columns] = {
    "id": "int",
    "paper_id": "int",
    "position": "int",
    "line_id": "int",
    "unit": "text",
    "quantity": "int",
    "lot": "text",
    "made_on": "date",
    "expires_on": "date",
    "serials": "json",
}


def known(ctx: Context, references: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """The numbers of advices by (supplier, reference). One statement."""
    wanted = set(references)
    rows = scoped(ctx, DespatchAdvice).filter(
        supplier_id__in={supplier for supplier, _ in wanted}, reference__in={reference for _, reference in wanted}
    )
    found = {(s, r): number for s, r, number in rows.values_list("supplier_id", "reference", "number")}
    return {key: number for key, number in found.items() if key in wanted}


def write(ctx: Context, advices: Sequence[NewAdvice], numbers: Sequence[str]) -> list[int]:
    """Write advices under the numbers taken for them; answers their ids. Three statements. Refuses with `Changed` a reference that is known."""
    ids = new_ids(len(advices))
    rows = [
        (i, number, a.supplier, a.reference, a.warehouse, _iso(a.due_on))
        for i, number, a in zip(ids, numbers, advices, strict=True)
    ]
    constants = {"company_id": ctx.company, "state": ADVICE.start, "created_at": ctx.now}
    try:
        dialect.insert("warehouse_despatchadvice", _ADVICE, rows, constants=constants)
    except IntegrityError as error:
        raise Changed(name=", ".join(a.reference for a in advices[:5])) from error
    units = [(i, *unit) for i, a in zip(ids, advices, strict=True) for unit in a.units]
    dialect.insert(
        "warehouse_adviceunit", _UNIT, [(n, *row) for n, row in zip(new_ids(len(units)), units, strict=True)]
    )
    lines = [
        (
            i,
            position,
            one.line,
            one.unit,
            one.quantity,
            one.lot,
            _iso(one.made_on),
            _iso(one.expires_on),
            json.dumps(one.serials),
        )
        for i, a in zip(ids, advices, strict=True)
        for position, one in enumerate(a.lines, 1)
    ]
    dialect.insert(
        "warehouse_adviceline", _LINE, [(n, *row) for n, row in zip(new_ids(len(lines)), lines, strict=True)]
    )
    return ids


def take_numbers(ctx: Context, count: int, day: date) -> list[str]:
    """Numbers for so many advices of a day."""
    return numbering.take(ctx, "despatch_advice", count, day)


def by_number(ctx: Context, numbers: Iterable[str]) -> dict[str, AdviceRef]:
    """Advices by number; what is unknown or out of scope is absent."""
    rows = scoped(ctx, DespatchAdvice).filter(number__in=set(numbers))
    return {row[1]: AdviceRef(*row) for row in rows.values_list("id", "number", "state", "supplier_id", "warehouse_id")}


def units_on_their_way(ctx: Context, codes: Iterable[str]) -> list[UnitRef]:
    """Units with these codes of advices that were not cancelled, and all units of those advices. Two statements."""
    papers = scoped(ctx, AdviceUnit).filter(code__in=set(codes)).exclude(paper__state=ADVICE.target("cancel"))
    ids = set(papers.values_list("paper_id", flat=True))
    rows = scoped(ctx, AdviceUnit).filter(paper_id__in=one_of(ids)).order_by("paper_id", "id")
    paths = ("id", "paper_id", "paper__number", "paper__warehouse_id", "code", "parent", "kind", "receipt")
    return [UnitRef(*row) for row in rows.values_list(*paths)]


def lines(ctx: Context, advices: Iterable[int]) -> list[LineRef]:
    """The lines of advices. One statement."""
    rows = scoped(ctx, AdviceLine).filter(paper_id__in=one_of(set(advices))).order_by("paper_id", "position")
    paths = (
        "paper_id", "line__paper__number", "line__position", "unit", "quantity", "lot", "made_on", "expires_on", "serials",
    )  # fmt: skip
    return [
        LineRef(
            paper,
            order,
            position,
            unit,
            exact.steps(quantity, exact.QUANTITY),
            lot,
            made_on,
            expires_on,
            tuple(serials),
        )
        for paper, order, position, unit, quantity, lot, made_on, expires_on, serials in rows.values_list(*paths)
    ]


def announced_by_line(ctx: Context, advices: Iterable[int]) -> dict[int, int]:
    """Steps that advices announce, per line of inbound orders. One statement."""
    sums: dict[int, int] = {}
    rows = scoped(ctx, AdviceLine).filter(paper_id__in=one_of(set(advices)))
    for line, quantity in rows.values_list("line_id", "quantity"):
        sums[line] = sums.get(line, 0) + exact.steps(quantity, exact.QUANTITY)
    return sums


def count(lines: Sequence[tuple[int, int, int]]) -> None:
    """Add what is announced of lines, each (id, what was announced when that was decided, how much more or less). One statement.

    Refuses with `Changed` when somebody has announced goods of such a line meanwhile.
    """
    written = dialect.update(
        "warehouse_inboundline",
        "announced = t.announced + x.more",
        {"id": "int", "seen": "int", "more": "int"},
        sorted(lines),
        on=("id",),
        where="t.announced = x.seen",
    )
    if written != len(lines):
        raise Changed(name=gettext_noop("An inbound order"))


def take_in(ctx: Context, units: Sequence[tuple[int, str]]) -> None:
    """Units, by id, came in with a receipt; their advices are arriving, and have arrived when nothing is left. Four statements.

    Refuses with `Changed` a unit that somebody has received meanwhile.
    """
    taken = dialect.update(
        "warehouse_adviceunit",
        "receipt = x.receipt",
        {"id": "int", "receipt": "text"},
        sorted(units),
        on=("id",),
        where="t.receipt = ''",
    )
    if taken != len(units):
        raise Changed(name=gettext_noop("A handling unit"))
    mine = scoped(ctx, AdviceUnit).filter(id__in=one_of(i for i, _ in units)).values("paper_id")
    papers = set(scoped(ctx, DespatchAdvice).filter(id__in=mine).values_list("id", flat=True))
    some = DespatchAdvice.objects.filter(id__in=one_of(papers), state__in=ADVICE.sources("receive"))
    some.update(state=ADVICE.target("receive"))
    waiting = set(AdviceUnit.objects.filter(paper_id__in=one_of(papers), receipt="").values_list("paper_id", flat=True))
    whole = DespatchAdvice.objects.filter(id__in=one_of(papers - waiting), state__in=ADVICE.sources("complete"))
    whole.update(state=ADVICE.target("complete"))


def cancel(ctx: Context, ids: Iterable[int]) -> None:
    """Nothing of these advices will come. Refuses with `Changed` one that has begun to arrive. One statement."""
    wanted = set(ids)
    rows = scoped(ctx, DespatchAdvice).filter(id__in=one_of(wanted), state__in=ADVICE.sources("cancel"))
    if rows.update(state=ADVICE.target("cancel")) != len(wanted):
        raise Changed(name=gettext_noop("A despatch advice"))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
