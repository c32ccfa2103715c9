"""Add an account to the chart."""

from dataclasses import dataclass, field

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.books.account_facts import (
    AccountCode,
    AccountName,
    Reason,
    booked,
    note,
    unknown_dimensions,
    uses,
)
from ledgerhouse.ledgers.books.models import Account, AccountTree
from ledgerhouse.ledgers.books.words import Kind, Side


@dataclass(frozen=True, kw_only=True)
class AddAccount:
    """A new account. Below another one its code begins with that account's and a dot, and kind and side are that account's."""

    __pydantic_config__ = STRICT

    code: AccountCode = field(metadata={"title": gettext_noop("Code")})
    name: AccountName = field(metadata={"title": gettext_noop("Name")})
    kind: Kind | None = field(default=None, metadata={"title": gettext_noop("Kind of account")})
    side: Side | None = field(default=None, metadata={"title": gettext_noop("Normal side")})
    dimensions: tuple[str, ...] = field(default=(), metadata={"title": gettext_noop("Auxiliary dimensions")})
    cash: bool = field(default=False, metadata={"title": gettext_noop("Cash or bank")})
    currency: bool = field(default=False, metadata={"title": gettext_noop("In foreign currencies")})
    quantity: bool = field(default=False, metadata={"title": gettext_noop("With quantities")})
    reason: Reason = field(default="", metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class AccountAdded:
    """The account's code."""

    code: str


@verb("books.add_account", may="change the chart", title=gettext_noop("Add an account"))
def add_account(command: AddAccount, ctx: Context) -> AccountAdded:
    """Add an account to the company's chart; an account that was booked or plays a role can not become its heading."""
    ctx.require(ctx.acting, company=ctx.company, warehouse=0)
    above = command.code.rpartition(".")[0]
    parent = Account.objects.filter(company_id=ctx.company, code=above).first() if above else None
    problems = _wrong(ctx, command, above, parent)
    if problems:
        raise Unreadable(problems)
    account = Account(
        company_id=ctx.company,
        code=command.code,
        name=command.name,
        parent=parent,
        kind=parent.kind if parent else str(command.kind),
        side=command.side or (parent.side if parent else Side.DEBIT),
        dimensions=" ".join(command.dimensions),
        cash=command.cash,
        currency=command.currency,
        quantity=command.quantity,
    )
    account.save(force_insert=True)
    if parent is not None:
        Account.objects.filter(id=parent.id).update(leaf=False)
    heads = AccountTree.objects.filter(account=parent).values_list("above_id", flat=True) if parent else ()
    rows = [AccountTree(company_id=ctx.company, above_id=head, account=account) for head in [*heads, account.id]]
    AccountTree.objects.bulk_create(rows)
    note(ctx, account, "create", {}, command.reason)
    return AccountAdded(code=account.code)


def _wrong(ctx: Context, command: AddAccount, above: str, parent: Account | None) -> list[Problem]:
    found = unknown_dimensions(command.dimensions)
    if Account.objects.filter(company_id=ctx.company, code=command.code).exists():
        found.append(problem("code", gettext_noop("is already taken")))
    if above and parent is None:
        found.append(problem("code", gettext_noop("there is no account {code}"), code=above))
    elif parent is not None and not parent.active:
        found.append(problem("code", gettext_noop("account {code} is not in use"), code=above))
    elif parent is not None and parent.leaf:
        found += uses(parent)
        if booked(parent):
            template = gettext_noop("account {code} was booked; it can not become a heading")
            found.append(problem("code", template, code=above))
    if parent is None and (command.kind is None or command.side is None):
        found.append(problem("kind", gettext_noop("an account at the top needs its kind and its side")))
    if parent is not None and command.kind not in {None, Kind(parent.kind)}:
        found.append(problem("kind", gettext_noop("is not the kind of the account above")))
    return found
