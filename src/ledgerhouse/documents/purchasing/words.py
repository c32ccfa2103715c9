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

STATES: Final = {
    "draft": gettext_noop("draft"),
    "released": gettext_noop("released"),
    "completed": gettext_noop("completed"),
    "closed": gettext_noop("closed"),
    "cancelled": gettext_noop("cancelled"),
    "applied": gettext_noop("applied"),
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
}
