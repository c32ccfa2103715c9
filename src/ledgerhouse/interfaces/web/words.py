"""What the pages call things: areas of the menu, tones of states, names of fields that many commands share."""

from typing import Final, Literal, NamedTuple

from ledgerhouse.kernel.errors import gettext_noop

Tone = Literal["plain", "waiting", "moving", "done", "stopped", "closed"]


class Area(NamedTuple):
    """A group of the menu: its title, its icon, and the rooms whose lists it holds."""

    title: str
    icon: str
    rooms: tuple[str, ...]


AREAS: Final = (
    Area(gettext_noop("Purchasing"), icon="shopping-cart", rooms=("purchasing",)),
    Area(gettext_noop("Selling"), icon="receipt", rooms=("sales",)),
    Area(
        gettext_noop("Warehouse"),
        icon="building-warehouse",
        rooms=("warehouse", "inbound", "outbound", "inventory", "quality", "logistics"),
    ),
    Area(gettext_noop("Stock"), icon="packages", rooms=("stock",)),
    Area(gettext_noop("Production"), icon="tool", rooms=("manufacturing", "production")),
    Area(gettext_noop("Finance"), icon="report-money", rooms=("books", "costing", "invoicing", "finance")),
    Area(
        gettext_noop("Planning and analysis"), icon="chart-bar", rooms=("planning", "analytics", "alerts", "simulation")
    ),
    Area(gettext_noop("Master data"), icon="database", rooms=("catalog", "partners", "sites")),
    Area(
        gettext_noop("System"),
        icon="settings",
        rooms=("foundation", "organisation", "people", "operations", "imports", "integration", "rollout"),
    ),
)
ELSEWHERE: Final = Area(gettext_noop("More"), icon="dots", rooms=())

STATE_TONES: Final[dict[str, Tone]] = {
    **dict.fromkeys(("draft", "new", "saved", "planned", "created", "counted", "blocked by credit"), "plain"),
    **dict.fromkeys(("submitted", "open", "waiting", "pending", "expected", "announced", "to do", "todo"), "waiting"),
    **dict.fromkeys(("asked", "in inspection", "pending inspection", "confirmed", "held", "suspended"), "waiting"),
    **dict.fromkeys(
        ("partial", "partly received", "partly shipped", "in progress", "receiving", "picking", "packing", "counting"),
        "moving",
    ),
    **dict.fromkeys(
        ("allocated", "partly allocated", "released", "picked", "packed", "started", "running", "short", "claimed"),
        "moving",
    ),
    **dict.fromkeys(
        (
            "approved",
            "received",
            "shipped",
            "done",
            "completed",
            "posted",
            "put away",
            "returned",
            "delivered",
            "good",
            "active",
            "applied",
            "awarded",
            "ordered",
            "quoted",
        ),
        "done",
    ),
    **dict.fromkeys(
        ("rejected", "declined", "cancelled", "void", "failed", "dead", "blocked", "refused", "defective", "recalled"),
        "stopped",
    ),
    **dict.fromkeys(("expired", "quarantine", "on hold", "locked", "in trouble", "trouble"), "stopped"),
    **dict.fromkeys(("listed", "loading", "loaded", "handed over", "in transit", "delivering", "collected"), "moving"),
    **dict.fromkeys(("signed for",), "done"),
    **dict.fromkeys(("closed", "archived", "retired", "discontinued", "inactive", "merged"), "closed"),
}
"""State -> tone. A state that is not named here is plain; an ending state of a life is found by its last word."""

LOOK_UPS: Final[dict[str, str]] = {
    "item": "catalog.items",
    "warehouse": "sites.warehouses",
    "zone": "sites.zones",
    **dict.fromkeys(("location", "place", "source", "target", "from_location", "to_location"), "sites.locations"),
    **dict.fromkeys(("partner", "supplier", "customer", "carrier"), "partners.partners"),
    "lot": "catalog.lots",
    "account": "books.accounts",
    "category": "catalog.categories",
}
"""Field name -> the list whose first column it names; a class may say otherwise with `refers` in the field's metadata."""

STAGE_TITLES: Final[dict[str, str]] = {
    "receive": gettext_noop("To receive"),
    "put_away": gettext_noop("To put away"),
    "allocate": gettext_noop("To allocate"),
    "release": gettext_noop("To release"),
    "pick": gettext_noop("To pick"),
    "pack": gettext_noop("To check"),
    "ship": gettext_noop("To ship"),
    "count": gettext_noop("To count"),
}
"""Stage of `documents.warehouse.stages` -> what boards call it."""
