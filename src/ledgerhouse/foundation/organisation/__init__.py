"""Founding companies and departments.

Nouns: company (法人) with its functional currency, accounting standard and valuation; department (部门).
Promises: what costs and vouchers were made under (currency, standard, valuation) does not change afterwards.
Elsewhere: warehouses (`masterdata.sites`), people (`foundation.people`).
"""
