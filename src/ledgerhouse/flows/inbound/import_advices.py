"""Despatch advices as files (CSV, XLSX): one row is one line; rows of one supplier and reference are one advice.

An advice must be in one piece: of a file of more rows than the importer takes at once, the advice at the cut would be announced twice and is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse import advices
from ledgerhouse.flows.inbound.announce import take
from ledgerhouse.flows.inbound.announced import AdviceFacts, AdviceLineFacts, AdviceUnitFacts, Announced
from ledgerhouse.flows.inbound.cancel_advices import CancelAdvices, cancel_advices
from ledgerhouse.flows.inbound.delivery import Lot
from ledgerhouse.foundation.importing import IMPORTERS, ImportColumn, Importer, Judged, Kept, Line, Written
from ledgerhouse.kernel.commands import STRICT, Code, Price, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Refused, gettext_noop

Name = Annotated[str, Field(max_length=60)]


@dataclass(frozen=True, kw_only=True)
class AdviceFileRow:
    """One line of an advices file. `pallet` is what the handling unit stands in; serial numbers are parted by blanks, commas or semicolons."""

    __pydantic_config__ = STRICT

    supplier: Code
    reference: Code
    warehouse: Code
    due_on: date | None = None
    order: Name = ""
    line: Annotated[int, Field(ge=0)] = 0
    item: Name = ""
    quantity: Quantity
    unit: Name = ""
    lot: Lot = ""
    made_on: date | None = None
    expires_on: date | None = None
    handling_unit: Name = ""
    pallet: Name = ""
    serials: str = ""
    price: Price | None = None


class Advices(Importer[AdviceFileRow]):
    """Advices by supplier and reference."""

    kind = "inbound.advice"
    title = gettext_noop("Despatch advices")
    may = "announce goods"
    row = AdviceFileRow
    columns = (
        ImportColumn("supplier", gettext_noop("Supplier"), ("供应商", "供应商编码"), required=True),
        ImportColumn(
            "reference", gettext_noop("Supplier's reference"), ("发货单号", "送货单号", "Delivery note"), required=True
        ),
        ImportColumn("warehouse", gettext_noop("Warehouse"), ("仓库", "仓库编码"), required=True),
        ImportColumn("due_on", gettext_noop("Expected on"), ("预计到货日期", "到货日期"), kind="date"),
        ImportColumn("order", gettext_noop("Order"), ("采购订单", "采购订单号", "订单号", "PO", "Purchase order")),
        ImportColumn("line", gettext_noop("Line"), ("行号", "订单行号", "PO line"), kind="number"),
        ImportColumn("item", gettext_noop("Item"), ("物料编码", "商品编码", "编码", "SKU", "GTIN", "条码")),
        ImportColumn("quantity", gettext_noop("Quantity"), ("数量", "发货数量"), required=True, kind="number"),
        ImportColumn("unit", gettext_noop("Unit"), ("单位",)),
        ImportColumn("lot", gettext_noop("Lot"), ("批号", "批次", "Batch")),
        ImportColumn("made_on", gettext_noop("Made on"), ("生产日期",), kind="date"),
        ImportColumn("expires_on", gettext_noop("Expires on"), ("有效期至", "失效日期"), kind="date"),
        ImportColumn("handling_unit", gettext_noop("Handling unit"), ("容器", "物流单元", "箱号", "托盘号", "SSCC")),
        ImportColumn("pallet", gettext_noop("Stands in"), ("所在托盘", "Pallet")),
        ImportColumn("serials", gettext_noop("Serial numbers"), ("序列号", "SN")),
        ImportColumn("price", gettext_noop("Price"), ("单价",), kind="number"),
    )

    def key(self, row: AdviceFileRow) -> None:
        return None

    def judge(self, ctx: Context, lines: Sequence[Line[AdviceFileRow]]) -> Judged:
        facts, places, problems = _advices(lines)
        announced = Announced(ctx, facts)
        problems += [_at_row(one, places) for one in announced.problems]
        judged = Judged(problems, known=lines)
        wrong = {int(p.where.partition(".")[0]) for p in problems}
        spoilt = {(one.row.supplier, one.row.reference) for one in lines if one.number in wrong}
        for one in lines:
            if (one.row.supplier, one.row.reference) not in spoilt:
                judged.actions[one.number] = "create"
            elif one.number not in wrong:
                template = gettext_noop("other rows of {reference} are bad: an advice is taken whole or not at all")
                problems.append(one.problem("reference", template, reference=one.row.reference))
        return judged

    def write(self, ctx: Context, lines: Sequence[Line[AdviceFileRow]], judged: Judged) -> list[Written]:
        facts, places, _ = _advices(lines)
        taken = take(ctx, facts, Announced(ctx, facts))
        ids = advices.by_number(ctx, taken.advices)
        numbers = {number: name for name, rows in zip(taken.advices, places, strict=True) for number in rows.numbers}
        return [Written(one.number, ids[numbers[one.number]].id, numbers[one.number], "create") for one in lines]

    def undo(self, ctx: Context, done: Sequence[Written]) -> list[Kept]:
        kept = []
        for row, name in {one.row: one.name for one in done}.items():
            try:
                cancel_advices(CancelAdvices(numbers=(name,)), ctx)
            except Refused:
                kept.append(Kept(row, name, gettext_noop("is in use")))
        return kept


class _Places:
    """Which rows an advice came from: the row of each line, and of each unit."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.units: list[int] = []


