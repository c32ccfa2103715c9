"""Words of the stock ledger: reasons, statuses, places, entries, movements, and the one predicate of usability.

Quantities here are whole steps of 10**-6 of the item's base unit; ids are 64-bit integers; 0 means "none".
"""

from datetime import date, datetime
from enum import IntEnum
from typing import NamedTuple

from ledgerhouse.kernel.errors import gettext_noop

OWN = 0
"""Owner of goods that are ours; any other owner is a partner id (consignment, third-party logistics)."""


class Status(IntEnum):
    """Stock status (库存状态), a dimension of the balance."""

    GOOD = 1
    QC_PENDING = 2
    DEFECTIVE = 3
    ON_HOLD = 4
    RECALLED = 5


class Reason(IntEnum):
    """Why goods moved. Posting rules are found by it."""

    RECEIPT = 1
    MOVE = 2
    SHIPMENT = 3
    CUSTOMER_RETURN = 4
    COUNT_GAIN = 5
    COUNT_LOSS = 6
    OPENING = 7
    SUPPLIER_RETURN = 8
    SCRAP = 9
    STATUS_CHANGE = 10
    CONVERSION_OUT = 11
    CONVERSION_IN = 12
    TRANSFER_OUT = 13
    TRANSFER_IN = 14
    RELOCATION = 15
    TAKEN_OVER = 16
    GIVEN_OVER = 17
    OWNER_CHANGE = 18
    PROVISIONAL_SETTLEMENT = 20
    BOOK_IN = 21


REASONS = {
    Reason.RECEIPT: gettext_noop("Receipt"),
    Reason.MOVE: gettext_noop("Move"),
    Reason.SHIPMENT: gettext_noop("Shipment"),
    Reason.CUSTOMER_RETURN: gettext_noop("Customer return"),
    Reason.COUNT_GAIN: gettext_noop("Count gain"),
    Reason.COUNT_LOSS: gettext_noop("Count loss"),
    Reason.OPENING: gettext_noop("Opening balance"),
    Reason.SUPPLIER_RETURN: gettext_noop("Return to supplier"),
    Reason.SCRAP: gettext_noop("Scrap"),
    Reason.STATUS_CHANGE: gettext_noop("Status change"),
    Reason.CONVERSION_OUT: gettext_noop("Converted"),
    Reason.CONVERSION_IN: gettext_noop("Made by conversion"),
    Reason.TRANSFER_OUT: gettext_noop("Transferred out"),
    Reason.TRANSFER_IN: gettext_noop("Transferred in"),
    Reason.RELOCATION: gettext_noop("To another warehouse"),
    Reason.TAKEN_OVER: gettext_noop("Taken over from its owner"),
    Reason.GIVEN_OVER: gettext_noop("Given over to another owner"),
    Reason.OWNER_CHANGE: gettext_noop("Change of owner"),
    Reason.PROVISIONAL_SETTLEMENT: gettext_noop("Provisional issue settled"),
    Reason.BOOK_IN: gettext_noop("Booked in"),
}

CROSSES = {
    Reason.RECEIPT: 1,
    Reason.SHIPMENT: -1,
    Reason.CUSTOMER_RETURN: 1,
    Reason.COUNT_GAIN: 1,
    Reason.COUNT_LOSS: -1,
    Reason.OPENING: 1,
    Reason.SUPPLIER_RETURN: -1,
    Reason.SCRAP: -1,
    Reason.CONVERSION_OUT: -1,
    Reason.CONVERSION_IN: 1,
    Reason.TRANSFER_OUT: -1,
    Reason.TRANSFER_IN: 1,
    Reason.TAKEN_OVER: 1,
    Reason.GIVEN_OVER: -1,
    Reason.PROVISIONAL_SETTLEMENT: -1,
    Reason.BOOK_IN: 1,
}
"""Which way our goods may cross the border of our stock for a reason: 1 in, -1 out; for the others they stay inside.

A relocation stays inside its valuation area, although it passes a virtual place: what leaves one warehouse of it comes into another at once.
"""

STATUSES = {
    Status.GOOD: gettext_noop("Good"),
    Status.QC_PENDING: gettext_noop("Pending inspection"),
    Status.DEFECTIVE: gettext_noop("Defective"),
    Status.ON_HOLD: gettext_noop("On hold"),
    Status.RECALLED: gettext_noop("Recalled"),
}


class Place(NamedTuple):
    """One side of an entry: where, in which handling unit, whose, in which status."""

    location: int
    unit: int = 0
    owner: int = OWN
    status: int = Status.GOOD


