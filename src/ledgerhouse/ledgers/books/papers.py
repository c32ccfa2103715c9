"""Pages of the books: journal entries, vouchers, accounts, periods, posting rules."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ledgerhouse.foundation.listing import LISTINGS, column
from ledgerhouse.foundation.models import User
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.capitals import capitals
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books.listings import SEE, JournalLineFilter, JournalLineRow
from ledgerhouse.ledgers.books.listings_vouchers import VoucherLineFilter, VoucherLineRow
from ledgerhouse.ledgers.books.models import JournalEntry, JournalLine, Voucher, VoucherEntry
from ledgerhouse.ledgers.books.voucher_words import CASH_FLOWS, ORIGINS, VOUCHER, Origin

SYSTEM = gettext_noop("the system")
BY_RULE = gettext_noop("by posting rules")


@paper("journal_entry", title=gettext_noop("Journal entry"), see=SEE)
def journal_entry(ctx: Context, number: str) -> Paper | None:
    """A journal entry with its lines, the document it came from and the voucher it went into."""
    rows = scoped(ctx, JournalEntry).select_related("warehouse")
    row = rows.filter(id=number).first() if number.isdigit() and len(number) < 20 else None
    if row is None:
        return None
    lines = list(LISTINGS["books.lines"].every(ctx, JournalLineFilter(entry=row.id), sort="account"))
    voucher = VoucherEntry.objects.filter(company_id=row.company_id, entry=row.id).values_list(
        "voucher__number", flat=True
    )
    return Paper(
        kind="journal_entry",
        number=str(row.id),
        title=gettext_noop("Journal entry"),
        facts=[
            Fact(gettext_noop("Event"), row.event, "state"),
            Fact(gettext_noop("Document"), row.number, "code", row.paper),
            Fact(gettext_noop("Business date"), row.business_date, "date"),
            Fact(gettext_noop("Period"), str(row.month), "code", "period"),
            Fact(gettext_noop("Warehouse"), row.warehouse.code if row.warehouse else "", "code", "warehouse"),
            Fact(gettext_noop("Recorded"), row.recorded_at, "moment"),
            Fact(gettext_noop("Reason"), row.why),
            Fact(gettext_noop("Currency"), row.currency, "code"),
            Fact(gettext_noop("Voucher"), voucher.first() or "", "code", "voucher"),
        ],
        tables=[Table(gettext_noop("Lines"), JournalLineRow, lines)],
    )


@dataclass(frozen=True)
class SourceRow:
    """A journal entry that is in the voucher."""

    entry: int = column(gettext_noop("Journal entry"), kind="code", link="journal_entry")
    event: str = column(gettext_noop("Event"), kind="state")
    number: str = column(gettext_noop("Document"), kind="code", link="@paper")
    paper: str = column(gettext_noop("Document type"), kind="state")
    business_date: date = column(gettext_noop("Business date"), kind="date")
    amount: Decimal = column(gettext_noop("Amount"), kind="amount", total=True)


@paper("voucher", title=gettext_noop("Voucher"), see=SEE)
def voucher(ctx: Context, number: str) -> Paper | None:
    """A voucher with its lines, the people who stand for it, and the journal entries it was made from."""
    row = scoped(ctx, Voucher).select_related("warehouse", "corrects").filter(number=number).first()
    if row is None:
        return None
    lines = LISTINGS["books.voucher_lines"].every(ctx, VoucherLineFilter(voucher=number), sort="line")
    sources = _sources(ctx, row)
    tables = [Table(gettext_noop("Lines"), VoucherLineRow, [_plain(line) for line in lines])]
    if sources:
        tables.append(Table(gettext_noop("Journal entries"), SourceRow, sources))
    return Paper(
        kind="voucher",
        number=row.number,
        title=f"{row.word}-{row.serial}" if row.serial else row.number,
        state=row.state,
        lifecycle=VOUCHER,
        facts=_facts(row),
        tables=tables,
        actions=_actions(row),
    )


def _plain(line: VoucherLineRow) -> VoucherLineRow:
    """A line whose zeros are left out, so that only columns that say something are drawn."""
    nothing = {name: None for name in ("quantity", "price", "original", "rate") if not getattr(line, name)}
    values = {name: getattr(line, name) for name in line.__dataclass_fields__} | nothing
    values["debit"], values["credit"] = line.debit or None, line.credit or None
    values["cash_flow"] = CASH_FLOWS.get(line.cash_flow, "") and line.cash_flow
    return VoucherLineRow(**values)


def _facts(row: Voucher) -> list[Fact]:
    ids = [person for person in (row.maker, row.checker, row.poster) if person]
    people = {user.id: str(user) for user in User.objects.filter(id__in=ids)}

    def person(title: str, who: int | None, nobody: str = SYSTEM) -> Fact:
        known = people.get(who or 0, "")
        return Fact(title, "" if who is None else known or nobody, "text" if known else "state")

    return [
        Fact(gettext_noop("Date"), row.day, "date"),
        Fact(gettext_noop("Period"), str(row.month), "code", "period"),
        Fact(gettext_noop("Voucher number"), f"{row.word}-{row.serial}" if row.serial else ""),
        Fact(gettext_noop("Origin"), ORIGINS[Origin(row.origin)], "state"),
        Fact(gettext_noop("Document"), row.source, "code", row.source_kind),
        Fact(gettext_noop("Warehouse"), row.warehouse.code if row.warehouse else "", "code", "warehouse"),
        Fact(gettext_noop("Corrects"), row.corrects.number if row.corrects else "", "code", "voucher"),
        Fact(gettext_noop("Attachments"), row.attachments, "number"),
        Fact(gettext_noop("Total"), row.total, "amount"),
        Fact(gettext_noop("Total in capitals"), capitals(row.total)),
        person(gettext_noop("Prepared by"), row.maker),
        person(gettext_noop("Checked by"), row.checker, BY_RULE),
        person(gettext_noop("Posted by"), row.poster),
    ]


def _sources(ctx: Context, row: Voucher) -> list[SourceRow]:
    entries = VoucherEntry.objects.filter(company_id=row.company_id, voucher_id=row.id).values("entry")
    found = list(scoped(ctx, JournalEntry).filter(id__in=entries).order_by("id")[:500])
    totals: dict[int, Decimal] = {}
    lines = scoped(ctx, JournalLine).filter(entry__in=[e.id for e in found])
    for entry, debit in lines.values_list("entry", "debit"):
        totals[entry] = totals.get(entry, Decimal(0)) + debit
    return [SourceRow(e.id, e.event, e.number, e.paper, e.business_date, totals.get(e.id, Decimal(0))) for e in found]


def _actions(row: Voucher) -> tuple[Action, ...]:
    """What the state allows."""
    these = {"numbers": [row.number]}
    by_hand = row.origin in {Origin.MANUAL, Origin.BLUE}
    rewrite = (Action("books.rewrite_voucher", {"number": row.number}),) if by_hand else ()
    void = (Action("books.void_vouchers", these),) if row.origin != Origin.JOURNAL else ()
    posted = () if row.origin == Origin.RED else (
        Action("books.reverse_voucher", {"number": row.number}),
        Action("books.correct_voucher", {"number": row.number}),
    )  # fmt: skip
    return {
        "draft": (Action("books.submit_vouchers", these), *rewrite, *void),
        "submitted": (Action("books.approve_vouchers", these), Action("books.reject_vouchers", these)),
        "approved": (Action("books.post_vouchers", these), Action("books.withdraw_vouchers", these)),
        "posted": posted,
    }.get(row.state, ())
