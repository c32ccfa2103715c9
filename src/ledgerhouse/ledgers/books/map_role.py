"""Say which account plays a role, for all goods or for one item category."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.books.account_facts import Reason, account_named
from ledgerhouse.ledgers.books.models import AccountRole
from ledgerhouse.ledgers.books.words import Role
from ledgerhouse.masterdata.catalog.models import Category


@dataclass(frozen=True, kw_only=True)
class MapRole:
    """The role and its account. With a category it is for goods of that category only; without an account the category's is taken away."""

    __pydantic_config__ = STRICT

    role: Role = field(metadata={"title": gettext_noop("Account role")})
    category: Annotated[str, Field(max_length=60)] = field(default="", metadata={"title": gettext_noop("Category")})
    account: Annotated[str, Field(max_length=20)] = field(
        default="", metadata={"title": gettext_noop("Account"), "refers": "books.accounts"}
    )
    reason: Reason = field(default="", metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class RoleMapped:
    """The role, the category, and the account that plays it now."""

    role: str
    category: str
    account: Code | str


@verb("books.map_role", may="change the chart", title=gettext_noop("Map a role"))
def map_role(command: MapRole, ctx: Context) -> RoleMapped:
    """Let an account play a role from now on. What is booked stays where it was booked."""
    ctx.require(ctx.acting, company=ctx.company, warehouse=0)
    problems = []
    account = account_named(ctx, command.account) if command.account else None
    if account is not None and not (account.leaf and account.active):
        problems.append(problem("account", gettext_noop("is a heading or out of use; choose one that may be booked")))
    if account is None and not command.category:
        problems.append(problem("account", gettext_noop("is missing")))
    if command.category and not Category.objects.filter(company_id=ctx.company, code=command.category).exists():
        problems.append(problem("category", gettext_noop("there is no {code}"), code=command.category))
    if problems:
        raise Unreadable(problems)
    known = AccountRole.objects.filter(company_id=ctx.company, role=command.role, category=command.category)
    row = known.select_related("account").first()
    before = {"account": row.account.code} if row else {}
    if account is None:
        known.delete()
    elif row is not None:
        known.update(account=account)
    else:
        row = AccountRole(company_id=ctx.company, role=command.role, category=command.category, account=account)
        row.save(force_insert=True)
    name = f"{command.role} {command.category}".strip()
    after = {"account": command.account}
    change = audit.Change("account_role", row.id if row else 0, name, "change", before, after)
    audit.record(ctx, [change], reason=command.reason)
    return RoleMapped(role=command.role, category=command.category, account=command.account)
