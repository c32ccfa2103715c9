"""Purchase orders, from draft to closed.

Nouns: PurchaseOrder, PurchaseLine. A line knows what was ordered and what has arrived. Requisitions, quotations, blanket agreements and price
lists will live here too.
Promises: states change only by the lifecycle in `words.py`; received never exceeds ordered beyond the tolerance.
Elsewhere: the inbound order made from it (`documents.warehouse`), the supplier (`masterdata.partners`).
"""
