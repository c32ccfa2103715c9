"""Words of the catalog: how an item is tracked, stored, costed; its life; what other rooms hold of it."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.kernel.lifecycle import Lifecycle


class Tracking(StrEnum):
    """How pieces of an item are told apart (追踪方式)."""

    NONE = "none"
    LOT = "lot"
    SERIAL = "serial"


class Storage(StrEnum):
    """The temperature zone an item must be kept in (存储条件)."""

    AMBIENT = "ambient"
    COOL = "cool"
    COLD = "cold"
    FROZEN = "frozen"


class Costing(StrEnum):
    """The costing method (计价方法); see `ledgers.costing.methods`."""

    MOVING_AVERAGE = "moving_average"
    FIFO = "fifo"
    SPECIFIC = "specific"
    STANDARD = "standard"
    MONTH_AVERAGE = "month_average"


class TaxClass(StrEnum):
    """Which rate of value-added tax an item falls under (税类); the rates belong to invoicing."""

    STANDARD = "standard"
    REDUCED = "reduced"
    LOW = "low"
    ZERO = "zero"
    EXEMPT = "exempt"


class Level(StrEnum):
    """Levels of packing (包装层级), from the single piece outwards."""

    EACH = "each"
    INNER = "inner"
    CASE = "case"
    PALLET = "pallet"


class State(StrEnum):
    """An item's life. Bought and sold while active; only sold off while phased out; nothing at all while blocked."""

    DRAFT = "draft"
    ACTIVE = "active"
    PHASE_OUT = "phase_out"
    BLOCKED = "blocked"
    MERGED = "merged"


ITEM_LIFE: Final = Lifecycle(
    gettext_noop("item"),
    start=State.DRAFT,
    steps={
        "activate": ({State.DRAFT, State.PHASE_OUT, State.BLOCKED}, State.ACTIVE),
        "phase_out": ({State.ACTIVE}, State.PHASE_OUT),
        "block": ({State.DRAFT, State.ACTIVE, State.PHASE_OUT}, State.BLOCKED),
        "merge": ({State.DRAFT, State.ACTIVE, State.PHASE_OUT, State.BLOCKED}, State.MERGED),
    },
)

CHANGE_LIFE: Final = Lifecycle(
    gettext_noop("change request"),
    start="requested",
    steps={
        "approve": ({"requested"}, "approved"),
        "reject": ({"requested"}, "rejected"),
        "apply": ({"approved"}, "applied"),
        "fail": ({"approved"}, "failed"),
    },
)

NAMES: Final[Mapping[str, str]] = {
    name: name
    for name in (
        gettext_noop("none"),
        gettext_noop("lot"),
        gettext_noop("serial"),
        gettext_noop("ambient"),
        gettext_noop("cool"),
        gettext_noop("cold"),
        gettext_noop("frozen"),
        gettext_noop("moving_average"),
        gettext_noop("fifo"),
        gettext_noop("specific"),
        gettext_noop("standard"),
        gettext_noop("month_average"),
        gettext_noop("reduced"),
        gettext_noop("low"),
        gettext_noop("zero"),
        gettext_noop("exempt"),
        gettext_noop("each"),
        gettext_noop("inner"),
        gettext_noop("case"),
        gettext_noop("pallet"),
        gettext_noop("draft"),
        gettext_noop("active"),
        gettext_noop("phase_out"),
        gettext_noop("blocked"),
        gettext_noop("merged"),
        gettext_noop("activate"),
        gettext_noop("block"),
        gettext_noop("merge"),
        gettext_noop("requested"),
        gettext_noop("approved"),
        gettext_noop("rejected"),
        gettext_noop("applied"),
        gettext_noop("failed"),
        gettext_noop("approve"),
        gettext_noop("reject"),
        gettext_noop("apply"),
        gettext_noop("fail"),
    )
}
"""Every value above that screens show, marked for translation."""


class ItemRef(NamedTuple):
    """What other rooms need to know of an item. `places` is the precision of its base unit; `category` a code or ""."""

    id: int
    code: str
    name: str
    unit: str
    places: int
    tracking: str
    expires: bool
    shelf_life_days: int
    costing: str
    category: str
    state: str

    @property
    def needs_lot(self) -> bool:
        """Whether every quantity of it belongs to a lot: where it is tracked by lot, or by serial number and expires."""
        return self.tracking == Tracking.LOT or (self.tracking == Tracking.SERIAL and self.expires)

    @property
    def by_piece(self) -> bool:
        """Whether every piece of it has a cost of its own."""
        return self.tracking == Tracking.SERIAL and self.costing == Costing.SPECIFIC


class Handling(NamedTuple):
    """How an item must be kept, the weight in grams and volume in cm³ of one base unit, and its hazard class ("": none)."""

    item: int
    storage: str
    weight_g: int
    volume_cm3: int
    hazard: str = ""


class LotRef(NamedTuple):
    """A lot by id. Dates are None when they are not known or do not matter."""

    id: int
    item: int
    code: str
    made_on: date | None
    expires_on: date | None


class NewLot(NamedTuple):
    """A lot as goods come in: found when known, made otherwise."""

    item: int
    code: str
    made_on: date | None = None
    expires_on: date | None = None
    supplier_lot: str = ""
