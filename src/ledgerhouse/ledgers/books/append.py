"""The only writer of the journal. Imported by `posting` and by nobody else. Rules and accounts are read, never assumed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.queries import company
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop
from ledgerhouse.kernel.exact import convert
from ledgerhouse.ledgers.books import conditions
from ledgerhouse.ledgers.books.voucher_words import BOOK_LATE, PERIOD, months_after
from ledgerhouse.ledgers.books.words import Booking, JournalLine, Role, Rule, Style
from ledgerhouse.masterdata.partners.models import Partner

_RULES = """
select r.event, r.debit, r.credit, r.red, r.amount, r.style, r.condition, r.dimensions, r.explanation, r.id
from books_postingrule r where r.company_id = %s and r.active and {events} order by r.event, r.sequence
"""
_ROLES = "select r.role, r.category, r.account_id from books_accountrole r where r.company_id = %s and {roles}"
_CLOSED = "select p.month from books_period p where p.company_id = %s and {shut}"
_KINDS = ("supplier", "customer", "carrier", "owner")


class NoAccount(Refused):
    """A posting rule names a role that no account of the company plays."""

    code = "no-account"
    template = gettext_noop(
        "No account plays the role “{role}”; the books of this company are not set up for “{event}”."
    )


class Chart:
    """A company's posting rules and accounts by role, read once per batch (three statements, two more when a rule asks for partners).

    Where the `events` of a batch are known, no other rules are read.
    """

    def __init__(self, ctx: Context, events: Iterable[str] | None = None) -> None:
        self._rules: dict[str, list[tuple[Rule, tuple[conditions.Clause, ...]]]] = defaultdict(list)
        which, params = ("1 = 1", []) if events is None else dialect.named("r.event", events)
        for values in dialect.select(_RULES.format(events=which), [ctx.company, *params]):
            rule = Rule(*values)
            self._rules[rule.event].append((rule, conditions.parse(rule.condition)))
        played = {role for rules in self._rules.values() for rule, _ in rules for role in (rule.debit, rule.credit)}
        which, params = dialect.named("r.role", played)
        roles = dialect.select(_ROLES.format(roles=which), [ctx.company, *params]) if played else ()
        self._accounts: Mapping[tuple[str, str], int] = {(role, category): account for role, category, account in roles}
        shut = PERIOD.target("close for good"), *(() if ctx.may(BOOK_LATE) else (PERIOD.target("close"),))
        closed = dialect.select(_CLOSED.format(shut=dialect.among_words("p.state", shut)), [ctx.company])
        self._closed = frozenset(month for (month,) in closed)
        self._ctx = ctx
        self._partners: dict[int, tuple[str, frozenset[str]]] = {}
        self._places: int | None = None

    def month(self, day: date) -> int:
        """The period in which money of this business date lands: its own month, or the first open one after it."""
        month = day.year * 100 + day.month
        while month in self._closed:
            month = months_after(month)
        return month

    def know(self, bookings: Iterable[Booking]) -> None:
        """Look up what the conditions of these bookings' rules ask for. No statement unless a rule asks for partners."""
        wanted = {b.partner for b in bookings if b.partner and self._asks(b.event)}
        rows = Partner.objects.filter(company_id=self._ctx.company, id__in=wanted) if wanted else ()
        for partner in rows:
            kinds = frozenset(kind for kind in _KINDS if getattr(partner, kind))
            self._partners[partner.id] = partner.code, kinds

    def _asks(self, event: str) -> bool:
        return any(c.fact in conditions.PARTNER_FACTS for _, clauses in self._rules[event] for c in clauses)

    def lines(self, booking: Booking) -> list[JournalLine]:
        """The balanced lines of one booking, amounts added up per rule and account pair; nothing when no rule is for the event."""
        made = []
        for rule, clauses in self._rules[booking.event]:
            amounts: dict[tuple[int, int], int] = defaultdict(int)
            for worth in booking.worth:
                if worth.kind == rule.amount and conditions.holds(clauses, self._facts(booking, worth.category)):
                    debit, credit = (self._account(role, worth.category, rule) for role in (rule.debit, rule.credit))
                    amounts[debit, credit] += -worth.steps if rule.red else worth.steps
            for (debit, credit), amount in amounts.items():
                if amount:
                    made += self._pair(rule, booking, debit, credit, amount)
        return made

    def _pair(self, rule: Rule, booking: Booking, debit: int, credit: int, amount: int) -> list[JournalLine]:
        """The two lines of one rule. In a foreign currency both take the same converted amount, so they balance to the cent."""
        original = amount if booking.currency else 0
        if booking.currency:
            if self._places is None:
                self._places = company(self._ctx).currency_places
            amount = convert(original, booking.rate, self._places)
        partner = booking.partner if "partner" in rule.dimensions else 0
        department = booking.department if "department" in rule.dimensions else 0

        def line(account: int, side: Style, sign: int) -> JournalLine:
            on_debit = side == Style.DEBIT
            sums = (sign * amount, 0) if on_debit else (0, sign * amount)
            return JournalLine(account, *sums, rule.id, partner, department, sign * original)

        if rule.style == Style.DEBIT:
            return [line(debit, Style.DEBIT, 1), line(credit, Style.DEBIT, -1)]
        if rule.style == Style.CREDIT:
            return [line(debit, Style.CREDIT, -1), line(credit, Style.CREDIT, 1)]
        return [line(debit, Style.DEBIT, 1), line(credit, Style.CREDIT, 1)]

    def _facts(self, booking: Booking, category: str) -> Callable[[str], frozenset[str]]:
        def fact(name: str) -> frozenset[str]:
            if name in conditions.PARTNER_FACTS:
                code, kinds = self._partners.get(booking.partner, ("", frozenset()))
                return kinds if name == "partner_kind" else frozenset({code})
            plain = {"category": category, "warehouse": booking.place, "cause": booking.why, "paper": booking.paper}
            return frozenset({plain[name]})

        return fact

    def _account(self, role: Role, category: str, rule: Rule) -> int:
        account = self._accounts.get((role, category)) or self._accounts.get((role, ""))
        if account is None:
            raise NoAccount(role=role, event=rule.event)
        return account


