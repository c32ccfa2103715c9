"""Words of purchasing: the lives of its papers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

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
    start="raised",
    steps={
        "agree": ({"raised"}, "agreed"),
        "refuse": ({"raised"}, "refused"),
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


class Cause(NamedTuple):
    """Why goods go back, as shown, and whether the supplier is to blame."""

    title: str
    supplier: bool


CauseWord = Literal[
    "damaged", "wrong_item", "quality", "expired", "short_life", "surplus", "recalled", "overstock", "mistake", "other"
]
CAUSES: Final[Mapping[str, Cause]] = MappingProxyType(
    {
        "damaged": Cause(gettext_noop("damaged"), supplier=True),
        "wrong_item": Cause(gettext_noop("wrong item"), supplier=True),
        "quality": Cause(gettext_noop("poor quality"), supplier=True),
        "expired": Cause(gettext_noop("came expired"), supplier=True),
        "short_life": Cause(gettext_noop("too little life left"), supplier=True),
        "surplus": Cause(gettext_noop("more than ordered"), supplier=True),
        "recalled": Cause(gettext_noop("recalled by the supplier"), supplier=True),
        "overstock": Cause(gettext_noop("we have too much"), supplier=False),
        "mistake": Cause(gettext_noop("we ordered wrongly"), supplier=False),
        "other": Cause(gettext_noop("other"), supplier=False),
    }
)
"""Why goods go back to a supplier. Scorecards count those that he is to blame for."""

REQUISITION: Final = Lifecycle(
    gettext_noop("requisition"),
    start="draft",
    steps={
        "submit": ({"draft"}, "submitted"),
        "approve": ({"submitted"}, "approved"),
        "reject": ({"submitted"}, "rejected"),
        "order": ({"approved"}, "ordered"),
        "close": ({"approved"}, "closed"),
        "cancel": ({"draft", "submitted"}, "cancelled"),
    },
)

RFQ: Final = Lifecycle(
    gettext_noop("request for quotation"),
    start="open",
    steps={
        "award": ({"open"}, "awarded"),
        "close": ({"open"}, "closed"),
    },
)

QUOTATION: Final = Lifecycle(
    gettext_noop("quotation"),
    start="asked",
    steps={
        "quote": ({"asked", "quoted", "declined"}, "quoted"),
        "decline": ({"asked"}, "declined"),
    },
)

AGREEMENT: Final = Lifecycle(
    gettext_noop("blanket agreement"),
    start="draft",
    steps={
        "activate": ({"draft"}, "active"),
        "close": ({"active"}, "closed"),
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
    "added": gettext_noop("added"),
    "sent": gettext_noop("sent"),
    "reversed": gettext_noop("reversed"),
    "raised": gettext_noop("raised"),
    "open": gettext_noop("open"),
    "agreed": gettext_noop("agreed"),
    "refused": gettext_noop("refused"),
    "settled": gettext_noop("settled"),
    "submitted": gettext_noop("submitted"),
    "approved": gettext_noop("approved"),
    "rejected": gettext_noop("rejected"),
    "ordered": gettext_noop("ordered"),
    "awarded": gettext_noop("awarded"),
    "asked": gettext_noop("asked"),
    "quoted": gettext_noop("quoted"),
    "declined": gettext_noop("declined"),
    "active": gettext_noop("active"),
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
    "submit": gettext_noop("submit"),
    "approve": gettext_noop("approve"),
    "reject": gettext_noop("reject"),
    "order": gettext_noop("order"),
    "award": gettext_noop("award"),
    "quote": gettext_noop("quote"),
    "decline": gettext_noop("decline"),
    "activate": gettext_noop("activate"),
}
