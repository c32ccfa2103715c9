"""Take an account out of use."""

from dataclasses import dataclass, field

from django.db.models import Sum

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.books.account_facts import Reason, account_named, facts_of, note, uses
from ledgerhouse.ledgers.books.models import Account, Turnover


@dataclass(frozen=True, kw_only=True)
class DeactivateAccount:
    """Which account, and why."""

    __pydantic_config__ = STRICT

    code: Code = field(metadata={"title": gettext_noop("Code")})
    reason: Reason = field(default="", metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class AccountDeactivated:
    """The account's code."""

    code: str


@verb("books.deactivate_account", may="change the chart", title=gettext_noop("Take out of use"))
def deactivate_account(command: DeactivateAccount, ctx: Context) -> AccountDeactivated:
    """Let nobody book on an account any more. One that has a balance, plays a role or heads others in use stays."""
    ctx.require(ctx.acting, company=ctx.company, warehouse=0)
    account = account_named(ctx, command.code)
    problems = uses(account)
    sums = Turnover.objects.filter(account=account).aggregate(debit=Sum("debit"), credit=Sum("credit"))
    if sums["debit"] != sums["credit"]:
        problems.append(problem("code", gettext_noop("has a balance")))
    if Account.objects.filter(parent=account, active=True).exists():
        problems.append(problem("code", gettext_noop("is a heading of accounts in use")))
    if problems:
        raise Unreadable(problems)
    before = facts_of(account)
    account.active = False
    account.save(update_fields=["active"])
    note(ctx, account, "deactivate", before, command.reason)
    return AccountDeactivated(code=account.code)
