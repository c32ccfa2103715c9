"""Reads of the books that several screens and proofs share; lists are in `listings.py`."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Sum

from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.exact import AMOUNT, steps
from ledgerhouse.ledgers.books.models import AccountRole, JournalLine, PostingRule
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