def append(ctx: Context, chart: Chart, bookings: Sequence[Booking]) -> list[int]:
    """Write one journal entry per booking that has a value. Answers the entry ids, 0 where nothing was booked. Two statements."""
    chart.know(bookings)
    made = [(booking, chart.lines(booking)) for booking in bookings]
    booked = [(booking, lines) for booking, lines in made if lines]
    if not booked:
        return [0] * len(made)
    ids = new_ids(len(booked))
    months = {b.business_date: chart.month(b.business_date) for b, _ in booked}
    told = any(b.why or b.currency for b, _ in booked)  # what most bookings have not, the columns' defaults say
    entries = [
        (
            i,
            b.warehouse or None,
            b.movement,
            b.event,
            b.paper,
            b.number,
            b.business_date.isoformat(),
            months[b.business_date],
            *((b.why[:100], b.currency, b.rate) if told else ()),
        )
        for i, (b, _) in zip(ids, booked, strict=True)
    ]
    constants = {"company_id": ctx.company, "recorded_at": ctx.now, "user_id": ctx.user}
    dialect.insert("books_journalentry", {**_ENTRY, **_TOLD} if told else _ENTRY, entries, constants=constants)
    foreign = any(b.currency for b, _ in booked)
    rows = [
        (
            i,
            b.warehouse or None,
            line.account,
            line.debit,
            line.credit,
            line.partner,
            line.department,
            months[b.business_date],
            line.rule,
            *((line.original,) if foreign else ()),
        )
        for i, (b, lines) in zip(ids, booked, strict=True)
        for line in lines
    ]
    data = [(i, *row) for i, row in zip(new_ids(len(rows)), rows, strict=True)]
    columns = {**_LINE, "original": "int"} if foreign else _LINE
    dialect.insert("books_journalline", columns, data, constants={"company_id": ctx.company})
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
_TOLD: dialect.Columns = {"why": "text", "currency": "text", "rate": "int"}
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
    "rule": "int",
}
