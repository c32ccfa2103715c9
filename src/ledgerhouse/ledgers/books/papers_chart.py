"""Pages of how the books are set up: an account, a period, a posting rule."""

from dataclasses import dataclass
from typing import Final

from ledgerhouse.foundation.listing import LISTINGS, column
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books import checklist
from ledgerhouse.ledgers.books.listings_chart import SEE, RoleFilter, RoleRow
from ledgerhouse.ledgers.books.listings_ledgers import (
    GeneralFilter,
    GeneralRow,
    LedgerLineFilter,
    LedgerLineRow,
)
from ledgerhouse.ledgers.books.models import Account, Period, PostingRule, Turnover
from ledgerhouse.ledgers.books.starting_rules import AMOUNTS
from ledgerhouse.ledgers.books.voucher_words import PERIOD
from ledgerhouse.ledgers.books.words import KINDS, ROLES, SIDES, STYLES, Kind, Role, Side, Style

NEWEST: Final = 50


@paper("account", title=gettext_noop("Account"), see=SEE)
def account(ctx: Context, number: str) -> Paper | None:
    """An account with its general ledger by period and its newest posted lines."""
    row = scoped(ctx, Account).select_related("parent").filter(code=number).first()
    if row is None:
        return None
    periods = list(LISTINGS["books.general_ledger"].every(ctx, GeneralFilter(account=number)))
    ledger = LISTINGS["books.subsidiary_ledger"]
    newest = ledger.page(ctx, LedgerLineFilter(account=number), sort="-day", limit=NEWEST).rows
    roles = list(LISTINGS["books.roles"].every(ctx, RoleFilter(account=number)))
    return Paper(
        kind="account",
        number=row.code,
        title=row.name,
        state="active" if row.active else "inactive",
        facts=[
            Fact(gettext_noop("Kind of account"), KINDS[Kind(row.kind)], "state"),
            Fact(gettext_noop("Normal side"), SIDES[Side(row.side)], "state"),
            Fact(gettext_noop("Account above"), row.parent.code if row.parent else "", "code", "account"),
            Fact(gettext_noop("May be booked"), row.leaf, "yes_no"),
            Fact(gettext_noop("Auxiliary dimensions"), row.dimensions),
            Fact(gettext_noop("Cash or bank"), row.cash, "yes_no"),
            Fact(gettext_noop("In foreign currencies"), row.currency, "yes_no"),
            Fact(gettext_noop("With quantities"), row.quantity, "yes_no"),
        ],
        tables=[
            Table(gettext_noop("General ledger"), GeneralRow, periods),
            Table(gettext_noop("Subsidiary ledger"), LedgerLineRow, newest),
            *([Table(gettext_noop("Account roles"), RoleRow, roles)] if roles else []),
        ],
        actions=(
            Action("books.change_account", {"code": row.code}),
            *((Action("books.deactivate_account", {"code": row.code}),) if row.active else ()),
        ),
    )


@dataclass(frozen=True)
class ChecklistRow:
    """One thing to do before the close."""

    item: str = column(gettext_noop("To do"), kind="state")
    done: bool = column(gettext_noop("Done"), kind="yes_no")
    blocks: bool = column(gettext_noop("Blocks the close"), kind="yes_no")
    many: int = column(gettext_noop("In the way"), kind="number")
    names: str = column(gettext_noop("First of them"))


@paper("period", title=gettext_noop("Period"), see=SEE)
def period(ctx: Context, number: str) -> Paper | None:
    """A period with its checklist; the proof of the ledgers is a verb, for it takes its time."""
    month = int(number) if number.isdigit() and len(number) == 6 else 0
    row = scoped(ctx, Period).filter(month=month).first()
    if row is None:
        return None
    items = [ChecklistRow(i.title, i.done, i.blocks, i.many, "、".join(i.names[:5])) for i in checklist.of(ctx, month)]
    this = {"month": month}
    foreign = Turnover.objects.filter(company_id=ctx.company, month__lte=month).exclude(currency="").exists()
    revalue = (Action("books.revalue_currencies", this),) if foreign else ()
    actions = {
        "open": (Action("books.close_period", this), *revalue, Action("books.carry_forward", this)),
        "closing": (
            Action("finance.close_for_good", this),
            Action("finance.check_close", this),
            *revalue,
            Action("books.carry_forward", this),
            Action("books.reopen_period", this),
        ),
    }
    return Paper(
        kind="period",
        number=number,
        title=number,
        state=row.state,
        lifecycle=PERIOD,
        tables=[Table(gettext_noop("Checklist"), ChecklistRow, items)],
        actions=actions.get(row.state, ()),
    )


@paper("posting_rule", title=gettext_noop("Posting rule"), see=SEE)
def posting_rule(ctx: Context, number: str) -> Paper | None:
    """A posting rule with its history; `number` is the event and which of its rules, `receipt 1`."""
    event, _, sequence = number.rpartition(" ")
    rows = scoped(ctx, PostingRule).filter(event=event)
    row = rows.filter(sequence=int(sequence)).first() if sequence.isdigit() and len(sequence) < 5 else None
    if row is None:
        return None
    this = {"event": row.event, "sequence": row.sequence}
    return Paper(
        kind="posting_rule",
        number=number,
        title=number,
        state="active" if row.active else "inactive",
        facts=[
            Fact(gettext_noop("Event"), row.event, "state"),
            Fact(gettext_noop("Debit"), ROLES[Role(row.debit)], "state"),
            Fact(gettext_noop("Credit"), ROLES[Role(row.credit)], "state"),
            Fact(gettext_noop("Amount"), AMOUNTS.get(row.amount, row.amount), "state"),
            Fact(gettext_noop("Red entry"), row.red, "yes_no"),
            Fact(gettext_noop("Sides"), STYLES[Style(row.style)], "state"),
            Fact(gettext_noop("Condition"), row.condition),
            Fact(gettext_noop("Auxiliary dimensions"), row.dimensions),
            Fact(gettext_noop("Narration"), row.explanation),
        ],
        actions=(
            Action("books.change_rule", this),
            *((Action("books.deactivate_rule", this),) if row.active else ()),
        ),
    )
