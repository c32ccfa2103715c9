"""Change what an account is called and what it wants."""

from dataclasses import dataclass, field

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop
from ledgerhouse.ledgers.books.account_facts import (
    FACTS,
    AccountName,
    Reason,
    account_named,
    facts_of,
    note,
    unknown_dimensions,
)


@dataclass(frozen=True, kw_only=True)
class ChangeAccount:
    """New values of an account; what is left out stays. Code, kind and side stay for ever."""

    __pydantic_config__ = STRICT

    code: Code = field(metadata={"title": gettext_noop("Code")})
    name: AccountName | None = field(default=None, metadata={"title": gettext_noop("Name")})
    dimensions: tuple[str, ...] | None = field(default=None, metadata={"title": gettext_noop("Auxiliary dimensions")})
    cash: bool | None = field(default=None, metadata={"title": gettext_noop("Cash or bank")})
    currency: bool | None = field(default=None, metadata={"title": gettext_noop("In foreign currencies")})
    quantity: bool | None = field(default=None, metadata={"title": gettext_noop("With quantities")})
    reason: Reason = field(default="", metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class AccountChanged:
    """The account's code."""

    code: str


@verb("books.change_account", may="change the chart", title=gettext_noop("Change the account"))
def change_account(command: ChangeAccount, ctx: Context) -> AccountChanged:
    """Rename an account, or say anew which dimensions, currencies and quantities it wants from now on."""
    ctx.require(ctx.acting, company=ctx.company, warehouse=0)
    account = account_named(ctx, command.code)
    problems = unknown_dimensions(command.dimensions or ())
    if problems:
        raise Unreadable(problems)
    before = facts_of(account)
    for name in FACTS:
        value = getattr(command, name, None)
        if value is not None:
            setattr(account, name, " ".join(value) if name == "dimensions" else value)
    account.save(update_fields=FACTS)
    note(ctx, account, "change", before, command.reason)
    return AccountChanged(code=account.code)
