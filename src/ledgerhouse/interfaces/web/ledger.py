"""The ledger page: journal entries with their lines, account balances, and whether stock and books agree."""

from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.reading import amount, state_title
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.interfaces.web import forms, lists
from ledgerhouse.interfaces.web.asking import Asked, signed_in
from ledgerhouse.interfaces.web.show import address
from ledgerhouse.interfaces.web.tables import table
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.exact import AMOUNT, number
from ledgerhouse.kernel.ids import command_id
from ledgerhouse.ledgers.books.queries import Side, inventory_booked, lines_of
from ledgerhouse.ledgers.costing.queries import pools_value

SEE: Final = "see books"
A_PAGE: Final = 25


class Entry(NamedTuple):
    """A journal entry as drawn."""

    id: int
    date: str
    period: str
    event: str
    number: str
    href: str
    paper: str
    warehouse: str
    lines: list[Side]


class Light(NamedTuple):
    """Stock value against the inventory accounts (业财对账)."""

    booked: str
    stock: str
    difference: str
    agree: bool


@signed_in
@require_GET
def ledger_page(request: Asked) -> HttpResponse:
    """Journal entries, newest first; beside them the accounts and the light."""
    ctx = request.ctx
    ctx.require_any(SEE)
    journal, accounts = LISTINGS["books.journal"], LISTINGS["books.accounts"]
    ask = lists.asked(journal, request.GET)
    page = journal.page(
        ctx, ask.where, text=ask.text, after=ask.after, limit=A_PAGE, count=not ask.after, most=lists.MOST_COUNTED
    )
    count = lists.counted(request, page)
    sides = lines_of(ctx, [row.id for row in page.rows])
    rows = list(accounts.every(ctx))
    used = [row for row in rows if row.debit or row.credit]
    facts: dict[str, Any] = {
        "entries": [_entry(ctx, row, sides.get(row.id, [])) for row in page.rows],
        "boxes": forms.boxes(forms.specs_of(journal.filters), ask.raw, ask.problems),
        "text": ask.text,
        "filtered": bool(ask.raw or ask.text),
        "count": count,
        "most": lists.MOST_COUNTED,
        "next": lists.turned(request.GET, ask, page.next, count) if page.next else "",
        "previous": lists.back(request.GET, ask, count) if ask.after else "",
        "accounts": table(
            ctx, accounts.title, accounts.row, used, [c for c in accounts.visible(ctx) if c.name != "active"]
        ),
        "debit": amount(sum((row.debit for row in used), Decimal(0))),
        "credit": amount(sum((row.credit for row in used), Decimal(0))),
        "light": light(ctx),
        "may_prove": "finance.prove" in VERBS and ctx.may(VERBS["finance.prove"].may),
        "key": command_id(),
    }
    return render(request, "web/ledger.html", facts)


def light(ctx: Context) -> Light | None:
    """Whether the inventory accounts are worth what stock is worth; None for those who do not see all of both."""
    if not (ctx.everywhere("see costs") and ctx.everywhere(SEE)):
        return None  # a part of the stock against a part of the books proves nothing
    booked, stock = inventory_booked(ctx), number(pools_value(ctx), AMOUNT)
    return Light(amount(booked), amount(stock), amount(booked - stock), booked == stock)


def _entry(ctx: Context, row: Any, sides: list[Side]) -> Entry:
    return Entry(
        row.id,
        row.business_date.isoformat(),
        str(row.month),
        state_title(row.event),
        row.number,
        address(ctx, row.paper, row.number),
        state_title(row.paper),
        row.warehouse,
        sides,
    )
