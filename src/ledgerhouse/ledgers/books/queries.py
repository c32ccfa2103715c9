"""Reads of the books that several screens and proofs share; lists are in `listings.py`."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Sum

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.exact import AMOUNT, steps
from ledgerhouse.ledgers.books.models import AccountRole, JournalEntry, JournalLine, PostingRule
from ledgerhouse.ledgers.books.words import Role


class Side(NamedTuple):
    """One line of a journal entry with its account; amounts with four places, a red one is negative."""

    account: str
    name: str
    debit: Decimal
    credit: Decimal


def lines_of(ctx: Context, entries: Iterable[int]) -> dict[int, list[Side]]:
    """The lines of these journal entries, debits first. One statement."""
    found: dict[int, list[Side]] = defaultdict(list)
    rows = scoped(ctx, JournalLine).filter(entry__in=set(entries)).order_by("entry", "credit", "id")
    for entry, account, name, debit, credit in rows.values_list(
        "entry", "account__code", "account__name", "debit", "credit"
    ):
        found[entry].append(Side(account, name, debit, credit))
    return dict(found)


def booked_on(ctx: Context, role: Role) -> int:
    """Debit less credit, in steps, of the accounts that play a role, over all periods. Two statements."""
    accounts = scoped(ctx, AccountRole).filter(role=role).values_list("account_id", flat=True)
    sums = scoped(ctx, JournalLine).filter(account__in=set(accounts)).aggregate(Sum("debit"), Sum("credit"))
    return steps((sums["debit__sum"] or Decimal(0)) - (sums["credit__sum"] or Decimal(0)), AMOUNT)


def inventory_booked(ctx: Context) -> Decimal:
    """What the inventory accounts are worth: debit less credit over all periods. Two statements."""
    accounts = scoped(ctx, AccountRole).filter(role=Role.INVENTORY).values_list("account_id", flat=True)
    sums = scoped(ctx, JournalLine).filter(account__in=set(accounts)).aggregate(Sum("debit"), Sum("credit"))
    return (sums["debit__sum"] or Decimal(0)) - (sums["credit__sum"] or Decimal(0))


def has_rules(ctx: Context, event: str) -> bool:
    """Whether any active posting rule is for this event."""
    return scoped(ctx, PostingRule).filter(event=event, active=True).exists()


def has_account(ctx: Context, role: Role) -> bool:
    """Whether the company's chart has an account that plays this role."""
    return scoped(ctx, AccountRole).filter(role=role).exists()


def booked_by_paper(ctx: Context, role: Role, papers: Iterable[str]) -> dict[str, int]:
    """Debit less credit, in steps, that these kinds of papers booked on the accounts of a role, by paper number; what is even is absent."""
    accounts = set(scoped(ctx, AccountRole).filter(role=role).values_list("account_id", flat=True))
    sql = (
        "select e.number, sum(l.debit - l.credit) from books_journalentry e "
        "join books_journalline l on l.company_id = e.company_id and l.entry = e.id "
        f"where {dialect.among_words('e.paper', papers)} and l.account_id in {dialect.among(accounts)} and {scope_sql(ctx, JournalEntry, 'e')} "
        "group by e.number having sum(l.debit - l.credit) <> 0"
    )
    return {number: int(booked) for number, booked in dialect.select(sql)}
