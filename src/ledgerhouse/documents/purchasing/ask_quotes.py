"""Ask several suppliers for price and date (询价), for what requisitions want or for lines of one's own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import requisitions
from ledgerhouse.documents.purchasing.words import QUOTATION, RFQ
from ledgerhouse.foundation import dialect, numbering
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.nodes import new_id, new_ids
from ledgerhouse.foundation.queries import departments_by_code
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.lines import BUY, Asked, understand
from ledgerhouse.masterdata.partners.queries import partners_by_code, terms_of
from ledgerhouse.masterdata.partners.words import PartnerRef
from ledgerhouse.masterdata.sites.queries import warehouses_by_code


@dataclass(frozen=True, kw_only=True)
class AskedLine:
    """One item to ask for."""

    __pydantic_config__ = STRICT

    item: Code = field(metadata={"title": gettext_noop("Item")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})
    wanted_on: date | None = field(default=None, metadata={"title": gettext_noop("Wanted on")})


@dataclass(frozen=True, kw_only=True)
class AskQuotes:
    """Whom to ask for what: what of these requisitions is not ordered yet, and the lines."""

    __pydantic_config__ = STRICT

    suppliers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Suppliers")})
    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    department: str = field(default="", metadata={"title": gettext_noop("Department")})
    answer_by: date | None = field(default=None, metadata={"title": gettext_noop("Answer by")})
    requisitions: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Requisitions")})
    lines: tuple[AskedLine, ...] = field(default=(), metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class QuotesAsked:
    """The number of the new request for quotation."""

    number: str


@verb("purchasing.ask_quotes", may="order goods", title=gettext_noop("Request for quotation"))
def ask_quotes(command: AskQuotes, ctx: Context) -> QuotesAsked:
    """Ask suppliers for quotations. Constant statements."""
    requested = requisitions.load(ctx, command.requisitions) if command.requisitions else []
    wanted = [line for line in requisitions.lines(ctx, {one.id for one in requested}) if line.open]
    asked = [Asked(f"lines.{i}", one.item, one.quantity, one.unit) for i, one in enumerate(command.lines)]
    lines, problems = understand(ctx, asked, BUY)
    problems += requisitions.unfit(ctx, requested, wanted, "requisitions")
    problems += [
        problem(f"requisitions.{n}", gettext_noop("is for another warehouse"))
        for n, one in enumerate(requested)
        if one.warehouse_code != command.warehouse
    ]
    suppliers, wrong = _suppliers(ctx, command.suppliers)
    problems += wrong
    warehouse = warehouses_by_code(ctx, [command.warehouse]).get(command.warehouse)
    if warehouse is None:
        problems.append(problem("warehouse", gettext_noop("there is no warehouse {code}"), code=command.warehouse))
    department = departments_by_code(ctx, [command.department]).get(command.department)
    if command.department and department is None:
        problems.append(problem("department", gettext_noop("there is no department {code}"), code=command.department))
    if not wanted and not command.lines:
        problems.append(problem("lines", gettext_noop("needs at least one line")))
    if problems or warehouse is None:
        raise Unreadable(problems)
    (number,) = numbering.take(ctx, "rfq", 1, ctx.today(warehouse.timezone))
    rows = [(line.item, line.open, line.wanted_on, line.id) for line in wanted]
    rows += [
        (line.item.id, line.quantity, one.wanted_on, 0)
        for line, one in zip(lines, command.lines, strict=True)
        if line is not None
    ]
    _write(ctx, number, (warehouse.id, department, command.answer_by), rows, suppliers)
    link(ctx, ((Ref("requisition", one.number), Ref("rfq", number)) for one in requested))
    return QuotesAsked(number=number)


def _suppliers(ctx: Context, codes: Sequence[str]) -> tuple[list[PartnerRef], list[Problem]]:
    known = partners_by_code(ctx, codes)
    problems = []
    for n, code in enumerate(codes):
        ref = known.get(code)
        if ref is None or "supplier" not in ref.roles:
            problems.append(problem(f"suppliers.{n}", gettext_noop("there is no supplier {code}"), code=code))
        elif ref.blocked:
            problems.append(problem(f"suppliers.{n}", gettext_noop("supplier {code} is blocked"), code=code))
    return list(dict.fromkeys(known[code] for code in codes if code in known)), problems


def _write(
    ctx: Context,
    number: str,
    head: tuple[int, int | None, date | None],
    lines: Sequence[tuple[int, int, date | None, int]],
    suppliers: Sequence[PartnerRef],
) -> None:
    rfq = new_id()
    warehouse, department, until = head
    columns: dialect.Columns = {"id": "int", "warehouse_id": "int", "department_id": "int", "answer_by": "date"}
    rows = [(rfq, warehouse, department, until.isoformat() if until else None)]
    constants = {"company_id": ctx.company, "number": number, "state": RFQ.start}
    dialect.insert("purchasing_rfq", columns, rows, constants={**constants, "maker": ctx.user, "created_at": ctx.now})
    columns = {
        "id": "int",
        "position": "int",
        "item_id": "int",
        "quantity": "int",
        "wanted_on": "date",
        "request": "int",
    }
    data = [
        (i, position, item, quantity, day.isoformat() if day else None, request)
        for position, (i, (item, quantity, day, request)) in enumerate(zip(new_ids(len(lines)), lines, strict=True), 1)
    ]
    dialect.insert("purchasing_rfqline", columns, data, constants={"rfq_id": rfq})
    usual = terms_of(ctx, {one.id for one in suppliers})
    columns = {"id": "int", "supplier_id": "int", "currency": "text"}
    asked = [(i, one.id, usual[one.id].currency) for i, one in zip(new_ids(len(suppliers)), suppliers, strict=True)]
    constants = {"rfq_id": rfq, "state": QUOTATION.start, "reference": "", "entered_by": 0}
    dialect.insert("purchasing_quotation", columns, asked, constants=constants)
