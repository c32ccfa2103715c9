"""Words of purchasing: the lives of its papers."""

from typing import Final

from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.kernel.lifecycle import Lifecycle

ORDER: Final = Lifecycle(
    gettext_noop("purchase order"),
    start="draft",
    steps={
        "release": ({"draft"}, "released"),
        "complete": ({"released"}, "completed"),
        "close": ({"released"}, "closed"),
        "take_back": ({"completed"}, "released"),
        "reopen": ({"closed"}, "released"),
        "cancel": ({"draft"}, "cancelled"),
        "withdraw": ({"released"}, "cancelled"),
    },
)

AMENDMENT: Final = Lifecycle(
    gettext_noop("purchase amendment"),
    start="draft",
    steps={
        "apply": ({"draft"}, "applied"),
        "cancel": ({"draft"}, "cancelled"),
    },
)

RETURN: Final = Lifecycle(
    gettext_noop("return to supplier"),
    start="draft",
    steps={
        "send": ({"draft"}, "sent"),
        "cancel": ({"draft"}, "cancelled"),
        "reverse": ({"sent"}, "reversed"),
    },
)

CLAIM: Final = Lifecycle(
    gettext_noop("supplier claim"),
    start="open",
    steps={
        "agree": ({"open"}, "agreed"),
        "refuse": ({"open"}, "refused"),
        "settle": ({"agreed"}, "settled"),
    },
)

LANDED: Final = Lifecycle(
    gettext_noop("landed cost"),
    start="added",
    steps={"reverse": ({"added"}, "reversed")},
)

WANTS: Final = {"refund": gettext_noop("refund"), "replacement": gettext_noop("replacement")}
"""What a return to a supplier asks for: our money back, or the goods once more."""

STATES: Final = {
    "draft": gettext_noop("draft"),
    "released": gettext_noop("released"),
    "completed": gettext_noop("completed"),
    "closed": gettext_noop("closed"),
    "cancelled": gettext_noop("cancelled"),
    "applied": gettext_noop("applied"),
    "added": gettext_noop("added"),
    "sent": gettext_noop("sent"),
    "reversed": gettext_noop("reversed"),
    "open": gettext_noop("open"),
    "agreed": gettext_noop("agreed"),
    "refused": gettext_noop("refused"),
    "settled": gettext_noop("settled"),
}
STEPS: Final = {
    "release": gettext_noop("release"),
    "complete": gettext_noop("complete"),
    "close": gettext_noop("close"),
    "take_back": gettext_noop("take back"),
    "reopen": gettext_noop("reopen"),
    "cancel": gettext_noop("cancel"),
    "withdraw": gettext_noop("withdraw"),
    "apply": gettext_noop("apply"),
    "send": gettext_noop("send"),
    "reverse": gettext_noop("reverse"),
    "agree": gettext_noop("agree"),
    "refuse": gettext_noop("refuse"),
    "settle": gettext_noop("settle"),
}
