"""The chart of the Accounting Standards for Business Enterprises (企业会计准则), as published with them and as used since.

Codes are those of the appendix to the standards' application guidance; accounts that came later (合同资产, 应收退货成本, 信用减值损失 …) have no
code of the ministry and bear the one most software gives them. Enterprises may add, split and merge. Format: see `charts.py`.
"""

from typing import Final

ASBE: Final = """
1001 库存现金 asset debit - C
1002 银行存款 asset debit - CF
1012 其他货币资金 asset debit - CF
1101 交易性金融资产 asset debit
1121 应收票据 asset debit partner
1122 应收账款 asset debit
1122.01 明细应收款 asset debit partner F
1122.02 暂估应收款 asset debit partner
1123 预付账款 asset debit partner F
1131 应收股利 asset debit
1132 应收利息 asset debit
1221 其他应收款 asset debit
1231 坏账准备 asset credit
1401 材料采购 asset debit
1402 在途物资 asset debit
1402.01 在途物资 asset debit
1402.02 调拨在途 asset debit
1403 原材料 asset debit - Q
1404 材料成本差异 asset debit
1405 库存商品 asset debit - Q
1406 发出商品 asset debit - Q
1407 商品进销差价 asset credit
1408 委托加工物资 asset debit
1409 暂估出库 asset credit
1411 周转材料 asset debit - Q
1462 合同资产 asset debit partner
1464 合同履约成本 asset debit
1466 合同取得成本 asset debit
1471 存货跌价准备 asset credit
1481 持有待售资产 asset debit
1482 持有待售资产减值准备 asset credit
1485 应收退货成本 asset debit
1501 债权投资 asset debit
1502 债权投资减值准备 asset credit
1503 其他债权投资 asset debit
1511 长期股权投资 asset debit
1512 长期股权投资减值准备 asset credit
1518 其他权益工具投资 asset debit
1521 投资性房地产 asset debit
1531 长期应收款 asset debit
1532 未实现融资收益 asset credit
1601 固定资产 asset debit
1602 累计折旧 asset credit
1603 固定资产减值准备 asset credit
1604 在建工程 asset debit
1605 工程物资 asset debit
1606 固定资产清理 asset debit
1621 生产性生物资产 asset debit
1622 生产性生物资产累计折旧 asset credit
1641 使用权资产 asset debit
1642 使用权资产累计折旧 asset credit
1643 使用权资产减值准备 asset credit
1701 无形资产 asset debit
1702 累计摊销 asset credit
1703 无形资产减值准备 asset credit
1711 商誉 asset debit
1801 长期待摊费用 asset debit
1811 递延所得税资产 asset debit
1901 待处理财产损溢 asset debit
2001 短期借款 liability credit
2101 交易性金融负债 liability credit
2201 应付票据 liability credit partner
2202 应付账款 liability credit
2202.01 明细应付款 liability credit partner F
2202.02 暂估应付款 liability credit partner
2203 预收账款 liability credit partner F
2204 合同负债 liability credit partner F
2211 应付职工薪酬 liability credit
2221 应交税费 liability credit
{vat}
2231 应付利息 liability credit
2232 应付股利 liability credit
2241 其他应付款 liability credit
2245 持有待售负债 liability credit
2401 递延收益 liability credit
2501 长期借款 liability credit
2502 应付债券 liability credit
2601 租赁负债 liability credit
2701 长期应付款 liability credit
2702 未确认融资费用 liability debit
2711 专项应付款 liability credit
2801 预计负债 liability credit
2801.01 应付退货款 liability credit
2801.02 其他预计负债 liability credit
2901 递延所得税负债 liability credit
3101 衍生工具 common debit
3201 套期工具 common debit
3202 被套期项目 common debit
4001 实收资本 equity credit
4002 资本公积 equity credit
4003 其他综合收益 equity credit
4101 盈余公积 equity credit
4103 本年利润 equity credit
4104 利润分配 equity credit
4201 库存股 equity debit
4301 专项储备 equity credit
5001 生产成本 cost debit
5001.01 直接材料 cost debit
5001.02 直接人工 cost debit department
5001.03 制造费用转入 cost debit
5101 制造费用 cost debit department
5201 劳务成本 cost debit
5301 研发支出 cost debit
5401 工程施工 cost debit
5402 工程结算 cost credit
5403 机械作业 cost debit
6001 主营业务收入 income credit
6051 其他业务收入 income credit
6101 公允价值变动损益 income credit
6111 投资收益 income credit
6115 资产处置损益 income credit
6117 其他收益 income credit
6301 营业外收入 income credit
6401 主营业务成本 expense debit
6402 其他业务成本 expense debit
6403 税金及附加 expense debit
6601 销售费用 expense debit department
6602 管理费用 expense debit department
6603 财务费用 expense debit
6701 资产减值损失 expense debit
6702 信用减值损失 expense debit
6711 营业外支出 expense debit
6801 所得税费用 expense debit
6901 以前年度损益调整 expense debit
"""
