"""The only writer of the journal. Imported by `posting` and by nobody else. Rules and accounts are read, never assumed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop
from ledgerhouse.ledgers.books.models import AccountRole, Period, PostingRule
from ledgerhouse.ledgers.books.words import Booking, JournalLine, Role, Rule


class NoAccount(Refused):
    """A posting rule names a role that no account of the company plays."""

    code = "no-account"
    template = gettext_noop(
        "No account plays the role “{role}”; the books of this company are not set up for “{event}”."
    )


class Chart:
    """A company's posting rules and accounts by role, read once per batch (three statements)."""

    def __init__(self, ctx: Context) -> None:
        self._rules: dict[str, list[Rule]] = defaultdict(list)
        for row in PostingRule.objects.filter(company_id=ctx.company, active=True).order_by("event", "sequence"):
            self._rules[row.event].append(Rule(row.event, Role(row.debit), Role(row.credit), row.red, row.amount))
        roles = AccountRole.objects.filter(company_id=ctx.company).values_list("role", "category", "account_id")
        self._accounts: Mapping[tuple[str, str], int] = {(role, category): account for role, category, account in roles}
        closed = Period.objects.filter(company_id=ctx.company, closed=True).values_list("month", flat=True)
        self._closed = frozenset(closed)

    def month(self, day: date) -> int:
        """The period in which money of this business date lands: its own month, or the first open one after it."""
        month = day.year * 100 + day.month
        while month in self._closed:
            month = month + 1 if month % 100 < 12 else (month // 100 + 1) * 100 + 1
        return month

    def lines(self, booking: Booking) -> list[JournalLine]:
        """The balanced lines of one booking, amounts added up per account pair; nothing when no rule is for the event."""
        amounts: dict[tuple[int, int], int] = defaultdict(int)
        for rule in self._rules[booking.event]:
            for worth in booking.worth:
                if worth.kind == rule.amount:
                    debit, credit = (self._account(role, worth.category, rule) for role in (rule.debit, rule.credit))
                    amounts[debit, credit] += -worth.steps if rule.red else worth.steps
        made = []
        for (debit, credit), amount in amounts.items():
            if amount:
                made += [JournalLine(debit, amount, 0), JournalLine(credit, 0, amount)]
        return made

    def _account(self, role: Role, category: str, rule: Rule) -> int:
        account = self._accounts.get((role, category)) or self._accounts.get((role, ""))
        if account is None:
            raise NoAccount(role=role, event=rule.event)
        return account


def append(ctx: Context, chart: Chart, bookings: Sequence[Booking]) -> list[int]:
    """Write one journal entry per booking that has a value. Answers the entry ids, 0 where nothing was booked. Two statements."""
    made = [(booking, chart.lines(booking)) for booking in bookings]
    booked = [(booking, lines) for booking, lines in made if lines]
    if not booked:
        return [0] * len(made)
    ids = new_ids(len(booked))
    entries = [
        (
            i,
            b.warehouse,
            b.movement,
            b.event,
            b.paper,
            b.number,
            b.business_date.isoformat(),
            chart.month(b.business_date),
        )
        for i, (b, _) in zip(ids, booked, strict=True)
    ]
    constants = {"company_id": ctx.company, "recorded_at": ctx.now, "user_id": ctx.user}
    dialect.insert("books_journalentry", _ENTRY, entries, constants=constants)
    rows = [
        (i, b.warehouse, line.account, line.debit, line.credit, b.partner, b.department, chart.month(b.business_date))
        for i, (b, lines) in zip(ids, booked, strict=True)
        for line in lines
    ]
    data = [(i, *row) for i, row in zip(new_ids(len(rows)), rows, strict=True)]
    dialect.insert("books_journalline", _LINE, data, constants={"company_id": ctx.company})
    given = iter(ids)
    return [next(given) if lines else 0 for _, lines in made]


_ENTRY: dialect.Columns = {
    "id": "int",
    "warehouse_id": "int",
    "movement": "int",
    "event": "text",
    "paper": "text",
    "number": "text",
    "business_date": "date",
    "month": "int",
}
_LINE: dialect.Columns = {
    "id": "int",
    "entry": "int",
    "warehouse_id": "int",
    "account_id": "int",
    "debit": "int",
    "credit": "int",
    "partner": "int",
    "department": "int",
    "month": "int",
}
