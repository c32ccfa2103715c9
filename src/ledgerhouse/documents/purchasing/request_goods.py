"""Ask that something be bought (请购)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing.words import REQUISITION
from ledgerhouse.foundation import dialect, numbering
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.nodes import new_id, new_ids
from ledgerhouse.foundation.queries import departments_by_code
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code, Price, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.lines import BUY, Asked, understand
from ledgerhouse.masterdata.catalog.price_lists import per_base
from ledgerhouse.masterdata.partners.queries import partners_by_code
from ledgerhouse.masterdata.sites.queries import warehouses_by_code


@dataclass(frozen=True, kw_only=True)
class WantedLine:
    """One item that is wanted; who may deliver it and what it may cost per unit, in the company's currency, are suggestions."""

    __pydantic_config__ = STRICT

    item: Code = field(metadata={"title": gettext_noop("Item")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})
    wanted_on: date | None = field(default=None, metadata={"title": gettext_noop("Wanted on")})
    supplier: str = field(default="", metadata={"title": gettext_noop("Supplier")})
    price: Price = field(default=Decimal(0), metadata={"title": gettext_noop("Estimated price")})


@dataclass(frozen=True, kw_only=True)
class RequestGoods:
    """What is wanted where, for whom and why. It stays a draft until it is submitted."""

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    department: str = field(default="", metadata={"title": gettext_noop("Department")})
    reason: Annotated[str, Field(max_length=200)] = field(default="", metadata={"title": gettext_noop("Reason")})
    lines: Annotated[tuple[WantedLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class GoodsRequested:
    """The number of the new requisition."""

    number: str


@verb("purchasing.request_goods", may="request goods", title=gettext_noop("Request goods"))
def request_goods(command: RequestGoods, ctx: Context) -> GoodsRequested:
    """Write a requisition as a draft. Constant statements for any number of lines."""
    asked = [Asked(f"lines.{i}", one.item, one.quantity, one.unit) for i, one in enumerate(command.lines)]
    lines, problems = understand(ctx, asked, BUY)
    warehouse = warehouses_by_code(ctx, [command.warehouse]).get(command.warehouse)
    if warehouse is None:
        problems.append(problem("warehouse", gettext_noop("there is no warehouse {code}"), code=command.warehouse))
    department = departments_by_code(ctx, [command.department]).get(command.department)
    if command.department and department is None:
        problems.append(problem("department", gettext_noop("there is no department {code}"), code=command.department))
    suppliers, wrong = _suppliers(ctx, command)
    if problems or wrong or warehouse is None:
        raise Unreadable([*problems, *wrong])
    (number,) = numbering.take(ctx, "requisition", 1, ctx.today(warehouse.timezone))
    head = new_id()
    columns: dialect.Columns = {"id": "int", "warehouse_id": "int", "department_id": "int"}
    constants = {"company_id": ctx.company, "number": number, "state": REQUISITION.start, "reason": command.reason}
    who = {"maker": ctx.user, "created_at": ctx.now, "judged_by": 0, "answer": ""}
    rows = [(head, warehouse.id, department)]
    dialect.insert("purchasing_requisition", columns, rows, constants={**constants, **who})
    columns = {
        "id": "int",
        "position": "int",
        "item_id": "int",
        "quantity": "int",
        "wanted_on": "date",
        "supplier_id": "int",
        "price": "int",
    }
    data = [
        (
            i,
            position,
            line.item.id,
            line.quantity,
            one.wanted_on.isoformat() if one.wanted_on else None,
            suppliers.get(one.supplier),
            per_base(one.price, one.quantity, line.quantity),
        )
        for position, (i, one, line) in enumerate(zip(new_ids(len(lines)), command.lines, lines, strict=True), 1)
        if line is not None
    ]
    dialect.insert("purchasing_requisitionline", columns, data, constants={"requisition_id": head, "ordered": 0})
    guard(ctx, [Ref("requisition", number)])
    return GoodsRequested(number=number)


def _suppliers(ctx: Context, command: RequestGoods) -> tuple[dict[str, int], list[Problem]]:
    """Ids of the suppliers that are suggested, by code. At most one statement."""
    named = {line.supplier for line in command.lines} - {""}
    known = partners_by_code(ctx, named) if named else {}
    good = {code: ref.id for code, ref in known.items() if "supplier" in ref.roles}
    template = gettext_noop("there is no supplier {code}")
    wrong = [
        problem(f"lines.{i}.supplier", template, code=line.supplier)
        for i, line in enumerate(command.lines)
        if line.supplier and line.supplier not in good
    ]
    return good, wrong
