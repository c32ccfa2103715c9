"""Create a department."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.models import Department
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class CreateDepartment:
    """A part of the company, below `parent` when that is given."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    code: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9_-]+$")]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    parent: Annotated[str, Field(max_length=20)] = ""


@dataclass(frozen=True, kw_only=True)
class DepartmentCreated:
    """The department's code."""

    department: str


@verb("organisation.create_department", may="change companies", title=gettext_noop("Create a department"))
def create_department(command: CreateDepartment, ctx: Context) -> DepartmentCreated:
    """Create a department of the company."""
    ctx.require(ctx.acting, company=ctx.company, department=0)
    parent = scoped(ctx, Department).filter(code=command.parent).first() if command.parent else None
    wrong = []
    if command.parent and parent is None:
        wrong.append(problem("parent", gettext_noop("is not a department of the company")))
    if Department.objects.filter(company_id=ctx.company, code=command.code).exists():
        wrong.append(problem("code", gettext_noop("is already taken")))
    if wrong:
        raise Unreadable(wrong)
    row = Department(company_id=ctx.company, code=command.code, name=command.name, parent=parent)
    row.save(force_insert=True)
    after = {"name": row.name, "parent": command.parent}
    audit.record(ctx, [audit.Change("department", row.id, row.code, "create", {}, after)])
    return DepartmentCreated(department=row.code)
