"""The charts of accounts that ship, as data: one line an account.

A line is `code name kind side [dimensions] [marks]`: dimensions are joined by `+` (`-` for none) and are compulsory on vouchers written by
hand; marks are C cash or bank, F kept in foreign currencies too, Q with quantities. A code begins with the code of the account above it.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from ledgerhouse.ledgers.books.chart_asbe import ASBE
from ledgerhouse.ledgers.books.chart_sbe import SBE
from ledgerhouse.ledgers.books.words import Role

VAT: Final = """
2221.01 应交增值税 liability credit
2221.01.01 进项税额 liability debit
2221.01.02 销项税额抵减 liability debit
2221.01.03 已交税金 liability debit
2221.01.04 转出未交增值税 liability debit
2221.01.05 减免税款 liability debit
2221.01.06 出口抵减内销产品应纳税额 liability debit
2221.01.07 销项税额 liability credit
2221.01.08 出口退税 liability credit
2221.01.09 进项税额转出 liability credit
2221.01.10 转出多交增值税 liability credit
2221.02 未交增值税 liability credit
2221.03 预交增值税 liability debit
2221.04 待抵扣进项税额 liability debit
2221.05 待认证进项税额 liability debit
2221.06 待转销项税额 liability credit
2221.07 增值税留抵税额 liability debit
2221.08 简易计税 liability credit
2221.09 转让金融商品应交增值税 liability credit
2221.10 代扣代交增值税 liability credit
2221.11 应交消费税 liability credit
2221.12 应交企业所得税 liability credit
2221.13 应交个人所得税 liability credit
2221.14 应交城市维护建设税 liability credit
2221.15 应交教育费附加 liability credit
2221.16 应交地方教育附加 liability credit
2221.17 应交印花税 liability credit
2221.18 应交房产税 liability credit
2221.19 应交城镇土地使用税 liability credit
2221.20 应交车船税 liability credit
2221.21 应交资源税 liability credit
2221.22 应交土地增值税 liability credit
2221.23 应交环境保护税 liability credit
"""
"""The tree below 应交税费 (财会〔2016〕22号): ten columns of 应交增值税, and the accounts beside it."""


class ChartLine(NamedTuple):
    """One account of a chart that ships."""

    code: str
    name: str
    kind: str
    side: str
    dimensions: str
    cash: bool
    currency: bool
    quantity: bool


def _lines(text: str) -> Iterator[ChartLine]:
    for line in text.format(vat=VAT).split("\n"):
        if line:
            code, name, kind, side, dimensions, marks = [*line.split(), "-", "-"][:6]
            wanted = "" if dimensions == "-" else dimensions.replace("+", " ")
            yield ChartLine(code, name, kind, side, wanted, "C" in marks, "F" in marks, "Q" in marks)


CHARTS: Final[Mapping[str, tuple[ChartLine, ...]]] = {"asbe": tuple(_lines(ASBE)), "sbe": tuple(_lines(SBE))}
"""Accounting standard -> its accounts, those above before those below."""

_SHARED: Final = {
    Role.CASH: "1001",
    Role.BANK: "1002",
    Role.RECEIVABLE: "1122.01",
    Role.RECEIVABLE_ESTIMATE: "1122.02",
    Role.PREPAYMENT: "1123",
    Role.OTHER_RECEIVABLE: "1221",
    Role.MATERIAL_PURCHASE: "1401",
    Role.IN_TRANSIT: "1402.01",
    Role.TRANSFER_IN_TRANSIT: "1402.02",
    Role.PRICE_VARIANCE: "1404",
    Role.INVENTORY: "1405",
    Role.PROVISIONAL: "1409",
    Role.RETAIL_MARGIN: "1407",
    Role.SUBCONTRACT: "1408",
    Role.DEPRECIATION: "1602",
    Role.PENDING_GAIN_LOSS: "1901",
    Role.PAYABLE: "2202.01",
    Role.GRNI: "2202.02",
    Role.PAYROLL: "2211",
    Role.INPUT_VAT: "2221.01.01",
    Role.OUTPUT_VAT: "2221.01.07",
    Role.INPUT_VAT_OUT: "2221.01.09",
    Role.VAT_TRANSFERRED: "2221.01.04",
    Role.VAT_UNPAID: "2221.02",
    Role.INPUT_VAT_PENDING: "2221.05",
    Role.OUTPUT_VAT_DEFERRED: "2221.06",
}
ROLE_CODES: Final[Mapping[str, Mapping[Role, str]]] = {
    "asbe": _SHARED
    | {
        Role.CONTRACT_ASSET: "1462",
        Role.DISPATCHED: "1406",
        Role.IMPAIRMENT_RESERVE: "1471",
        Role.RETURN_COST: "1485",
        Role.ADVANCE: "2204",
        Role.REFUND_LIABILITY: "2801.01",
        Role.OPENING: "4001",
        Role.PROFIT: "4103",
        Role.APPROPRIATION: "4104",
        Role.PRODUCTION: "5001.01",
        Role.PRODUCTION_LABOUR: "5001.02",
        Role.PRODUCTION_OVERHEAD: "5001.03",
        Role.OVERHEAD: "5101",
        Role.REVENUE: "6001",
        Role.OTHER_REVENUE: "6051",
        Role.COGS: "6401",
        Role.OTHER_COST: "6402",
        Role.SELLING: "6601",
        Role.ADMINISTRATION: "6602",
        Role.EXCHANGE: "6603",
        Role.IMPAIRMENT: "6701",
        Role.COUNT_GAIN: "6602",
        Role.COUNT_LOSS: "6602",
        Role.PURCHASE_FREIGHT: "6601",
        Role.COST_ADJUSTMENT: "6602",
        Role.NON_OPERATING_INCOME: "6301",
        Role.NON_OPERATING_EXPENSE: "6711",
    },
    "sbe": _SHARED
    | {
        Role.ADVANCE: "2203",
        Role.OPENING: "3001",
        Role.PROFIT: "3103",
        Role.APPROPRIATION: "3104",
        Role.PRODUCTION: "4001.01",
        Role.PRODUCTION_LABOUR: "4001.02",
        Role.PRODUCTION_OVERHEAD: "4001.03",
        Role.OVERHEAD: "4101",
        Role.REVENUE: "5001",
        Role.OTHER_REVENUE: "5051",
        Role.COGS: "5401",
        Role.OTHER_COST: "5402",
        Role.SELLING: "5601",
        Role.ADMINISTRATION: "5602",
        Role.EXCHANGE: "5603",
        Role.COUNT_GAIN: "5301",
        Role.COUNT_LOSS: "5711",
        Role.PURCHASE_FREIGHT: "5601",
        Role.COST_ADJUSTMENT: "5602",
        Role.NON_OPERATING_INCOME: "5301",
        Role.NON_OPERATING_EXPENSE: "5711",
    },
}
"""Accounting standard -> role -> code. A role that a standard has no account for stays empty; a rule that needs it is refused by name.
"""
