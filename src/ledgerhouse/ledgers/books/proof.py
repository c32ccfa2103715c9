"""Proofs of the books: entries and vouchers balance, numbers run on, the journal is what vouchers say, snapshots are what lines say."""

from collections.abc import Sequence
from typing import Any

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books import turnovers
from ledgerhouse.ledgers.books.models import AccountRole, JournalEntry, JournalLine, Voucher
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


@proof(gettext_noop("vouchers balance"))
def vouchers_balance(ctx: Context, part: Part) -> Check:
    """Debit is credit in every voucher, its total is its debit, and none has fewer than two lines."""
    del part
    scope = scope_sql(ctx, Voucher, "v")
    sql = (
        "select v.number, v.total, coalesce(sum(l.debit), 0), coalesce(sum(l.credit), 0), count(l.id) from books_voucher v "
        f"left join books_voucherline l on l.voucher_id = v.id where {scope} group by v.number, v.total "
        "having coalesce(sum(l.debit), 0) <> coalesce(sum(l.credit), 0) or coalesce(sum(l.debit), 0) <> v.total or count(l.id) < 2"
    )
    problems = tuple(
        f"voucher {number}: total {_money(total)}, debit {_money(d)}, credit {_money(c)}, {lines} lines"
        for number, total, d, c, lines in dialect.select(sql)[:MOST]
    )
    return Check("vouchers balance", _vouchers(ctx), problems)


def gaps(ctx: Context, month: int | None = None) -> list[str]:
    """Series of legal numbers that do not run from 1 to their last without a gap, each with what is wrong."""
    only = f" and v.month = {int(month)}" if month else ""
    sql = (
        "select v.month, v.word, count(*), min(v.serial), max(v.serial), count(distinct v.serial) from books_voucher v "
        f"where {scope_sql(ctx, Voucher, 'v')} and v.state = 'posted'{only} group by v.month, v.word order by v.month, v.word"
    )
    found = []
    for period, word, count, first, last, different in dialect.select(sql):
        if not (first == 1 and last == count == different):
            found.append(f"{period} {word}: {count} vouchers, numbers {first} to {last}, {different} different")
    return found


@proof(gettext_noop("voucher numbers have no gaps"))
def numbers_run_on(ctx: Context, part: Part) -> Check:
    """Legal numbers begin with 1 and have no gap and no twin in any (period, word); the series know their last one."""
    del part
    scope = scope_sql(ctx, Voucher, "v")
    sql = (
        "select s.month, s.word, s.last, coalesce(max(v.serial), 0) from books_voucherseries s left join books_voucher v "
        f"on v.company_id = s.company_id and v.month = s.month and v.word = s.word and v.state = 'posted' and {scope} "
        f"where s.company_id = {int(ctx.company)} and s.month > 0 "
        "group by s.month, s.word, s.last having s.last <> coalesce(max(v.serial), 0)"
    )
    wrong = gaps(ctx)
    wrong += [
        f"{m} {word}: the series stands at {last}, the last voucher is {v}" for m, word, last, v in dialect.select(sql)
    ]
    return Check("voucher numbers have no gaps", _vouchers(ctx), tuple(wrong[:MOST]))


@proof(gettext_noop("vouchers are what the journal says"))
def journal_is_vouchers(ctx: Context, part: Part) -> Check:
    """A voucher made from the journal says, account by account, what its journal entries say; every link has both ends."""
    del part
    scope = scope_sql(ctx, Voucher, "v")
    sql = (
        "select number, account_id, sum(net) from ("
        "select v.number as number, l.account_id as account_id, l.debit - l.credit as net from books_voucher v "
        f"join books_voucherline l on l.voucher_id = v.id where {scope} and v.origin = 'journal' "
        "union all select v.number, j.account_id, j.credit - j.debit from books_voucher v "
        "join books_voucherentry k on k.voucher_id = v.id "
        "join books_journalline j on j.company_id = k.company_id and j.entry = k.entry "
        f"where {scope}) both_sides group by number, account_id having sum(net) <> 0"
    )
    wrong = [f"voucher {n}: account {a} differs from the journal by {_money(net)}" for n, a, net in dialect.select(sql)]
    lost = (
        f"select k.entry from books_voucherentry k where k.company_id = {int(ctx.company)} and (not exists "
        "(select 1 from books_journalentry e where e.company_id = k.company_id and e.id = k.entry) "
        "or not exists (select 1 from books_voucher v where v.id = k.voucher_id and v.origin = 'journal'))"
    )
    wrong += [f"journal entry {row[0]} is linked to no voucher of the journal" for row in dialect.select(lost)]
    rows = dialect.select(f"select count(*) from books_voucherentry where company_id = {int(ctx.company)}")[0][0]
    return Check("vouchers are what the journal says", rows, tuple(wrong[:MOST]))


@proof(gettext_noop("balances are what vouchers say"))
def snapshots_are_lines(ctx: Context, part: Part) -> Check:
    """The turnovers from which balances are added up are what posted lines add up to."""
    del part
    company = int(ctx.company)
    lines = turnovers.FROM_LINES.format(where=f"v.company_id = {company} and v.state = 'posted'")
    booked = {tuple(row[:7]): _whole(row[7:]) for row in dialect.select(lines)}
    columns = ", ".join((*turnovers.KEY, *turnovers.SUMS))
    kept = dialect.select(f"select {columns} from books_turnover where company_id = {company}")
    snapshot = {tuple(row[:7]): _whole(row[7:]) for row in kept}
    nothing = (0, 0, 0, 0)
    wrong = [
        f"account {key[0]} period {key[1]}: turnover {_pair(snapshot.get(key, nothing))}, lines {_pair(booked.get(key, nothing))}"
        for key in sorted(booked.keys() | snapshot.keys())
        if booked.get(key, nothing) != snapshot.get(key, nothing)
    ]
    return Check("balances are what vouchers say", len(booked), tuple(wrong[:MOST]))


def _vouchers(ctx: Context) -> int:
    return int(dialect.select(f"select count(*) from books_voucher v where {scope_sql(ctx, Voucher, 'v')}")[0][0])


def _whole(sums: Sequence[Any]) -> tuple[int, ...]:
    return tuple(int(value) for value in sums)


def _pair(sums: Sequence[int]) -> str:
    return f"{_money(sums[0])} / {_money(sums[1])}"


def _money(steps: int) -> str:
    return f"{int(steps) / 10**4:.4f}"