class Spot(NamedTuple):
    """A balance's whole key with its warehouse: where exactly a piece is."""

    warehouse: int
    item: int
    lot: int
    location: int
    unit: int
    owner: int
    status: int


class Entry(NamedTuple):
    """So much of this item (and lot) goes from here to there.

    `value` is the value in amount steps when the paper knows it (a receipt at its price, a return at its original cost); None lets costing
    decide. `hold` is the hold this entry settles. `line` is the id of the paper's line. `serials` are the ids of the pieces that go: all of them
    where the item is tracked by serial number, otherwise those whose trace code was read. `share` weighs what a conversion makes: its outputs
    take over the value of what went into it in proportion to their shares. `origin` is the entry that goods came in with which go back to
    their supplier, at the `value` they came in at.
    """

    item: int
    quantity: int
    source: Place
    target: Place
    lot: int = 0
    value: int | None = None
    hold: int = 0
    line: int = 0
    serials: tuple[int, ...] = ()
    share: int = 0
    origin: int = 0


class Movement(NamedTuple):
    """One fact: why some goods moved, on which paper, on which business date. `partner` and `department` go to the books.

    `event` names the posting rules where they are not those of the reason.
    """

    reason: Reason
    paper: str
    number: str
    business_date: date
    entries: tuple[Entry, ...]
    partner: int = 0
    department: int = 0
    why: str = ""
    reverses: int = 0
    event: str = ""

    @property
    def booked_as(self) -> str:
        """The event whose posting rules book it."""
        return self.event or self.reason.name.lower()


class Candidate(NamedTuple):
    """A balance that may serve a demand. `expires_on` is None for goods without expiry; `sequence` the pick path position."""

    balance: int
    item: int
    lot: int
    location: int
    unit: int
    owner: int
    status: int
    free: int
    expires_on: date | None
    sequence: int
    zone: int
    locked: bool
    pickable: bool


def usable(stock: Candidate, *, on: date, owner: int = OWN, life_days: int = 0) -> bool:
    """May this stock be used for this owner's need on this day, with so many days of life left? The one predicate.

    Good status, right owner, a place that is open and made for picking, and an expiry later than the planned use: goods whose
    expiry day is the day of use are still usable on that day, none after it. Allocator, picker, shipper, planner and reports all ask here (or
    `queries.usable_sql`, the same in SQL; a property test holds them equal).
    """
    if stock.status != Status.GOOD or stock.owner != owner or stock.locked or not stock.pickable:
        return False
    return stock.expires_on is None or (stock.expires_on - on).days >= life_days


class Balance(NamedTuple):
    """A balance under lock: id, key, and what is on it, in steps."""

    id: int
    item: int
    lot: int
    location: int
    unit: int
    owner: int
    status: int
    on_hand: int
    held: int


class NewHold(NamedTuple):
    """A pending entry to raise: so much of this balance for this line of a paper, until it is settled or `expires_at` has passed."""

    balance: int
    quantity: int
    paper: str
    number: str
    line: int
    expires_at: datetime | None = None


class NewPromise(NamedTuple):
    """A coarse reservation of a confirmed order line: item, quantity, day. One with `expires_at` is released when that has passed."""

    item: int
    quantity: int
    due: date
    paper: str
    number: str
    line: int
    owner: int = OWN
    expires_at: datetime | None = None


class Demand(NamedTuple):
    """What one line of an outbound paper needs: steps of an item, for an owner's stock, usable on a day with so many days of life left.

    `lots` are the only ones it takes, when any are named. `packs` are packings in steps, largest first, that are taken whole before pieces are.
    `grain` is the smallest quantity that makes sense when scarce goods are shared.
    """

    line: int
    item: int
    quantity: int
    paper: str
    number: str
    on: date
    owner: int = OWN
    life_days: int = 0
    lots: tuple[int, ...] = ()
    packs: tuple[int, ...] = ()
    grain: int = 1


def serves(stock: Candidate, demand: Demand) -> bool:
    """May this stock serve this demand? Usable, and of a lot that is asked for, where one is."""
    return (not demand.lots or stock.lot in demand.lots) and usable(
        stock, on=demand.on, owner=demand.owner, life_days=demand.life_days
    )


class Pick(NamedTuple):
    """A proposal: serve so many steps of a demand line from a balance. `runner_up` is the balance that would have been next; 0: none."""

    line: int
    balance: int
    quantity: int
    runner_up: int = 0
