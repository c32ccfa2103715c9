"""Words of sales: the life of a sales order and of a customer return."""

from typing import Final

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

STATES: Final = {
    "draft": gettext_noop("draft"),
    "suspended": gettext_noop("suspended"),
    "confirmed": gettext_noop("confirmed"),
    "completed": gettext_noop("completed"),
    "cancelled": gettext_noop("cancelled"),
    "received": gettext_noop("received"),
    "closed": gettext_noop("closed"),
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
