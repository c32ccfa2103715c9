"""A small room for the tests of the interfaces: it opens departments. Nothing in it is special to one interface.

It registers itself like any room, and is taken out again at once: only the tests of the interfaces put it in.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.listing import LISTINGS, column, listing
from ledgerhouse.foundation.models import Department
from ledgerhouse.foundation.paper import PAPERS, Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import VERBS, verb
from ledgerhouse.kernel.commands import STRICT, Code, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, Unreadable, gettext_noop, problem


class DepartmentTaken(Refused):
    """There is one with that code already."""

    code = "department-taken"
    template = gettext_noop("There is no {kind} {name} here.")


@dataclass(frozen=True)
class Line:
    """One line of a command with lines."""

    __pydantic_config__ = STRICT

    item: Code
    quantity: Quantity


@dataclass(frozen=True)
class OpenDepartment:
    """A department to be opened."""

    __pydantic_config__ = STRICT

    code: Code
    name: str
    budget: Quantity = Decimal(1)
    lines: tuple[Line, ...] = ()
    since: date | None = None


@dataclass(frozen=True)
class Opened:
    """What was opened."""

    code: str
    budget: Decimal
    lines: int


@verb("test.open_department", may="change people", title="Open a department")
def open_department(command: OpenDepartment, ctx: Context) -> Opened:
    """Open a department; its code must be free."""
    if command.name == "bug":
        raise ZeroDivisionError
    if command.name == "two":
        raise Unreadable([problem("code", gettext_noop("is missing")), problem("name", gettext_noop("is missing"))])
    if Department.objects.filter(company_id=ctx.company, code=command.code).exists():
        raise DepartmentTaken(kind="company", name=command.code, budget=command.budget)
    row = Department.objects.create(company_id=ctx.company, code=command.code, name=command.name)
    audit.record(ctx, [audit.Change("department", row.id, command.code, "add", {}, {"name": command.name})])
    return Opened(command.code, command.budget, len(command.lines))


@dataclass(frozen=True)
class DepartmentRow:
    """One department."""

    code: str = column("code", link="test_department")
    name: str = column("name", masked="see costs")
    number: int = column("number", path="id", kind="number")
    active: bool = column("active", kind="yes_no")


@dataclass(frozen=True)
class DepartmentFilters:
    """Limits."""

    active: bool | None = None
    code: tuple[str, ...] = ()


@listing(
    "test.departments", title="departments", see="see companies", row=DepartmentRow, search=("name",), order="code"
)
def departments(ctx: Context, where: DepartmentFilters) -> QuerySet[Department]:
    """Departments by code."""
    rows = scoped(ctx, Department)
    if where.active is not None:
        rows = rows.filter(active=where.active)
    return rows.filter(code__in=where.code) if where.code else rows


@paper("test_department", title="department", see="see companies")
def department(ctx: Context, number: str) -> Paper | None:
    """One department."""
    row = scoped(ctx, Department).filter(code=number).first()
    if row is None:
        return None
    lines = [DepartmentRow(row.code, row.name, row.id, row.active)]
    action = Action("test.open_department", {"code": f"{row.code}-2"})
    return Paper(
        "test_department",
        row.code,
        row.name,
        "draft",
        facts=[Fact("code", row.code), Fact("limit", Decimal("1.500000"), "quantity")],
        tables=[Table("departments", DepartmentRow, lines)],
        actions=[action],
    )


MINE = [
    (VERBS, "test.open_department", VERBS.pop("test.open_department")),
    (LISTINGS, "test.departments", LISTINGS.pop("test.departments")),
    (PAPERS, "test_department", PAPERS.pop("test_department")),
]
