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
    Area(gettext_noop("Sales"), icon="receipt", rooms=("sales",)),
    Area(
        gettext_noop("Warehouse"), "building-warehouse", ("warehouse", "inbound", "outbound", "inventory", "logistics")
    ),
    Area(gettext_noop("Stock"), icon="packages", rooms=("stock",)),
    Area(gettext_noop("Production"), icon="tool", rooms=("manufacturing", "production")),
    Area(gettext_noop("Finance"), icon="report-money", rooms=("books", "costing", "invoicing", "finance")),
    Area(
        gettext_noop("Planning and analysis"), icon="chart-bar", rooms=("planning", "analytics", "alerts", "simulation")
    ),
    Area(gettext_noop("Master data"), icon="database", rooms=("catalog", "partners", "sites")),
    Area(gettext_noop("System"), icon="settings", rooms=("foundation", "integration", "rollout")),
)
ELSEWHERE: Final = Area(gettext_noop("More"), icon="dots", rooms=())

STATE_TONES: Final[dict[str, Tone]] = {
    **dict.fromkeys(("draft", "new", "saved", "planned", "created", "counted", "blocked by credit"), "plain"),
    **dict.fromkeys(("submitted", "open", "waiting", "pending", "expected", "announced", "to do", "todo"), "waiting"),
    **dict.fromkeys(("in inspection", "pending inspection", "confirmed", "held", "active"), "waiting"),
    **dict.fromkeys(
        ("partial", "partly received", "partly shipped", "in progress", "receiving", "picking", "packing", "counting"),
        "moving",
    ),
    **dict.fromkeys(
        ("allocated", "partly allocated", "released", "picked", "packed", "started", "running", "short", "claimed"),
        "moving",
    ),
    **dict.fromkeys(
        ("approved", "received", "shipped", "done", "completed", "posted", "put away", "returned", "delivered", "good"),
        "done",
    ),
    **dict.fromkeys(("rejected", "cancelled", "void", "failed", "dead", "blocked", "refused", "damaged"), "stopped"),
    **dict.fromkeys(("expired", "quarantine", "on hold", "locked"), "stopped"),
    **dict.fromkeys(("closed", "archived", "retired", "discontinued", "inactive"), "closed"),
}
"""State -> tone. A state that is not named here is plain; an ending state of a life is found by its last word."""

FIELD_TITLES: Final[dict[str, str]] = {
    "account": gettext_noop("Account"),
    "active": gettext_noop("Active"),
    "address": gettext_noop("Address"),
    "amount": gettext_noop("Amount"),
    "approver": gettext_noop("Approver"),
    "area": gettext_noop("Area"),
    "barcode": gettext_noop("Barcode"),
    "batch": gettext_noop("Batch"),
    "before": gettext_noop("Before"),
    "carrier": gettext_noop("Carrier"),
    "category": gettext_noop("Category"),
    "city": gettext_noop("City"),
    "code": gettext_noop("Code"),
    "contact": gettext_noop("Contact"),
    "costing": gettext_noop("Costing method"),
    "count": gettext_noop("Stock count"),
    "counted": gettext_noop("Counted"),
    "country": gettext_noop("Country"),
    "currency": gettext_noop("Currency"),
    "customer": gettext_noop("Customer"),
    "date": gettext_noop("Date"),
    "delivery": gettext_noop("Delivery order"),
    "department": gettext_noop("Department"),
    "destination": gettext_noop("To location"),
    "document": gettext_noop("Document"),
    "due": gettext_noop("Due"),
    "due_on": gettext_noop("Due on"),
    "email": gettext_noop("E-mail"),
    "expected_on": gettext_noop("Expected on"),
    "expires": gettext_noop("Has an expiry date"),
    "expires_on": gettext_noop("Expiry date"),
    "from_location": gettext_noop("From location"),
    "inbound": gettext_noop("Inbound order"),
    "item": gettext_noop("Item"),
    "items": gettext_noop("Items"),
    "kind": gettext_noop("Kind"),
    "line": gettext_noop("Line"),
    "lines": gettext_noop("Lines"),
    "location": gettext_noop("Location"),
    "lot": gettext_noop("Lot"),
    "made_on": gettext_noop("Manufacture date"),
    "memo": gettext_noop("Memo"),
    "name": gettext_noop("Name"),
    "note": gettext_noop("Note"),
    "number": gettext_noop("Number"),
    "on": gettext_noop("Date"),
    "order": gettext_noop("Order"),
    "order_date": gettext_noop("Order date"),
    "ordered_on": gettext_noop("Order date"),
    "orders": gettext_noop("Orders"),
    "outbound": gettext_noop("Outbound order"),
    "owner": gettext_noop("Owner"),
    "parcel": gettext_noop("Parcel"),
    "partner": gettext_noop("Partner"),
    "phone": gettext_noop("Telephone"),
    "place": gettext_noop("Location"),
    "price": gettext_noop("Unit price"),
    "priority": gettext_noop("Priority"),
    "promised_on": gettext_noop("Promised on"),
    "quantity": gettext_noop("Quantity"),
    "reason": gettext_noop("Reason"),
    "reference": gettext_noop("Reference"),
    "requested_on": gettext_noop("Requested on"),
    "serials": gettext_noop("Serial numbers"),
    "shelf_life_days": gettext_noop("Shelf life (days)"),
    "ship_by": gettext_noop("Ship by"),
    "since": gettext_noop("From date"),
    "source": gettext_noop("From location"),
    "specification": gettext_noop("Specification"),
    "state": gettext_noop("State"),
    "status": gettext_noop("Stock status"),
    "supplier": gettext_noop("Supplier"),
    "supplier_lot": gettext_noop("Supplier lot"),
    "target": gettext_noop("To location"),
    "tax_number": gettext_noop("Tax number"),
    "tax_rate": gettext_noop("Tax rate"),
    "task": gettext_noop("Task"),
    "tasks": gettext_noop("Tasks"),
    "to_location": gettext_noop("To location"),
    "tracking": gettext_noop("Tracking"),
    "unit": gettext_noop("Unit"),
    "until": gettext_noop("To date"),
    "volume": gettext_noop("Volume"),
    "warehouse": gettext_noop("Warehouse"),
    "wave": gettext_noop("Wave"),
    "weight": gettext_noop("Weight"),
    "zone": gettext_noop("Zone"),
}
"""Field name -> title, for fields of commands and filters whose class gives none."""

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