def _advices(lines: Sequence[Line[AdviceFileRow]]) -> tuple[list[AdviceFacts], list[_Places], list[Problem]]:
    together: dict[tuple[str, str], list[Line[AdviceFileRow]]] = {}
    for one in lines:
        together.setdefault((one.row.supplier, one.row.reference), []).append(one)
    facts, places, problems = [], [], []
    for rows in together.values():
        first, place = rows[0], _Places()
        for one in rows:
            for name in ("warehouse", "due_on"):
                if getattr(one.row, name) != getattr(first.row, name):
                    template = gettext_noop("is another one than in line {line}")
                    problems.append(one.problem(name, template, line=first.number))
        units: dict[str, AdviceUnitFacts] = {}
        for one in rows:
            row = one.row
            for code, parent in ((row.pallet, ""), (row.handling_unit, row.pallet)):
                if code and code not in units:
                    units[code] = AdviceUnitFacts(code=code, parent=parent, kind="case" if parent else "pallet")
                    place.units.append(one.number)
            place.numbers.append(one.number)
        places.append(place)
        facts.append(
            AdviceFacts(
                supplier=first.row.supplier,
                reference=first.row.reference,
                warehouse=first.row.warehouse,
                due_on=first.row.due_on,
                units=tuple(units.values()),
                lines=tuple(_line(one.row) for one in rows),
            )
        )
    return facts, places, problems


def _line(row: AdviceFileRow) -> AdviceLineFacts:
    return AdviceLineFacts(
        order=row.order,
        line=row.line,
        item=row.item,
        quantity=row.quantity,
        unit=row.unit,
        lot=row.lot,
        made_on=row.made_on,
        expires_on=row.expires_on,
        handling_unit=row.handling_unit,
        serials=tuple(row.serials.replace(",", " ").replace(";", " ").replace("，", " ").replace("；", " ").split()),
        price=row.price,
    )


def _at_row(one: Problem, places: Sequence[_Places]) -> Problem:
    """The problem at the row of the file: its line, unit, or the first row of its advice."""
    parts = one.where.split(".")
    place = places[int(parts[1])]
    if parts[2] == "lines":
        return one._replace(where=f"{place.numbers[int(parts[3])]}.{parts[4]}")
    if parts[2] == "units":
        return one._replace(where=f"{place.units[int(parts[3])]}.handling_unit")
    return one._replace(where=f"{place.numbers[0]}.{parts[2]}")


IMPORTERS.add(Advices.kind)(Advices())
