"""Words of sales: the life of a sales order and of a customer return."""

from collections.abc import Mapping
from typing import Final, Literal

from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.kernel.lifecycle import Lifecycle

ORDER: Final = Lifecycle(
    gettext_noop("sales order"),
    start="draft",
    steps={
        "confirm": ({"draft"}, "confirmed"),
        "hold": ({"draft"}, "suspended"),
        "release": ({"suspended"}, "confirmed"),
        "complete": ({"confirmed"}, "completed"),
        "reopen": ({"completed"}, "confirmed"),
        "cancel": ({"draft", "suspended", "confirmed"}, "cancelled"),
    },
)

RETURN: Final = Lifecycle(
    gettext_noop("customer return"),
    start="received",
    steps={"close": ({"received"}, "closed")},
)

DispositionWord = Literal["restock", "second", "scrap", "supplier"]
DISPOSITIONS: Final[Mapping[str, str]] = {
    "restock": gettext_noop("back to stock"),
    "second": gettext_noop("second grade"),
    "scrap": gettext_noop("scrap"),
    "supplier": gettext_noop("back to the supplier"),
}
"""What becomes of returned goods."""

CauseWord = Literal["warehouse", "customer", "product", "carrier"]
CAUSES: Final[Mapping[str, str]] = {
    "warehouse": gettext_noop("warehouse"),
    "customer": gettext_noop("customer"),
    "product": gettext_noop("product"),
    "carrier": gettext_noop("carrier"),
}
"""Whose fault it is that goods came back."""

STATES: Final = {
    "draft": gettext_noop("draft"),
    "suspended": gettext_noop("suspended"),
    "confirmed": gettext_noop("confirmed"),
    "completed": gettext_noop("completed"),
    "cancelled": gettext_noop("cancelled"),
    "received": gettext_noop("received"),
    "closed": gettext_noop("closed"),
    **DISPOSITIONS,
    **CAUSES,
}
STEPS: Final = {
    "confirm": gettext_noop("confirm"),
    "hold": gettext_noop("hold"),
    "release": gettext_noop("release"),
    "complete": gettext_noop("complete"),
    "reopen": gettext_noop("reopen"),
    "cancel": gettext_noop("cancel"),
    "close": gettext_noop("close"),
}
