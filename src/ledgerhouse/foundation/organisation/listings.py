"""Lists of companies and departments, and the page of the company."""

from dataclasses import dataclass

from django.db.models import QuerySet

from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.models import Company, Department
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class Companies:
    """Nothing to choose: everybody sees the own company."""


@dataclass(frozen=True)
class CompanyRow:
    """One company."""

    code: str = column(gettext_noop("Code"), kind="code", link="company")
    name: str = column(gettext_noop("Name"))
    tax_number: str = column(gettext_noop("Tax number"))
    currency: str = column(gettext_noop("Currency"))
    timezone: str = column(gettext_noop("Time zone"))


@listing(
    "organisation.companies",
    title=gettext_noop("Companies"),
    see="see companies",
    row=CompanyRow,
    search=("code", "name"),
    order="code",
    verbs=("organisation.create_company",),
)
def companies(ctx: Context, where: Companies) -> "QuerySet[Company]":
    """Companies in scope."""
    return scoped(ctx, Company)


@dataclass(frozen=True)
class Departments:
    """Which departments."""

    active: bool | None = None


@dataclass(frozen=True)
class DepartmentRow:
    """One department."""

    code: str = column(gettext_noop("Code"), kind="code")
    name: str = column(gettext_noop("Name"))
    parent: str = column(gettext_noop("Parent"), path="parent__name")
    active: bool = column(gettext_noop("Active"), kind="yes_no")


@listing(
    "organisation.departments",
    title=gettext_noop("Departments"),
    see="see companies",
    row=DepartmentRow,
    search=("code", "name"),
    order="code",
    verbs=("organisation.create_department",),
)
def departments(ctx: Context, where: Departments) -> "QuerySet[Department]":
    """Departments in scope."""
    rows = scoped(ctx, Department)
    return rows if where.active is None else rows.filter(active=where.active)


@paper("company", title=gettext_noop("Company"), see="see companies")
def company_paper(ctx: Context, number: str) -> Paper | None:
    """The company with its departments."""
    row = scoped(ctx, Company).filter(code=number).first()
    if row is None:
        return None
    units = scoped(ctx, Department).select_related("parent").order_by("code")
    lines = [DepartmentRow(d.code, d.name, d.parent.name if d.parent else "", d.active) for d in units]
    return Paper(
        kind="company",
        number=row.code,
        title=row.name,
        facts=(
            Fact(gettext_noop("Code"), row.code, "code"),
            Fact(gettext_noop("Tax number"), row.tax_number),
            Fact(gettext_noop("Currency"), row.currency),
            Fact(gettext_noop("Accounting standard"), row.get_standard_display()),
            Fact(gettext_noop("Valuation"), row.get_valuation_display()),
            Fact(gettext_noop("Time zone"), row.timezone),
            *(_deciding(row.code) if ctx.may("see settings") and row.id == ctx.company else ()),
        ),
        tables=(Table(gettext_noop("Departments"), DepartmentRow, lines),),
        actions=(Action("organisation.change_company", {}), Action("organisation.create_department", {})),
    )


def _deciding(code: str) -> tuple[Fact, ...]:
    """The ways to the pages of what a company decides."""
    return (
        Fact(gettext_noop("Settings"), code, "code", "settings"),
        Fact(gettext_noop("Retention rules"), code, "code", "retention"),
    )
