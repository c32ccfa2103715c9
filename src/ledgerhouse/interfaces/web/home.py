"""The first page: what waits for this person, by the rights the person has, each counted by a real query."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.reading import amount, words
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.interfaces.web import board, menu
from ledgerhouse.interfaces.web.asking import Asked, signed_in
from ledgerhouse.interfaces.web.ledger import light
from ledgerhouse.interfaces.web.menu import Special
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.kernel.exact import AMOUNT, number
from ledgerhouse.ledgers.costing.queries import pools_value

SPECIAL: Final = (
    Special(gettext_noop("Home"), "/", icon="home", may=""),
    Special(gettext_noop("Operations board"), "/board/", icon="layout-kanban", may="see warehouse work"),
    Special(gettext_noop("Order flow"), "/board/orders/", icon="layout-kanban", may="see warehouse work"),
    Special(gettext_noop("Receiving"), "/receive/", icon="barcode", may="receive goods"),
    Special(gettext_noop("Picking"), "/pick/", icon="hand-grab", may="pick"),
    Special(gettext_noop("Stock query"), "/stock/", icon="package", may="see stock"),
    Special(gettext_noop("Floor map"), "/map/", icon="map-2", may="see sites"),
    Special(gettext_noop("Ledger"), "/ledger/", icon="book-2", may="see books"),
)


class Waiting(NamedTuple):
    """Work that waits: a list with a filter, for people who hold one of the rights to act on it."""

    title: str
    listing: str
    where: Mapping[str, Any]
    acts: tuple[str, ...]
    icon: str


class Card(NamedTuple):
    """A card as drawn."""

    title: str
    figure: str
    href: str
    icon: str
    note: str = ""
    mood: str = "calm"


WAITING: Final = (
    Waiting(gettext_noop("Purchase orders to release"), "purchasing.orders", {"state": "draft"},
            ("order goods", "approve purchases"), icon="shopping-cart"),
    Waiting(gettext_noop("Purchase orders on their way"), "purchasing.orders", {"state": "released"},
            ("order goods", "approve purchases"), icon="truck"),
    Waiting(gettext_noop("Sales orders to confirm"), "sales.orders", {"state": "draft"},
            ("take orders", "confirm orders"), icon="receipt"),
    Waiting(gettext_noop("Sales orders in work"), "sales.orders", {"state": "confirmed"},
            ("take orders", "confirm orders"), icon="progress"),
    Waiting(gettext_noop("Messages that could not be delivered"), "operations.dead_letters", {},
            ("replay messages",), icon="mail-exclamation"),
    Waiting(gettext_noop("Failed jobs"), "operations.jobs", {"state": "failed"}, ("run jobs",), icon="alert-triangle"),
)  # fmt: skip
STAGE_RIGHTS: Final = {
    "receive": "receive goods",
    "put_away": "put away",
    "allocate": "allocate",
    "release": "release waves",
    "pick": "pick",
    "pack": "pack",
    "ship": "ship",
    "count": "count stock",
}
STAGE_ICONS: Final = {
    "receive": "ti-package-import", "put_away": "ti-stack-push", "allocate": "ti-arrows-split-2", "release": "ti-wave-sine",
    "pick": "ti-hand-grab", "pack": "ti-package", "ship": "ti-truck-delivery", "count": "ti-clipboard-check",
}  # fmt: skip


class Shortcut(NamedTuple):
    """A verb one click away."""

    title: str
    href: str
    help: str


@signed_in
@require_GET
def home_page(request: Asked) -> HttpResponse:
    """The home page."""
    ctx = request.ctx
    timezone = request.company.timezone
    sections = [
        (_("My work"), work(ctx, timezone)),
        (_("Business"), [card for one in WAITING if (card := waiting(ctx, one)) is not None]),
        (_("Money and goods"), money(ctx)),
    ]
    facts = {
        "sections": [(title, cards) for title, cards in sections if cards],
        "shortcuts": shortcuts(ctx),
        "greeting": _("Hello, %(name)s") % {"name": ctx.name},
        "today": ctx.today(timezone),
    }
    return render(request, "web/home.html", facts)


def work(ctx: Context, timezone: str) -> list[Card]:
    """The stages of the warehouse in which this person acts; those who only look see them all."""
    if not ctx.may(board.SEE):
        return []
    acts = {stage for stage, right in STAGE_RIGHTS.items() if ctx.may(right)}
    shown = [tile for tile in board.tiles(ctx, timezone) if not acts or tile.name in acts]
    return [
        Card(
            tile.title,
            f"{tile.waits:,}",
            tile.href or "/board/",
            STAGE_ICONS[tile.name].removeprefix("ti-"),
            (_("%(n)s late") % {"n": tile.late})
            if tile.late
            else (_("oldest %(age)s") % {"age": tile.age} if tile.age else ""),
            tile.mood,
        )
        for tile in shown
    ]


def waiting(ctx: Context, one: Waiting) -> Card | None:
    """One card of waiting work; None for those whom it does not concern."""
    listing = LISTINGS.get(one.listing)
    if listing is None or not ctx.may(listing.see) or not any(ctx.may(right) for right in one.acts):
        return None
    count = listing.count(ctx, read(listing.filters, dict(one.where)))
    href = f"/lists/{one.listing}/" + (f"?{urlencode(one.where)}" if one.where else "")
    return Card(words(one.title), f"{count:,}", href, one.icon)


def money(ctx: Context) -> list[Card]:
    """What stock is worth, and whether stock and books agree."""
    cards = []
    if ctx.everywhere("see costs"):
        cards.append(
            Card(_("Stock value"), amount(number(pools_value(ctx), AMOUNT)), "/lists/costing.pools/", icon="coins")
        )
    agreement = light(ctx) if ctx.may("see books") else None
    if agreement is not None:
        note = _("stock and books agree") if agreement.agree else _("stock and books differ")
        mood = "good" if agreement.agree else "late"
        cards.append(Card(_("Stock less books"), agreement.difference, "/ledger/", icon="scale", note=note, mood=mood))
    return cards


def shortcuts(ctx: Context) -> list[Shortcut]:
    """What the asker may do, at most a dozen; verbs that begin something come first."""
    allowed = [verb for name, verb in sorted(VERBS.items(), key=_usual) if menu.offered(ctx, verb)]
    return [Shortcut(words(v.title), f"/do/{v.name}/", words(v.description)) for v in allowed[:12]]


def _usual(pair: tuple[str, Any]) -> tuple[int, str]:
    rooms = ("purchasing", "sales", "inbound", "outbound", "inventory", "finance")
    room = pair[0].split(".")[0]
    return (rooms.index(room) if room in rooms else len(rooms), pair[0])
