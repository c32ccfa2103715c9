"""What verbs of the chart share: reading accounts by code, and writing down what changed."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Problem, gettext_noop, problem
from ledgerhouse.ledgers.books.models import Account, AccountRole, JournalLine, VoucherLine
from ledgerhouse.ledgers.books.words import DIMENSIONS

AccountCode = Annotated[str, Field(pattern=r"^[0-9A-Za-z]+(\.[0-9A-Za-z]+)*$", max_length=20)]
AccountName = Annotated[str, Field(min_length=1, max_length=100)]
Reason = Annotated[str, Field(max_length=200)]
FACTS = ("name", "dimensions", "cash", "currency", "quantity", "active")


def account_named(ctx: Context, code: str) -> Account:
    """One account of the company's chart. Refuses with `NotFound`."""
    row = scoped(ctx, Account).filter(code=code).first()
    if row is None:
        raise NotFound(kind=gettext_noop("account"), name=code)
    return row


def unknown_dimensions(words: Iterable[str], where: str = "dimensions") -> list[Problem]:
    """What is no auxiliary dimension."""
    template = gettext_noop("is not one of {known}")
    return [problem(where, template, known=", ".join(DIMENSIONS)) for word in words if word not in DIMENSIONS][:1]


def uses(account: Account) -> list[Problem]:
    """What keeps an account from becoming a heading or going out of use: roles it plays. Bookings of the past keep it nowhere."""
    roles = AccountRole.objects.filter(account=account).values_list("role", flat=True)
    template = gettext_noop("plays the role {role}; give the role to another account first")
    return [problem("code", template, role=role) for role in roles]


def booked(account: Account) -> bool:
    """Whether anything was ever booked on the account."""
    return (
        JournalLine.objects.filter(company_id=account.company_id, account=account).exists()
        or VoucherLine.objects.filter(account=account).exists()
    )


def facts_of(account: Account) -> dict[str, Any]:
    """What of an account may change."""
    return {name: getattr(account, name) for name in FACTS}


def note(ctx: Context, account: Account, action: str, before: Mapping[str, Any], reason: str) -> None:
    """Write a change of an account into the audit trail."""
    change = audit.Change("account", account.id, account.code, action, before, facts_of(account))
    audit.record(ctx, [change], reason=reason)
