"""The posting rules a new company begins with: the entries J2 to J39 of usual Chinese practice. Data afterwards.

Events of goods are named as the reasons of movements (`receipt`, `shipment` …); events of money as the papers that will cause them. Amounts:
`value` what goods are worth, `estimate` what a receipt was booked at, `net` `tax` `gross` of an invoice or a bill.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books.words import Role, Rule, Style

EXPLANATIONS: Final[Mapping[str, str]] = {
    "receipt": "采购入库 {number}",
    "supplier_return": "采购退货 {number}",
    "taken_over": "寄售转自有 {number}",
    "given_over": "自有转寄售 {number}",
    "shipment": "结转销售成本 {number}",
    "customer_return": "销售退货入库 {number}",
    "count_gain": "盘盈 {number}",
    "count_loss": "盘亏 {number}",
    "scrap": "报废 {number}",
    "opening": "期初库存 {number}",
    "conversion_out": "形态转换领用 {number}",
    "conversion_in": "形态转换入库 {number}",
    "transfer_out": "调拨出库 {number}",
    "transfer_in": "调拨入库 {number}",
    "prepayment": "预付货款 {number}",
    "purchase_invoice": "采购发票 {number}",
    "purchase_invoice_pending": "采购发票(待认证){number}",
    "vat_certified": "进项税额认证 {number}",
    "purchase_difference": "暂估补差 {number}",
    "estimate_reversal": "冲回暂估 {number}",
    "invoice_before_goods": "在途物资 {number}",
    "arrival": "在途物资入库 {number}",
    "transit_claim": "运输短缺索赔 {number}",
    "transit_loss": "运输损失待查 {number}",
    "payment": "付款 {number}",
    "prepayment_offset": "预付冲应付 {number}",
    "supplier_credit_note": "采购退货红字发票 {number}",
    "cost_difference": "成本差异结转 {number}",
    "provisional_issue": "暂估出库 {number}",
    "provisional_settlement": "暂估出库核销 {number}",
    "landed_cost": "运杂费 {number}",
    "invoice_difference": "采购价差 {number}",
    "revaluation": "存货重估 {number}",
    "standard_change": "标准成本变更 {number}",
    "cost_adjustment": "成本调整 {number}",
    "freight_bill": "运费发票 {number}",
    "purchase_freight": "采购运费 {number}",
    "import_duty": "进口关税 {number}",
    "dispatch": "发出商品 {number}",
    "dispatch_accepted": "发出商品结转成本 {number}",
    "sales_invoice": "销售发票 {number}",
    "sales_return": "销售退货 {number}",
    "revenue_estimate": "暂估收入 {number}",
    "revenue_estimate_reversal": "冲回暂估收入 {number}",
    "customer_advance": "预收货款 {number}",
    "collection": "收款 {number}",
    "returnable_sale": "附退货权销售 {number}",
    "damaged_return": "退货残次 {number}",
    "vat_out": "进项税额转出 {number}",
    "production_issue": "生产领料 {number}",
    "production_return": "生产退料 {number}",
    "production_receipt": "完工入库 {number}",
    "labour": "分配人工 {number}",
    "overhead": "结转制造费用 {number}",
    "subcontract_issue": "委外发料 {number}",
    "subcontract_fee": "委外加工费 {number}",
    "subcontract_receipt": "委外收货 {number}",
    "internal_use": "内部领用 {number}",
    "gift": "赠品 {number}",
    "packing_use": "包装物领用 {number}",
    "packing_sold": "包装物随货销售 {number}",
    "outbound_freight": "发货运费 {number}",
    "nrv_provision": "计提存货跌价准备 {number}",
    "nrv_release": "转销存货跌价准备 {number}",
    "service_fee": "服务收入 {number}",
    "vat_month_end": "转出未交增值税 {number}",
}
"""Event -> what its vouchers say (摘要). The books are kept in one language, whoever reads them."""

EVENTS: Final[Mapping[str, str]] = {
    "prepayment": gettext_noop("prepayment"),
    "purchase_invoice": gettext_noop("purchase invoice"),
    "purchase_invoice_pending": gettext_noop("purchase invoice pending"),
    "vat_certified": gettext_noop("vat certified"),
    "purchase_difference": gettext_noop("purchase difference"),
    "estimate_reversal": gettext_noop("estimate reversal"),
    "invoice_before_goods": gettext_noop("invoice before goods"),
    "arrival": gettext_noop("arrival"),
    "transit_claim": gettext_noop("transit claim"),
    "transit_loss": gettext_noop("transit loss"),
    "payment": gettext_noop("payment"),
    "prepayment_offset": gettext_noop("prepayment offset"),
    "supplier_credit_note": gettext_noop("supplier credit note"),
    "freight_bill": gettext_noop("freight bill"),
    "purchase_freight": gettext_noop("purchase freight"),
    "import_duty": gettext_noop("import duty"),
    "dispatch": gettext_noop("dispatch"),
    "dispatch_accepted": gettext_noop("dispatch accepted"),
    "sales_invoice": gettext_noop("sales invoice"),
    "sales_return": gettext_noop("sales return"),
    "revenue_estimate": gettext_noop("revenue estimate"),
    "revenue_estimate_reversal": gettext_noop("revenue estimate reversal"),
    "customer_advance": gettext_noop("customer advance"),
    "collection": gettext_noop("collection"),
    "returnable_sale": gettext_noop("returnable sale"),
    "damaged_return": gettext_noop("damaged return"),
    "vat_out": gettext_noop("vat out"),
    "production_issue": gettext_noop("production issue"),
    "production_return": gettext_noop("production return"),
    "production_receipt": gettext_noop("production receipt"),
    "labour": gettext_noop("labour"),
    "overhead": gettext_noop("overhead"),
    "subcontract_issue": gettext_noop("subcontract issue"),
    "subcontract_fee": gettext_noop("subcontract fee"),
    "subcontract_receipt": gettext_noop("subcontract receipt"),
    "internal_use": gettext_noop("internal use"),
    "gift": gettext_noop("gift"),
    "packing_use": gettext_noop("packing use"),
    "packing_sold": gettext_noop("packing sold"),
    "outbound_freight": gettext_noop("outbound freight"),
    "nrv_provision": gettext_noop("nrv provision"),
    "nrv_release": gettext_noop("nrv release"),
    "service_fee": gettext_noop("service fee"),
    "vat_month_end": gettext_noop("vat month end"),
}
"""What people call the events of money, as screens look it up; those of goods are named by the reasons of movements."""


class Amount(StrEnum):
    """What of an event a rule may book; rooms and customers may add their own words."""

    VALUE = "value"
    VARIANCE = "variance"
    ESTIMATE = "estimate"
    NET = "net"
    TAX = "tax"
    GROSS = "gross"
    STOCK = "stock"
    CONSUMED = "consumed"
    DIFFERENCE = "difference"
    COST_DIFFERENCE = "cost_difference"
    REFUND = "refund"
    RETURN_COST = "return_cost"
    WRITE_DOWN = "write_down"
    PROVISIONAL = "provisional"


AMOUNTS: Final[Mapping[str, str]] = {
    Amount.VALUE: gettext_noop("value of goods"),
    Amount.VARIANCE: gettext_noop("variance to standard cost"),
    Amount.ESTIMATE: gettext_noop("estimate"),
    Amount.NET: gettext_noop("net amount"),
    Amount.TAX: gettext_noop("tax"),
    Amount.GROSS: gettext_noop("gross amount"),
    Amount.STOCK: gettext_noop("share of goods in stock"),
    Amount.CONSUMED: gettext_noop("share of goods sold"),
    Amount.DIFFERENCE: gettext_noop("difference"),
    Amount.COST_DIFFERENCE: gettext_noop("cost difference"),
    Amount.REFUND: gettext_noop("expected refund"),
    Amount.RETURN_COST: gettext_noop("cost of expected returns"),
    Amount.WRITE_DOWN: gettext_noop("write-down"),
    Amount.PROVISIONAL: gettext_noop("provisional value"),
}

_INV, _GRNI, _PAY, _VAT = Role.INVENTORY, Role.GRNI, Role.PAYABLE, Role.INPUT_VAT
_REC, _OUT, _PENDING = Role.RECEIVABLE, Role.OUTPUT_VAT, Role.PENDING_GAIN_LOSS
_OTHERWISE = "cause not in disaster, liable"

_RULES: Final = (
    # goods: J3 J9 J15 J19 J22 J23 J27 J32
    Rule("receipt", _INV, _GRNI),
    Rule("receipt", Role.PRICE_VARIANCE, _GRNI, amount="variance"),
    Rule("supplier_return", _INV, _GRNI, red=True),
    Rule("shipment", Role.COGS, _INV),
    Rule("customer_return", Role.COGS, _INV, red=True),
    Rule("count_gain", _INV, _PENDING),
    Rule("count_gain", _PENDING, Role.COUNT_GAIN),
    Rule("count_loss", _PENDING, _INV),
    Rule("count_loss", Role.COUNT_LOSS, _PENDING, condition=_OTHERWISE),
    Rule("count_loss", Role.NON_OPERATING_EXPENSE, _PENDING, condition="cause = disaster"),
    Rule("count_loss", Role.OTHER_RECEIVABLE, _PENDING, condition="cause = liable"),
    Rule("scrap", _PENDING, _INV),
    Rule("scrap", Role.COUNT_LOSS, _PENDING, condition=_OTHERWISE),
    Rule("scrap", Role.NON_OPERATING_EXPENSE, _PENDING, condition="cause = disaster"),
    Rule("scrap", Role.OTHER_RECEIVABLE, _PENDING, condition="cause = liable"),
    Rule("taken_over", _INV, _GRNI),
    Rule("taken_over", Role.PRICE_VARIANCE, _GRNI, amount="variance"),
    Rule("given_over", _INV, _GRNI, red=True),
    Rule("opening", _INV, Role.OPENING),
    # between valuation areas: J25
    Rule("transfer_out", Role.TRANSFER_IN_TRANSIT, _INV),
    Rule("transfer_in", _INV, Role.TRANSFER_IN_TRANSIT),
    Rule("transfer_in", Role.PRICE_VARIANCE, Role.TRANSFER_IN_TRANSIT, amount="variance"),
    Rule("conversion_out", Role.PRODUCTION, _INV),
    Rule("conversion_in", _INV, Role.PRODUCTION),
    Rule("conversion_in", Role.PRICE_VARIANCE, Role.PRODUCTION, amount="variance"),
    Rule("provisional_issue", Role.COGS, Role.PROVISIONAL),
    Rule("provisional_settlement", Role.COGS, Role.PROVISIONAL, red=True, amount="provisional"),
    Rule("provisional_settlement", Role.COGS, _INV),
    Rule("cost_difference", Role.COGS, _INV, amount="cost_difference"),
    # changes of value without a bill
    Rule("landed_cost", _INV, _GRNI, amount="stock"),
    Rule("landed_cost", Role.COGS, _GRNI, amount="consumed"),
    Rule("landed_cost", Role.PRICE_VARIANCE, _GRNI, amount="variance"),
    Rule("invoice_difference", _INV, _GRNI, amount="stock"),
    Rule("invoice_difference", Role.COGS, _GRNI, amount="consumed"),
    Rule("invoice_difference", Role.PRICE_VARIANCE, _GRNI, amount="variance"),
    Rule("revaluation", _INV, Role.COST_ADJUSTMENT, amount="stock"),
    Rule("standard_change", _INV, Role.PRICE_VARIANCE, amount="stock"),
    Rule("cost_adjustment", _INV, Role.COST_ADJUSTMENT, amount="stock"),
    Rule("cost_adjustment", Role.COGS, Role.COST_ADJUSTMENT, amount="consumed"),
    Rule("cost_adjustment", Role.PRICE_VARIANCE, Role.COST_ADJUSTMENT, amount="variance"),
    # buying: J2 J4a J4b J4c J5 J6 J7 J10 J11 J12 J13 J14
    Rule("prepayment", Role.PREPAYMENT, Role.BANK, amount="gross"),
    Rule("purchase_invoice", _INV, _GRNI, red=True, amount="estimate"),
    Rule("purchase_invoice", _INV, _PAY, amount="net"),
    Rule("purchase_invoice", _VAT, _PAY, amount="tax"),
    Rule("purchase_invoice", Role.COGS, _INV, amount="consumed"),
    Rule("purchase_invoice", Role.PRICE_VARIANCE, _INV, amount="variance"),
    Rule("purchase_invoice_pending", _INV, _GRNI, red=True, amount="estimate"),
    Rule("purchase_invoice_pending", _INV, _PAY, amount="net"),
    Rule("purchase_invoice_pending", Role.INPUT_VAT_PENDING, _PAY, amount="tax"),
    Rule("purchase_invoice_pending", Role.COGS, _INV, amount="consumed"),
    Rule("purchase_invoice_pending", Role.PRICE_VARIANCE, _INV, amount="variance"),
    Rule("vat_certified", _VAT, Role.INPUT_VAT_PENDING, amount="tax"),
    Rule("purchase_difference", _GRNI, _PAY, amount="estimate"),
    Rule("purchase_difference", _INV, _PAY, amount="stock"),
    Rule("purchase_difference", Role.COGS, _PAY, amount="consumed"),
    Rule("purchase_difference", Role.PRICE_VARIANCE, _PAY, amount="variance"),
    Rule("purchase_difference", _VAT, _PAY, amount="tax"),
    Rule("estimate_reversal", _INV, _GRNI, red=True, amount="estimate"),
    Rule("invoice_before_goods", Role.IN_TRANSIT, _PAY, amount="net"),
    Rule("invoice_before_goods", _VAT, _PAY, amount="tax"),
    Rule("arrival", _INV, Role.IN_TRANSIT),
    Rule("payment", _PAY, Role.BANK, amount="gross"),
    Rule("prepayment_offset", _PAY, Role.PREPAYMENT, amount="gross"),
    Rule("supplier_credit_note", _PAY, _GRNI, amount="net"),
    Rule("supplier_credit_note", Role.COGS, _GRNI, amount="difference"),
    Rule("supplier_credit_note", _PAY, _VAT, amount="tax", style=Style.DEBIT),
    Rule("transit_claim", Role.OTHER_RECEIVABLE, Role.IN_TRANSIT),
    Rule("transit_loss", _PENDING, Role.IN_TRANSIT),
    Rule("freight_bill", _INV, _PAY, amount="stock"),
    Rule("freight_bill", Role.COGS, _PAY, amount="consumed"),
    Rule("freight_bill", Role.PRICE_VARIANCE, _PAY, amount="variance"),
    Rule("freight_bill", _VAT, _PAY, amount="tax"),
    Rule("purchase_freight", Role.PURCHASE_FREIGHT, _PAY, amount="net"),
    Rule("purchase_freight", _VAT, _PAY, amount="tax"),
    Rule("import_duty", _INV, Role.BANK, amount="net"),
    Rule("import_duty", _VAT, Role.BANK, amount="tax"),
    # selling: J15' J16 J16' J17 J18 J19 J20 J21 J36 J38
    Rule("dispatch", Role.DISPATCHED, _INV),
    Rule("dispatch_accepted", Role.COGS, Role.DISPATCHED),
    Rule("sales_invoice", _REC, Role.REVENUE, amount="net"),
    Rule("sales_invoice", _REC, _OUT, amount="tax"),
    Rule("sales_return", _REC, Role.REVENUE, red=True, amount="net"),
    Rule("sales_return", _REC, _OUT, red=True, amount="tax"),
    Rule("revenue_estimate", Role.RECEIVABLE_ESTIMATE, Role.REVENUE, amount="net"),
    Rule("revenue_estimate", Role.RECEIVABLE_ESTIMATE, Role.OUTPUT_VAT_DEFERRED, amount="tax"),
    Rule("revenue_estimate_reversal", Role.RECEIVABLE_ESTIMATE, Role.REVENUE, red=True, amount="net"),
    Rule("revenue_estimate_reversal", Role.RECEIVABLE_ESTIMATE, Role.OUTPUT_VAT_DEFERRED, red=True, amount="tax"),
    Rule("customer_advance", Role.BANK, Role.ADVANCE, amount="net"),
    Rule("customer_advance", Role.BANK, Role.OUTPUT_VAT_DEFERRED, amount="tax"),
    Rule("collection", Role.BANK, _REC, amount="gross"),
    Rule("returnable_sale", _REC, Role.REVENUE, amount="net"),
    Rule("returnable_sale", _REC, Role.REFUND_LIABILITY, amount="refund"),
    Rule("returnable_sale", _REC, _OUT, amount="tax"),
    Rule("returnable_sale", Role.COGS, _INV),
    Rule("returnable_sale", Role.RETURN_COST, _INV, amount="return_cost"),
    Rule("damaged_return", Role.COGS, _INV, red=True),
    Rule("damaged_return", Role.IMPAIRMENT, Role.COGS, amount="write_down"),
    Rule("outbound_freight", Role.SELLING, _PAY, amount="net"),
    Rule("outbound_freight", _VAT, _PAY, amount="tax"),
    Rule("service_fee", _REC, Role.OTHER_REVENUE, amount="net"),
    Rule("service_fee", _REC, _OUT, amount="tax"),
    # making: J28 J29 J30 J31
    Rule("production_issue", Role.PRODUCTION, _INV),
    Rule("production_return", Role.PRODUCTION, _INV, red=True),
    Rule("labour", Role.PRODUCTION_LABOUR, Role.PAYROLL, amount="net"),
    Rule("overhead", Role.PRODUCTION_OVERHEAD, Role.OVERHEAD, amount="net"),
    Rule("production_receipt", _INV, Role.PRODUCTION),
    Rule("subcontract_issue", Role.SUBCONTRACT, _INV),
    Rule("subcontract_fee", Role.SUBCONTRACT, _PAY, amount="net"),
    Rule("subcontract_fee", _VAT, _PAY, amount="tax"),
    Rule("subcontract_receipt", _INV, Role.SUBCONTRACT),
    # using, valuing, taxes: J23 J33 J34 J37 J39
    Rule("vat_out", _PENDING, Role.INPUT_VAT_OUT, amount="tax"),
    Rule("vat_out", Role.COUNT_LOSS, _PENDING, amount="tax"),
    Rule("internal_use", Role.ADMINISTRATION, _INV),
    Rule("gift", Role.SELLING, _INV),
    Rule("gift", Role.SELLING, _OUT, amount="tax"),
    Rule("packing_use", Role.SELLING, _INV),
    Rule("packing_sold", Role.OTHER_COST, _INV),
    Rule("nrv_provision", Role.IMPAIRMENT, Role.IMPAIRMENT_RESERVE, amount="write_down"),
    Rule("nrv_release", Role.IMPAIRMENT_RESERVE, Role.COGS, amount="write_down"),
    Rule("vat_month_end", Role.VAT_TRANSFERRED, Role.VAT_UNPAID, amount="tax"),
)

RULES: Final = tuple(rule._replace(explanation=EXPLANATIONS[rule.event]) for rule in _RULES)
"""What `set_up_books` writes for a new company."""
