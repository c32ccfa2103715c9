"""The chart of the Accounting Standards for Small Enterprises (小企业会计准则, 财会〔2011〕17号): the 66 accounts of its appendix.

Assets and liabilities bear the codes of the other standard; equity, costs and results do not: 5001 is 主营业务收入 here and 生产成本 there.
There are no reserves for bad debts or for stock: losses are written off when they happen. Format: see `charts.py`.
"""

from typing import Final

SBE: Final = """
1001 库存现金 asset debit - C
1002 银行存款 asset debit - CF
1012 其他货币资金 asset debit - CF
1101 短期投资 asset debit
1121 应收票据 asset debit partner
1122 应收账款 asset debit
1122.01 明细应收账款 asset debit partner F
1122.02 暂估应收账款 asset debit partner
1123 预付账款 asset debit partner F
1131 应收股利 asset debit
1132 应收利息 asset debit
1221 其他应收款 asset debit
1401 材料采购 asset debit
1402 在途物资 asset debit
1402.01 在途物资 asset debit
1402.02 调拨在途 asset debit
1403 原材料 asset debit - Q
1404 材料成本差异 asset debit
1405 库存商品 asset debit - Q
1407 商品进销差价 asset credit
1408 委托加工物资 asset debit
1409 暂估出库 asset credit
1411 周转材料 asset debit - Q
1421 消耗性生物资产 asset debit
1501 长期债券投资 asset debit
1511 长期股权投资 asset debit
1601 固定资产 asset debit
1602 累计折旧 asset credit
1604 在建工程 asset debit
1605 工程物资 asset debit
1606 固定资产清理 asset debit
1621 生产性生物资产 asset debit
1622 生产性生物资产累计折旧 asset credit
1701 无形资产 asset debit
1702 累计摊销 asset credit
1801 长期待摊费用 asset debit
1901 待处理财产损溢 asset debit
2001 短期借款 liability credit
2201 应付票据 liability credit partner
2202 应付账款 liability credit
2202.01 明细应付账款 liability credit partner F
2202.02 暂估应付账款 liability credit partner
2203 预收账款 liability credit partner F
2211 应付职工薪酬 liability credit
2221 应交税费 liability credit
{vat}
2231 应付利息 liability credit
2232 应付利润 liability credit
2241 其他应付款 liability credit
2401 递延收益 liability credit
2501 长期借款 liability credit
2701 长期应付款 liability credit
3001 实收资本 equity credit
3002 资本公积 equity credit
3101 盈余公积 equity credit
3103 本年利润 equity credit
3104 利润分配 equity credit
4001 生产成本 cost debit
4001.01 直接材料 cost debit
4001.02 直接人工 cost debit department
4001.03 制造费用转入 cost debit
4101 制造费用 cost debit department
4301 研发支出 cost debit
4401 工程施工 cost debit
4403 机械作业 cost debit
5001 主营业务收入 income credit
5051 其他业务收入 income credit
5111 投资收益 income credit
5301 营业外收入 income credit
5401 主营业务成本 expense debit
5402 其他业务成本 expense debit
5403 税金及附加 expense debit
5601 销售费用 expense debit department
5602 管理费用 expense debit department
5603 财务费用 expense debit
5711 营业外支出 expense debit
5801 所得税费用 expense debit
"""
