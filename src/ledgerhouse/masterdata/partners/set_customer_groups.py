"""Make or rename customer groups."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.importing import IMPORTERS, ImportColumn, Line
from ledgerhouse.foundation.table_importer import TableImporter, Values, set_rows
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop
from ledgerhouse.masterdata.partners.models import CustomerGroup


@dataclass(frozen=True)
class CustomerGroupFacts:
    """A customer group; without a name its code stands for it."""

    __pydantic_config__ = STRICT

    code: Annotated[str, Field(min_length=1, max_length=20)]
    name: Annotated[str, Field(max_length=100)] = ""
    english: Annotated[str, Field(max_length=100)] = field(default="", metadata={"title": gettext_noop("English name")})


@dataclass(frozen=True)
class SetCustomerGroups:
    """The customer groups that shall exist, new or known."""

    __pydantic_config__ = STRICT

    groups: tuple[CustomerGroupFacts, ...] = field(metadata={"title": gettext_noop("Customer groups")})


@dataclass(frozen=True)
class CustomerGroupsSet:
    """How many are new and how many changed."""

    created: int
    changed: int


class CustomerGroups(TableImporter[CustomerGroupFacts]):
    """Customer groups by code."""

    kind = "partners.customer_group"
    title = gettext_noop("Customer groups")
    may = "change partners"
    row = CustomerGroupFacts
    model = CustomerGroup
    identity = ("code",)
    repeats = True
    columns = (
        ImportColumn("code", gettext_noop("Code"), ("编码", "客户组编码", "客户组", "Customer group"), required=True),
        ImportColumn("name", gettext_noop("Name"), ("名称", "客户组名称")),
        ImportColumn("english", gettext_noop("English name"), ("英文名称", "English")),
    )

    def key(self, row: CustomerGroupFacts) -> str:
        return row.code

    def resolve(
        self, ctx: Context, lines: Sequence[Line[CustomerGroupFacts]]
    ) -> tuple[dict[int, Values], list[Problem]]:
        return {
            line.number: {"code": line.row.code, "name": line.row.name or line.row.code, "english": line.row.english}
            for line in lines
        }, []

    def admit(self, ctx: Context, line: Line[CustomerGroupFacts], values: Values) -> list[Problem]:
        if ctx.reach(ctx.acting or self.may).covers({"company": ctx.company, "customer_group": 0}):
            return []
        return [line.problem("code", gettext_noop("is outside your scope"))]


GROUPS = CustomerGroups()
IMPORTERS.add(CustomerGroups.kind)(GROUPS)


@verb("partners.set_customer_groups", may="change partners", title=gettext_noop("Set customer groups"))
def set_customer_groups(command: SetCustomerGroups, ctx: Context) -> CustomerGroupsSet:
    """Make the customer groups that are new and rename the known ones. Whoever is limited to some groups makes no new ones."""
    done = set_rows(ctx, GROUPS, command.groups, path="groups")
    return CustomerGroupsSet(done["create"], done["change"])
