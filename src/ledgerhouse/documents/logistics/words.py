"""Words of carriage: the lives of waybills and manifests, and what a carrier can say about a parcel."""

from enum import StrEnum
from typing import Final, NamedTuple

from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.kernel.lifecycle import Lifecycle

UNDERWAY: Final = frozenset({"handed over", "in transit", "delivering", "in trouble"})
"""States of a waybill whose parcel the carrier has."""

WAYBILL: Final = Lifecycle(
    gettext_noop("waybill"),
    start="made",
    steps={
        "list": ({"made"}, "listed"),
        "load": ({"listed"}, "loaded"),
        "unload": ({"loaded"}, "listed"),
        "unlist": ({"listed"}, "made"),
        "hand_over": ({"loaded"}, "handed over"),
        "move": (UNDERWAY, "in transit"),
        "deliver": (UNDERWAY, "delivering"),
        "stumble": (UNDERWAY, "in trouble"),
        "sign": (UNDERWAY, "delivered"),
        "come_back": (UNDERWAY, "returned"),
        "cancel": ({"made"}, "cancelled"),
    },
)

MANIFEST: Final = Lifecycle(
    gettext_noop("manifest"),
    start="open",
    steps={
        "load": ({"open", "loading"}, "loading"),
        "hand_over": ({"open", "loading"}, "handed over"),
        "cancel": ({"open", "loading"}, "cancelled"),
    },
)

DISPATCH: Final = Lifecycle(
    gettext_noop("dispatched goods"),
    start="dispatched",
    steps={
        "accept": ({"dispatched"}, "accepted"),
        "take_back": ({"dispatched", "accepted"}, "taken back"),
    },
)


class Control(StrEnum):
    """When control over goods passes to the customer."""

    HANDOVER = "handover"
    DELIVERY = "delivery"


CONTROLS: Final = {
    Control.HANDOVER: gettext_noop("at handover to the carrier"),
    Control.DELIVERY: gettext_noop("at delivery to the customer"),
}

STATES: Final = {
    "dispatched": gettext_noop("dispatched"),
    "accepted": gettext_noop("accepted"),
    "taken back": gettext_noop("taken back"),
    "made": gettext_noop("made"),
    "listed": gettext_noop("listed"),
    "loaded": gettext_noop("loaded"),
    "handed over": gettext_noop("handed over"),
    "in transit": gettext_noop("in transit"),
    "delivering": gettext_noop("delivering"),
    "in trouble": gettext_noop("in trouble"),
    "delivered": gettext_noop("delivered"),
    "returned": gettext_noop("returned"),
    "cancelled": gettext_noop("cancelled"),
    "open": gettext_noop("open"),
    "loading": gettext_noop("loading"),
}
"""Every state of a waybill or manifest, as shown."""

STEPS: Final = {
    "accept": gettext_noop("accept"),
    "take_back": gettext_noop("take back"),
    "list": gettext_noop("list"),
    "load": gettext_noop("load"),
    "unload": gettext_noop("unload"),
    "unlist": gettext_noop("take off the list"),
    "hand_over": gettext_noop("hand over"),
    "move": gettext_noop("move"),
    "deliver": gettext_noop("deliver"),
    "stumble": gettext_noop("report trouble"),
    "sign": gettext_noop("sign for"),
    "come_back": gettext_noop("come back"),
    "cancel": gettext_noop("cancel"),
}


class Said(StrEnum):
    """What a carrier can say about a parcel."""

    COLLECTED = "collected"
    IN_TRANSIT = "in transit"
    DELIVERING = "delivering"
    TROUBLE = "trouble"
    SIGNED = "signed"
    RETURNED = "returned"


SAID: Final = {
    Said.COLLECTED: gettext_noop("collected"),
    Said.IN_TRANSIT: gettext_noop("in transit"),
    Said.DELIVERING: gettext_noop("delivering"),
    Said.TROUBLE: gettext_noop("trouble"),
    Said.SIGNED: gettext_noop("signed for"),
    Said.RETURNED: gettext_noop("returned to the sender"),
}

STEP_OF: Final = {
    Said.COLLECTED: "move",
    Said.IN_TRANSIT: "move",
    Said.DELIVERING: "deliver",
    Said.TROUBLE: "stumble",
    Said.SIGNED: "sign",
    Said.RETURNED: "come_back",
}
"""The step of a waybill's life that such an event takes."""


class CarrierRef(NamedTuple):
    """A carrier as flows need it; `partner` is an id."""

    id: int
    code: str
    name: str
    partner: int


class ServiceRef(NamedTuple):
    """What a carrier offers, as the choice takes it. Limits of 0 are none; `cutoff` is the warehouse's local time as HH:MM, "" for none."""

    id: int
    carrier: int
    carrier_code: str
    code: str
    name: str
    cutoff: str
    longest_mm: int
    heaviest_g: int
    cold: bool
    rates: "tuple[RateRef, ...]"


class RateRef(NamedTuple):
    """What a service costs and how long it takes to a region: the first weight (首重) and each further one (续重), in grams and amount steps.

    Empty province and city mean everywhere.
    """

    province: str
    city: str
    days: int
    first_g: int
    first_price: int
    step_g: int
    step_price: int

    @property
    def specific(self) -> tuple[bool, bool]:
        """The greater, the more exactly it says where."""
        return bool(self.city), bool(self.province)


class WaybillRef(NamedTuple):
    """A waybill as flows need it."""

    id: int
    number: str
    state: str
    carrier: int
    carrier_code: str
    warehouse: int
    outbound: str
    parcel: str
    partner: int
    manifest: int
    weight_g: int


class DispatchRef(NamedTuple):
    """Goods that left and whose control passes later; value in amount steps."""

    id: int
    outbound: str
    warehouse: int
    partner: int
    movement: int
    line: int
    category: str
    value: int
    state: str
