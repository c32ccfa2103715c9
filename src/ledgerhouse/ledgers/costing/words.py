"""Words of costing: kinds of cost line, causes of a change of value, and what the gate is told to adjust. Amounts are steps of 10**-4."""

from datetime import date
from enum import IntEnum, StrEnum
from typing import Final, NamedTuple

from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books.words import Worth


class Kind(IntEnum):
    """What a cost line says."""

    MOVED = 1
    PENDING = 2
    VALUED = 3
    ADJUSTED = 4
    METHOD = 5


KINDS: Final = {
    Kind.MOVED: gettext_noop("Goods moved"),
    Kind.PENDING: gettext_noop("Goods moved, value pending"),
    Kind.VALUED: gettext_noop("Value of the month-end run"),
    Kind.ADJUSTED: gettext_noop("Value adjusted"),
    Kind.METHOD: gettext_noop("Costing method changed"),
}


class Cause(StrEnum):
    """Why a value changes without goods moving. Also the event that posting rules are found by."""

    LANDED_COST = "landed_cost"
    INVOICE_DIFFERENCE = "invoice_difference"
    REVALUATION = "revaluation"
    STANDARD_CHANGE = "standard_change"
    COST_ADJUSTMENT = "cost_adjustment"


CAUSES: Final = {
    Cause.LANDED_COST: gettext_noop("Landed cost"),
    Cause.INVOICE_DIFFERENCE: gettext_noop("Invoice difference"),
    Cause.REVALUATION: gettext_noop("Revaluation"),
    Cause.STANDARD_CHANGE: gettext_noop("Change of standard cost"),
    Cause.COST_ADJUSTMENT: gettext_noop("Cost adjustment"),
}


COST_BASES: Final = (gettext_noop("average"), gettext_noop("last receipt"), gettext_noop("standard"))
"""What a provisional cost was taken from, in the order of preference."""

AGES: Final = ((7, "0–7"), (30, "8–30"), (90, "31–90"), (None, "> 90"))
"""Days up to which something is as old as the label says."""


class Basis(StrEnum):
    """By what one amount is shared out over several receipts (分摊标准)."""

    VALUE = "value"
    QUANTITY = "quantity"
    WEIGHT = "weight"
    VOLUME = "volume"


BASES: Final = {
    Basis.VALUE: gettext_noop("Value"),
    Basis.QUANTITY: gettext_noop("Quantity"),
    Basis.WEIGHT: gettext_noop("Weight"),
    Basis.VOLUME: gettext_noop("Volume"),
}
EVENTS: Final = (
    gettext_noop("Standard change"),
    gettext_noop("Cost difference"),
    gettext_noop("Provisional issue"),
    gettext_noop("Provisional settlement"),
)
"""What the journal calls events of costing that are no cause."""


class Adjustment(NamedTuple):
    """So many steps (below zero: less) on the value of one receipt, or of an item's whole pool.

    A receipt is named by its stock `entry`, or by the paper's `line`, which may have come in several parts. Without either, `item` (and `lot`
    where its costing is specific) names the pool. An `item` given beside a receipt must be the receipt's.
    """

    amount: int
    item: int = 0
    lot: int = 0
    entry: int = 0
    line: int = 0


class Change(NamedTuple):
    """One paper that changes values, for one cause. Its posting rules are those of `event`, or of the cause.

    `takes_back`: it is the opposite of an earlier one under the same number.

    The rules find these amounts per item category: `value` (all of it), `stock` (what stays in stock), `consumed` (the share of goods that are
    gone), `variance` (of goods at standard cost), and whatever `extra` brings, e.g. the estimate and the price of an invoice.
    """

    cause: Cause
    paper: str
    number: str
    business_date: date
    adjustments: tuple[Adjustment, ...]
    partner: int = 0
    department: int = 0
    event: str = ""
    extra: tuple[Worth, ...] = ()
    why: str = ""
    takes_back: bool = False


class Spread(NamedTuple):
    """Where the steps of one adjustment went: into stock, to the goods that are gone, to the variance of a standard cost."""

    in_stock: int
    consumed: int
    variance: int = 0
