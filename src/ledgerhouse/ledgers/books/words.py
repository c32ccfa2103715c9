"""Words of the books: account roles, events, rules and journal lines. Amounts are whole steps of 10**-4.

Rules name roles, never codes: the same code means different accounts under different accounting standards (5001 is 生产成本 under
ASBE and 主营业务收入 under SBE). Codes and names follow the published charts of the two standards.
"""

from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from ledgerhouse.kernel.errors import gettext_noop


class Role(StrEnum):
    """What an account is for."""

    INVENTORY = "inventory"
    GRNI = "grni"
    COGS = "cogs"
    PRICE_VARIANCE = "price_variance"
    PENDING_GAIN_LOSS = "pending_gain_loss"
    COUNT_GAIN = "count_gain"
    COUNT_LOSS = "count_loss"
    OPENING = "opening"
    COST_ADJUSTMENT = "cost_adjustment"


ROLES: Final = {
    Role.INVENTORY: gettext_noop("Inventory"),
    Role.GRNI: gettext_noop("Goods received, not invoiced (estimate)"),
    Role.COGS: gettext_noop("Cost of sales"),
    Role.PRICE_VARIANCE: gettext_noop("Price variance"),
    Role.PENDING_GAIN_LOSS: gettext_noop("Pending asset gain or loss"),
    Role.COUNT_GAIN: gettext_noop("Count gain"),
    Role.COUNT_LOSS: gettext_noop("Count loss"),
    Role.OPENING: gettext_noop("Opening balances"),
    Role.COST_ADJUSTMENT: gettext_noop("Cost adjustment"),
}

CHARTS: Final = {
    "asbe": {
        Role.INVENTORY: ("1405", "库存商品"),
        Role.GRNI: ("2202.02", "应付账款—暂估应付款"),
        Role.COGS: ("6401", "主营业务成本"),
        Role.PRICE_VARIANCE: ("1404", "材料成本差异"),
        Role.PENDING_GAIN_LOSS: ("1901", "待处理财产损溢"),
        Role.COUNT_GAIN: ("6602", "管理费用"),
        Role.COUNT_LOSS: ("6602", "管理费用"),
        Role.OPENING: ("4001", "实收资本"),
        Role.COST_ADJUSTMENT: ("6602", "管理费用"),
    },
    "sbe": {
        Role.INVENTORY: ("1405", "库存商品"),
        Role.GRNI: ("2202.02", "应付账款—暂估应付账款"),
        Role.COGS: ("5401", "主营业务成本"),
        Role.PRICE_VARIANCE: ("1404", "材料成本差异"),
        Role.PENDING_GAIN_LOSS: ("1901", "待处理财产损溢"),
        Role.COUNT_GAIN: ("5301", "营业外收入"),
        Role.COUNT_LOSS: ("5711", "营业外支出"),
        Role.OPENING: ("3001", "实收资本"),
        Role.COST_ADJUSTMENT: ("5602", "管理费用"),
    },
}
"""Accounting standard -> role -> (account code, account name)."""


class Rule(NamedTuple):
    """One pair of an event: debit this role, credit that one. `red` books a negative amount on the same sides (红字).

    `amount` names what is booked: the `value` that moved, or the `variance` of a receipt to its standard cost; of a change of value also the
    shares in `stock` and `consumed`.
    """

    event: str
    debit: Role
    credit: Role
    red: bool = False
    amount: str = "value"


RULES: Final = (
    Rule("receipt", Role.INVENTORY, Role.GRNI),
    Rule("receipt", Role.PRICE_VARIANCE, Role.GRNI, amount="variance"),
    Rule("supplier_return", Role.INVENTORY, Role.GRNI, red=True),
    Rule("shipment", Role.COGS, Role.INVENTORY),
    Rule("customer_return", Role.COGS, Role.INVENTORY, red=True),
    Rule("count_gain", Role.INVENTORY, Role.PENDING_GAIN_LOSS),
    Rule("count_gain", Role.PENDING_GAIN_LOSS, Role.COUNT_GAIN),
    Rule("count_loss", Role.PENDING_GAIN_LOSS, Role.INVENTORY),
    Rule("count_loss", Role.COUNT_LOSS, Role.PENDING_GAIN_LOSS),
    Rule("scrap", Role.PENDING_GAIN_LOSS, Role.INVENTORY),
    Rule("scrap", Role.COUNT_LOSS, Role.PENDING_GAIN_LOSS),
    Rule("opening", Role.INVENTORY, Role.OPENING),
    Rule("cost_difference", Role.COGS, Role.INVENTORY, amount="cost_difference"),
    Rule("landed_cost", Role.INVENTORY, Role.GRNI, amount="stock"),
    Rule("landed_cost", Role.COGS, Role.GRNI, amount="consumed"),
    Rule("landed_cost", Role.PRICE_VARIANCE, Role.GRNI, amount="variance"),
    Rule("invoice_difference", Role.INVENTORY, Role.GRNI, amount="stock"),
    Rule("invoice_difference", Role.COGS, Role.GRNI, amount="consumed"),
    Rule("invoice_difference", Role.PRICE_VARIANCE, Role.GRNI, amount="variance"),
    Rule("revaluation", Role.INVENTORY, Role.COST_ADJUSTMENT, amount="stock"),
    Rule("standard_change", Role.INVENTORY, Role.PRICE_VARIANCE, amount="stock"),
    Rule("cost_adjustment", Role.INVENTORY, Role.COST_ADJUSTMENT, amount="stock"),
    Rule("cost_adjustment", Role.COGS, Role.COST_ADJUSTMENT, amount="consumed"),
    Rule("cost_adjustment", Role.PRICE_VARIANCE, Role.COST_ADJUSTMENT, amount="variance"),
)
"""The posting rules a new company begins with: J3, J4b, J9, J13, J15, J19, J22, J23, J27, J32 of the usual Chinese practice. Data afterwards."""


class Worth(NamedTuple):
    """So many steps of one kind (`value`, `variance`) for goods of one item category."""

    category: str
    kind: str
    steps: int


class Booking(NamedTuple):
    """What one movement is worth, for the books: event, paper, date, and what it is worth."""

    movement: int
    warehouse: int
    event: str
    paper: str
    number: str
    business_date: date
    worth: tuple[Worth, ...]
    partner: int = 0
    department: int = 0


class JournalLine(NamedTuple):
    """One line of a journal entry: amounts in steps, one side only."""

    account: int
    debit: int
    credit: int
