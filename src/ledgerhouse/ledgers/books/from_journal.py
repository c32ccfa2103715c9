"""Vouchers from the journal: which entries wait, and what vouchers they make. Facts go in, drafts come out; nothing is written here.

Lines of accounts that are kept with quantities are split by item, with the quantities that the cost ledger knows: the journal itself is
not, for it is written while goods move. Where the two do not agree to the step, a line stays whole rather than wrong.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.books.models import (
    Account,
    AccountRole,
    JournalEntry,
    JournalLine,
    Period,
    PostingRule,
    VoucherPolicy,
)
from ledgerhouse.ledgers.books.voucher_words import (
    BOOK_LATE,
    PERIOD,
    Line,
    Origin,
    Summary,
    first_day,
    month_of,
    months_after,
)
from ledgerhouse.ledgers.books.vouchers import Draft
from ledgerhouse.ledgers.books.words import Role
from ledgerhouse.masterdata.sites.models import Warehouse

_ENTRY: Final = (
    "e.id, e.warehouse_id, e.movement, e.event, e.paper, e.number, e.business_date, e.month, e.why, e.currency, e.rate"
)


class EntryRef(NamedTuple):
    """A journal entry that waits for its voucher."""

    id: int
    warehouse: int
    movement: int
    event: str
    paper: str
    number: str
    day: date
    month: int
    why: str
    currency: str
    rate: int


class EntryLine(NamedTuple):
    """One line of a journal entry, in steps."""

    entry: int
    account: int
    debit: int
    credit: int
    partner: int
    department: int
    rule: int
    original: int


class Goods(NamedTuple):
    """What a movement brought to (above zero) or took from the stock of an item, with its value, in steps."""

    item: int
    category: str
    quantity: int
    value: int


def waiting(ctx: Context, *, until: date | None, month: int | None, after: int, most: int) -> list[EntryRef]:
    """The oldest journal entries after an id that are in no voucher yet."""
    sql = (
        f"select {_ENTRY} from books_journalentry e where {scope_sql(ctx, JournalEntry, 'e')} and e.id > {int(after)} "
        "and not exists (select 1 from books_voucherentry k where k.company_id = e.company_id and k.entry = e.id)"
    )
    params: list[str] = []
    if until is not None:
        sql += " and e.business_date <= %s"
        params.append(until.isoformat())
    if month is not None:
        sql += f" and e.month <= {int(month)}"
    rows = dialect.select(f"{sql} order by e.id limit {int(most)}", params)
    return [EntryRef._make((row[0], row[1] or 0, *row[2:6], _day(row[6]), *row[7:])) for row in rows]


def entry_lines(ctx: Context, entries: Iterable[int]) -> dict[int, list[EntryLine]]:
    """The lines of these journal entries. One statement."""
    found: dict[int, list[EntryLine]] = defaultdict(list)
    sql = (
        "select l.entry, l.account_id, l.debit, l.credit, l.partner, l.department, l.rule, l.original from books_journalline l "
        f"where {scope_sql(ctx, JournalLine, 'l')} and l.entry in {dialect.among(entries)} order by l.id"
    )
    for row in dialect.select(sql):
        found[row[0]].append(EntryLine(*row))
    return found


class Maker:
    """What the company has decided about vouchers, read once: policies, rules' words, accounts with quantities, closed periods."""

    def __init__(self, ctx: Context) -> None:
        mine = {"company_id": ctx.company}
        self._policies = dict(VoucherPolicy.objects.filter(**mine).values_list("event", "summary"))
        self._says = dict(PostingRule.objects.filter(**mine).values_list("id", "explanation"))
        self._counted = set(Account.objects.filter(**mine, quantity=True).values_list("id", flat=True))
        roles = AccountRole.objects.filter(**mine, role=Role.INVENTORY).values_list("category", "account_id")
        self._stock_accounts = dict(roles)
        self._places = dict(Warehouse.objects.filter(**mine).values_list("id", "code"))
        shut = PERIOD.target("close for good"), *(() if ctx.may(BOOK_LATE) else (PERIOD.target("close"),))
        self._shut = set(Period.objects.filter(**mine, state__in=shut).values_list("month", flat=True))

    def drafts(
        self,
        entries: Sequence[EntryRef],
        lines: Mapping[int, Sequence[EntryLine]],
        goods: Mapping[int, Sequence[Goods]],
    ) -> list[Draft]:
        """One draft per document or per day, as the policies say, in the order of the entries."""
        groups: dict[tuple[object, ...], list[EntryRef]] = defaultdict(list)
        for e in entries:
            month, day = self._when(e)
            daily = self._policies.get(e.event, self._policies.get("", Summary.DOCUMENT)) == Summary.DAY
            key = (month, day, e.warehouse, e.event) if daily else (month, day, e.warehouse, e.paper, e.number)
            groups[key].append(e)
        return [self._draft(group, lines, goods) for group in groups.values()]

    def _when(self, e: EntryRef) -> tuple[int, date]:
        """Period and date of an entry's voucher: those of the entry, or the first day of the first period that is open."""
        month = e.month
        while month in self._shut:
            month = months_after(month)
        return month, e.day if month_of(e.day) == month else first_day(month)

    def _draft(
        self, group: Sequence[EntryRef], lines: Mapping[int, Sequence[EntryLine]], goods: Mapping[int, Sequence[Goods]]
    ) -> Draft:
        first = group[0]
        month, day = self._when(first)
        numbers = list(dict.fromkeys(e.number for e in group))
        named = numbers[0] if len(numbers) == 1 else f"{numbers[0]}等{len(numbers)}单"
        sums: dict[Line, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for e in group:
            for line in lines.get(e.id, ()):
                says = self._explained(line.rule, e, named)
                for item, quantity, debit, credit in self._split(line, lines[e.id], goods.get(e.movement, ())):
                    amounts = debit, credit, quantity, line.original
                    key = _key(line, e, says, item, amounts)
                    for i, amount in enumerate(amounts):
                        sums[key][i] += amount
        made = [key._replace(debit=s[0], credit=s[1], quantity=s[2], original=s[3]) for key, s in sums.items()]
        made.sort(key=lambda line: bool(line.credit))
        single = len(numbers) == 1
        return Draft(
            month,
            day,
            made,
            origin=Origin.JOURNAL,
            event=first.event,
            source_kind=first.paper if single else "",
            source=first.number if single else "",
            warehouse=first.warehouse,
            attachments=min(len(numbers), 9999),
            entries=[e.id for e in group],
        )

    def _explained(self, rule: int, e: EntryRef, named: str) -> str:
        text = self._says.get(rule, "") or "{number}"
        places = {"number": named, "warehouse": self._places.get(e.warehouse, ""), "day": str(e.day), "cause": e.why}
        for place, value in places.items():
            text = text.replace("{" + place + "}", value)
        return text.strip()

    def _split(
        self, line: EntryLine, siblings: Sequence[EntryLine], goods: Sequence[Goods]
    ) -> list[tuple[int, int, int, int]]:
        """The line by item as (item, quantity, debit, credit), or whole with item 0."""
        whole = [(0, 0, line.debit, line.credit)]
        if line.account not in self._counted or not goods or line.original:
            return whole
        counted = [other for other in siblings if other.account in self._counted]
        mine = goods if len(counted) == 1 else [g for g in goods if self._account_of(g.category) == line.account]
        same = [other for other in counted if other.account == line.account]
        worth: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for g in mine:
            worth[g.item][0] += g.quantity
            worth[g.item][1] += g.value
        if sum(value for _, value in worth.values()) != sum(other.debit - other.credit for other in same):
            return whole
        if len(worth) == 1:  # red and blue of one item, as an invoice books them: the quantity stands once
            ((item, (quantity, _)),) = worth.items()
            quantity = quantity if line is same[0] else 0
            return [(item, quantity if line.debit else -quantity, line.debit, line.credit)]
        if len(same) > 1 or any(value == 0 for _, value in worth.values()):
            return whole
        if line.debit:
            return [(item, quantity, value, 0) for item, (quantity, value) in worth.items()]
        return [(item, -quantity, 0, -value) for item, (quantity, value) in worth.items()]

    def _account_of(self, category: str) -> int | None:
        return self._stock_accounts.get(category) or self._stock_accounts.get("")


def _key(line: EntryLine, e: EntryRef, says: str, item: int, amounts: tuple[int, int, int, int]) -> Line:
    """What lines that are added up have in common; red and blue are not added up, nor the two sides."""
    debit, credit, *_ = amounts
    sign = 1 if debit + credit > 0 else -1
    return Line(
        account=line.account,
        debit=sign if debit else 0,
        credit=sign if credit else 0,
        explanation=says,
        partner=line.partner,
        department=line.department,
        item=item,
        currency=e.currency,
        rate=e.rate if e.currency else 0,
    )


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
