"""Proof of estimates: what was received and not invoiced, receipt by receipt, is what the books owe for it. Read-only, set-based."""

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books.models import JournalEntry
from ledgerhouse.ledgers.books.words import Role
from ledgerhouse.ledgers.costing.models import Estimate
from ledgerhouse.ledgers.proof import MOST, Check, Part, proof

BOOKED = """
select number, sum(owed), sum(booked) from (
    select t.number, t.value as owed, 0 as booked from costing_estimate t where {estimates}
    union all select j.number, 0, l.credit - l.debit from books_journalline l
    join books_journalentry j on j.company_id = l.company_id and j.id = l.entry
    where l.account_id in (select r.account_id from books_accountrole r where r.role = '{role}' and r.company_id = l.company_id)
    and j.event in (select distinct t.event from costing_estimate t where {estimates}) and {entries}
) k group by number having sum(owed) <> sum(booked)
"""
SETTLED = """
select t.number, t.value - t.back_value - t.invoiced_value, coalesce(b.value, 0) from costing_estimate t
left join (select receipt, warehouse_id, -sum(value) as value from costing_estimate b where id <> receipt and {back} group by receipt, warehouse_id) b
on b.receipt = t.id and b.warehouse_id = t.warehouse_id
where t.receipt = t.id and {estimates} and (t.back_value <> coalesce(b.value, 0)
or t.settled <> (t.value = t.back_value + t.invoiced_value))
"""


@proof(gettext_noop("estimates are booked"), size="costing_estimate")
def estimates_are_booked(ctx: Context, part: Part) -> Check:
    """Per paper: what it put on the estimate is what the books owe on it for goods received and not invoiced; what went back is taken off."""
    del part
    scope = scope_sql(ctx, Estimate, "t")
    sql = BOOKED.format(estimates=scope, entries=scope_sql(ctx, JournalEntry, "j"), role=Role.GRNI.value)
    problems = [
        f"{number}: estimates {int(owed) / 10**4:.4f}, account {int(booked) / 10**4:.4f}"
        for number, owed, booked in dialect.select(sql)[:MOST]
    ]
    wrong = dialect.select(SETTLED.format(estimates=scope, back=scope_sql(ctx, Estimate, "b")))[:MOST]
    problems += [
        f"{number}: {int(left) / 10**4:.4f} is left, {int(back) / 10**4:.4f} went back, which is not what its estimate says"
        for number, left, back in wrong
    ]
    rows = dialect.select(f"select count(*) from costing_estimate t where {scope}")[0][0]
    return Check("estimates are booked", rows, tuple(problems[:MOST]))
