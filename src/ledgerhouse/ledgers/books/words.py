"""Words of the books: account roles, rules, bookings and journal lines. Amounts are whole steps of 10**-4.

Rules name roles, never codes: the same code means different accounts under different accounting standards (5001 is 生产成本 under
ASBE and 主营业务收入 under SBE). Codes and names of the charts that ship are in `charts.py`, the rules that ship in `starting_rules.py`.
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
    CASH = "cash"
    BANK = "bank"
    RECEIVABLE = "receivable"
    RECEIVABLE_ESTIMATE = "receivable_estimate"
    CONTRACT_ASSET = "contract_asset"
    PREPAYMENT = "prepayment"
    OTHER_RECEIVABLE = "other_receivable"
    MATERIAL_PURCHASE = "material_purchase"
    IN_TRANSIT = "in_transit"
    TRANSFER_IN_TRANSIT = "transfer_in_transit"
    DISPATCHED = "dispatched"
    RETAIL_MARGIN = "retail_margin"
    SUBCONTRACT = "subcontract"
    IMPAIRMENT_RESERVE = "impairment_reserve"
    RETURN_COST = "return_cost"
    DEPRECIATION = "depreciation"
    PAYABLE = "payable"
    ADVANCE = "advance"
    PAYROLL = "payroll"
    INPUT_VAT = "input_vat"
    OUTPUT_VAT = "output_vat"
    INPUT_VAT_OUT = "input_vat_out"
    INPUT_VAT_PENDING = "input_vat_pending"
    OUTPUT_VAT_DEFERRED = "output_vat_deferred"
    VAT_TRANSFERRED = "vat_transferred"
    VAT_UNPAID = "vat_unpaid"
    REFUND_LIABILITY = "refund_liability"
    PROFIT = "profit"
    APPROPRIATION = "appropriation"
    PRODUCTION = "production"
    PRODUCTION_LABOUR = "production_labour"
    PRODUCTION_OVERHEAD = "production_overhead"
    OVERHEAD = "overhead"
    REVENUE = "revenue"
    OTHER_REVENUE = "other_revenue"
    OTHER_COST = "other_cost"
    SELLING = "selling"
    ADMINISTRATION = "administration"
    EXCHANGE = "exchange"
    IMPAIRMENT = "impairment"
    PURCHASE_FREIGHT = "purchase_freight"
    COST_ADJUSTMENT = "cost_adjustment"
    PROVISIONAL = "provisional"
    NON_OPERATING_INCOME = "non_operating_income"
    NON_OPERATING_EXPENSE = "non_operating_expense"


ROLES: Final = {
    Role.INVENTORY: gettext_noop("Inventory"),
    Role.GRNI: gettext_noop("Goods received, not invoiced (estimate)"),
    Role.COGS: gettext_noop("Cost of sales"),
    Role.PRICE_VARIANCE: gettext_noop("Price variance"),
    Role.PENDING_GAIN_LOSS: gettext_noop("Pending asset gain or loss"),
    Role.COUNT_GAIN: gettext_noop("Count gain"),
    Role.COUNT_LOSS: gettext_noop("Count loss"),
    Role.OPENING: gettext_noop("Opening balances"),
    Role.CASH: gettext_noop("Cash on hand"),
    Role.BANK: gettext_noop("Bank"),
    Role.RECEIVABLE: gettext_noop("Receivables"),
    Role.RECEIVABLE_ESTIMATE: gettext_noop("Receivables, not invoiced (estimate)"),
    Role.CONTRACT_ASSET: gettext_noop("Contract assets"),
    Role.PREPAYMENT: gettext_noop("Prepayments"),
    Role.OTHER_RECEIVABLE: gettext_noop("Other receivables"),
    Role.MATERIAL_PURCHASE: gettext_noop("Material purchases"),
    Role.IN_TRANSIT: gettext_noop("Goods in transit"),
    Role.TRANSFER_IN_TRANSIT: gettext_noop("Goods in transit between warehouses"),
    Role.DISPATCHED: gettext_noop("Goods dispatched"),
    Role.RETAIL_MARGIN: gettext_noop("Retail margin in stock"),
    Role.SUBCONTRACT: gettext_noop("Goods at subcontractors"),
    Role.IMPAIRMENT_RESERVE: gettext_noop("Reserve for impaired stock"),
    Role.RETURN_COST: gettext_noop("Right to recover returned goods"),
    Role.DEPRECIATION: gettext_noop("Accumulated depreciation"),
    Role.PAYABLE: gettext_noop("Payables"),
    Role.ADVANCE: gettext_noop("Advances from customers"),
    Role.PAYROLL: gettext_noop("Payroll payable"),
    Role.INPUT_VAT: gettext_noop("Input VAT"),
    Role.OUTPUT_VAT: gettext_noop("Output VAT"),
    Role.INPUT_VAT_OUT: gettext_noop("Input VAT transferred out"),
    Role.INPUT_VAT_PENDING: gettext_noop("Input VAT not yet certified"),
    Role.OUTPUT_VAT_DEFERRED: gettext_noop("Output VAT not yet due"),
    Role.VAT_TRANSFERRED: gettext_noop("VAT transferred to unpaid"),
    Role.VAT_UNPAID: gettext_noop("VAT unpaid"),
    Role.REFUND_LIABILITY: gettext_noop("Refunds to be expected"),
    Role.PROFIT: gettext_noop("Profit of the year"),
    Role.APPROPRIATION: gettext_noop("Profit appropriation"),
    Role.PRODUCTION: gettext_noop("Production cost: material"),
    Role.PRODUCTION_LABOUR: gettext_noop("Production cost: labour"),
    Role.PRODUCTION_OVERHEAD: gettext_noop("Production cost: overhead"),
    Role.OVERHEAD: gettext_noop("Manufacturing overhead"),
    Role.REVENUE: gettext_noop("Revenue"),
    Role.OTHER_REVENUE: gettext_noop("Other revenue"),
    Role.OTHER_COST: gettext_noop("Cost of other revenue"),
    Role.SELLING: gettext_noop("Selling expenses"),
    Role.ADMINISTRATION: gettext_noop("Administrative expenses"),
    Role.EXCHANGE: gettext_noop("Exchange differences"),
    Role.IMPAIRMENT: gettext_noop("Impairment loss"),
    Role.PURCHASE_FREIGHT: gettext_noop("Freight of purchases, as an expense"),
    Role.COST_ADJUSTMENT: gettext_noop("Cost adjustment"),
    Role.PROVISIONAL: gettext_noop("Provisional issues"),
    Role.NON_OPERATING_INCOME: gettext_noop("Non-operating income"),
    Role.NON_OPERATING_EXPENSE: gettext_noop("Non-operating expenses"),
}


class Kind(StrEnum):
    """What an account counts (科目类别)."""

    ASSET = "asset"
    LIABILITY = "liability"
    COMMON = "common"
    EQUITY = "equity"
    COST = "cost"
    INCOME = "income"
    EXPENSE = "expense"


KINDS: Final = {
    Kind.ASSET: gettext_noop("assets"),
    Kind.LIABILITY: gettext_noop("liabilities"),
    Kind.COMMON: gettext_noop("common to assets and liabilities"),
    Kind.EQUITY: gettext_noop("equity"),
    Kind.COST: gettext_noop("costs"),
    Kind.INCOME: gettext_noop("income"),
    Kind.EXPENSE: gettext_noop("expenses"),
}
RESULTS: Final = frozenset({Kind.INCOME, Kind.EXPENSE})
"""The kinds that are carried forward to the profit of the year."""


class Style(StrEnum):
    """How a rule books its amount: on both sides, or moved between two accounts of one side (one red, one blue)."""

    PAIR = "pair"
    DEBIT = "debit"
    CREDIT = "credit"


STYLES: Final = {
    Style.PAIR: gettext_noop("debit and credit"),
    Style.DEBIT: gettext_noop("both on the debit side, the second red"),
    Style.CREDIT: gettext_noop("both on the credit side, the first red"),
}


class Side(StrEnum):
    """On which side an account usually has its balance (余额方向)."""

    DEBIT = "debit"
    CREDIT = "credit"


SIDES: Final = {Side.DEBIT: gettext_noop("debit"), Side.CREDIT: gettext_noop("credit")}
DIMENSIONS: Final = ("partner", "department", "item")
"""What an account may want beside the amount (辅助核算)."""


class Rule(NamedTuple):
    """One pair of an event: debit this role, credit that one. `red` books a negative amount on the same sides (红字).

    `amount` names what is booked: the `value` that moved, the `variance` of a receipt to its standard cost, the `net`, `tax` or
    `gross` of an invoice, of a change of value also the shares in `stock` and `consumed`. `condition` is in the language of
    `conditions.py`; `dimensions` are what the lines carry.
    """

    event: str
    debit: Role
    credit: Role
    red: bool = False
    amount: str = "value"
    style: Style = Style.PAIR
    condition: str = ""
    dimensions: str = "partner department"
    explanation: str = ""
    id: int = 0


class Worth(NamedTuple):
    """So many steps of one kind (`value`, `variance`) for goods of one item category."""

    category: str
    kind: str
    steps: int


class Booking(NamedTuple):
    """What one movement or business event is worth, for the books: event, paper, date, and what it is worth.

    Without goods `movement` and `warehouse` are 0. `place` is the warehouse's code and `why` the reason people gave: rules may ask for both.
    In a foreign currency `worth` is in that currency and `rate` says, in steps of 10**-8, what one unit of it is in ours.
    """

    movement: int
    warehouse: int
    event: str
    paper: str
    number: str
    business_date: date
    worth: tuple[Worth, ...]
    partner: int = 0
    department: int = 0
    place: str = ""
    why: str = ""
    currency: str = ""
    rate: int = 0


class JournalLine(NamedTuple):
    """One line of a journal entry: amounts in steps, one side only, and the rule that made it."""

    account: int
    debit: int
    credit: int
    rule: int = 0
    partner: int = 0
    department: int = 0
    original: int = 0
