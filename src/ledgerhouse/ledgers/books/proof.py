"""Proofs of the books: every journal entry balances and has lines."""

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books.models import AccountRole, JournalEntry, JournalLine
from ledgerhouse.ledgers.books.words import Role
from ledgerhouse.ledgers.proof import MOST, Check, Part, proof


@proof(gettext_noop("journal entries balance"), cut=("warehouse", "row"), size="books_journalentry")
def entries_balance(ctx: Context, part: Part) -> Check:
    """Debit is credit in every journal entry, and none is empty."""
    scope = scope_sql(ctx, JournalEntry, "e") + part.sql(warehouse="e.warehouse_id", row="e.id")
    sql = (
        "select e.id, e.number, coalesce(sum(l.debit), 0), coalesce(sum(l.credit), 0), count(l.id) from books_journalentry e "
        f"left join books_journalline l on l.company_id = e.company_id and l.entry = e.id{part.sql(row='l.entry')} "
        f"where {scope} group by e.id, e.number "
        "having coalesce(sum(l.debit), 0) <> coalesce(sum(l.credit), 0) or count(l.id) = 0"
    )
    problems = tuple(
        f"journal entry {i} ({number}): debit {int(d) / 10**4:g}, credit {int(c) / 10**4:g}, {lines} lines"
        for i, number, d, c, lines in dialect.select(sql)[:MOST]
    )
    rows = dialect.select(f"select count(*) from books_journalentry e where {scope}")[0][0]
    return Check("journal entries balance", rows, problems)


def inventory_accounts_hold_value(ctx: Context, pool_steps: int) -> Check:
    """The inventory accounts together are worth what the cost pools are worth (steps, given by the caller)."""
    accounts = set(
        AccountRole.objects.filter(company_id=ctx.company, role=Role.INVENTORY).values_list("account_id", flat=True)
    )
    if not accounts:
        return Check("inventory accounts hold the value of stock", 0, ())
    sql = (
        f"select coalesce(sum(debit - credit), 0), count(*) from books_journalline l where {scope_sql(ctx, JournalLine, 'l')} "
        f"and account_id in {dialect.among(accounts)}"
    )
    booked, rows = dialect.select(sql)[0]
    wrong = (
        ()
        if int(booked) == pool_steps
        else (f"accounts {int(booked) / 10**4:.4f}, cost pools {pool_steps / 10**4:.4f}",)
    )
    return Check("inventory accounts hold the value of stock", rows, wrong)
