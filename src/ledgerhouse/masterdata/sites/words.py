"""What the places of a warehouse are called, and what other rooms are told of them."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import Final, Literal, NamedTuple

from ledgerhouse.kernel.errors import gettext_noop


class Kind(IntEnum):
    """What a location is for. From 11 on locations are virtual: goods come from or go to there, no balance is kept."""

    STORAGE = 1
    DOCK = 2
    STAGING = 3
    PACKING = 4
    RETURNS = 5
    QUARANTINE = 6
    SUPPLIER = 11
    CUSTOMER = 12
    LOSS = 13
    PRODUCTION = 14
    TRANSIT = 15
    PROVISIONAL = 16

    @property
    def virtual(self) -> bool:
        """Whether no balance is kept there."""
        return self >= Kind.SUPPLIER


KIND_NAMES: Final = {
    Kind.STORAGE: gettext_noop("storage"),
    Kind.DOCK: gettext_noop("dock"),
    Kind.STAGING: gettext_noop("staging"),
    Kind.PACKING: gettext_noop("packing"),
    Kind.RETURNS: gettext_noop("returns"),
    Kind.QUARANTINE: gettext_noop("quarantine"),
    Kind.SUPPLIER: gettext_noop("supplier"),
    Kind.CUSTOMER: gettext_noop("customer"),
    Kind.LOSS: gettext_noop("loss"),
    Kind.PRODUCTION: gettext_noop("production"),
    Kind.TRANSIT: gettext_noop("in transit"),
    Kind.PROVISIONAL: gettext_noop("provisional issues"),
}
"""What people call each kind; message ids."""

VIRTUAL_CODES: Final = {
    Kind.SUPPLIER: "@SUPPLIER",
    Kind.CUSTOMER: "@CUSTOMER",
    Kind.LOSS: "@LOSS",
    Kind.PRODUCTION: "@PRODUCTION",
    Kind.TRANSIT: "@TRANSIT",
}
"""Codes of the virtual locations of every warehouse. Labels never begin with `@`, so no scan can hit one."""

LATE_CODES: Final = {Kind.PROVISIONAL: "@PROVISIONAL"}
"""Codes of virtual locations that a warehouse gets when it first needs them."""


class Condition(StrEnum):
    """The temperature a zone keeps (温区)."""

    AMBIENT = "ambient"
    COOL = "cool"
    COLD = "cold"
    FROZEN = "frozen"


CONDITION_NAMES: Final = {
    Condition.AMBIENT: gettext_noop("ambient"),
    Condition.COOL: gettext_noop("cool, below 20 °C"),
    Condition.COLD: gettext_noop("chilled, 2 to 8 °C"),
    Condition.FROZEN: gettext_noop("frozen, below −18 °C"),
}
"""What people call each temperature; message ids."""


class Operator(StrEnum):
    """Who works a warehouse: this house, or a foreign warehouse system behind a connection."""

    HERE = "here"
    FOREIGN = "foreign"


class Outbound(StrEnum):
    """What happens to allocated goods until they leave (出库步骤): shipped from the shelf, picked and shipped, or picked, packed and shipped.

    A warehouse may always do more than its steps ask for: a wave can be picked in a warehouse that ships from the shelf.
    """

    SHIP = "ship"
    PICK = "pick"
    PACK = "pack"


OUTBOUND_NAMES: Final = {
    Outbound.SHIP: gettext_noop("ship from the shelf"),
    Outbound.PICK: gettext_noop("pick, ship"),
    Outbound.PACK: gettext_noop("pick, pack, ship"),
}
"""What people call the steps of outbound; message ids."""


class BookIn(StrEnum):
    """When bought goods become ours in the books (入账时点): as they are received, as they are accepted, or as they are put away."""

    RECEIVING = "receiving"
    ACCEPTANCE = "acceptance"
    PUTAWAY = "putaway"


BOOK_IN_NAMES: Final = {
    BookIn.RECEIVING: gettext_noop("at receiving"),
    BookIn.ACCEPTANCE: gettext_noop("at acceptance"),
    BookIn.PUTAWAY: gettext_noop("at putaway"),
}
"""What people call the moments of booking in; message ids."""


class AbcClass(StrEnum):
    """How near a location is to where goods leave: A nearest. Empty: not classed."""

    NONE = ""
    A = "A"
    B = "B"
    C = "C"


class UnitKind(StrEnum):
    """What a handling unit is."""

    PALLET = "pallet"
    CASE = "case"
    TOTE = "tote"


UNIT_KIND_NAMES: Final = {
    UnitKind.PALLET: gettext_noop("pallet"),
    UnitKind.CASE: gettext_noop("carton"),
    UnitKind.TOTE: gettext_noop("tote"),
}
"""What people call each kind of handling unit; message ids."""


class NewUnit(NamedTuple):
    """A handling unit as goods come in: found when known, made otherwise; it may stand in another one, named by code."""

    code: str
    kind: str = UnitKind.PALLET
    parent: str = ""


class WarehouseRef(NamedTuple):
    """A warehouse as other rooms know it. `area` is the valuation area its goods are costed in (an id)."""

    id: int
    code: str
    name: str
    company: int
    area: int
    timezone: str
    outbound_steps: str = Outbound.PACK
    book_in: str = BookIn.RECEIVING


class PlaceRef(NamedTuple):
    """A location as other rooms know it. `zone` is an id, 0 in a virtual location; `pick_sequence` rises on route."""

    id: int
    code: str
    kind: Kind
    zone: int
    pick_sequence: int
    locked_in: bool
    locked_out: bool


class Room(NamedTuple):
    """What a location can hold, for putaway. 0 means not limited.

    `quantity` is in base-unit steps, `weight_g` in grams, `volume_cm3` in cubic centimetres, `units` counts handling
    units, `height_mm` is the free height. `mix_items`, `mix_lots`: whether different ones may lie together. `zone` is an id,
    `sequence` rises on route.
    """

    id: int
    condition: str
    abc: str
    quantity: int
    weight_g: int
    volume_cm3: int
    units: int
    height_mm: int
    mix_items: bool
    mix_lots: bool
    x_mm: int
    y_mm: int
    z_mm: int
    zone: int = 0
    aisle: str = ""
    code: str = ""
    sequence: int = 0


RealKind = Literal["storage", "dock", "staging", "packing", "returns", "quarantine"]
"""The kinds a person may give a location, by name; virtual ones come with the warehouse."""


def kind_named(name: RealKind) -> Kind:
    """The kind with this name."""
    return Kind[name.upper()]


class Spot(NamedTuple):
    """Where a location lies on the floor, in millimetres."""

    aisle: str
    x: int
    y: int

    @property
    def lane(self) -> str:
        """The way it is reached by: its aisle, or for a location without one its place along x."""
        return self.aisle or f"x {self.x}"


class ZoneRef(NamedTuple):
    """A zone; its colour is `#rrggbb` or empty."""

    id: int
    code: str
    name: str
    colour: str


class Drawn(NamedTuple):
    """A place as a map draws it; `zone` is an id, 0 without one; millimetres."""

    code: str
    kind: int
    zone: int
    aisle: str
    x: int
    y: int
    z: int


class Block(NamedTuple):
    """Where the aisles of a warehouse begin and end along y (None: no places), and how far some of them reach along x; millimetres."""

    front: int | None
    back: int | None
    reach: Mapping[str, tuple[int, int]]
