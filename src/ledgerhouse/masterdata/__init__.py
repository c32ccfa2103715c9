"""Nouns everyone shares: `catalog` (items), `partners` (suppliers, customers), `sites` (warehouses and places).

Master data rooms do not see each other and know nothing of papers or ledgers. Changes are audited verbs here, one file each.
"""
