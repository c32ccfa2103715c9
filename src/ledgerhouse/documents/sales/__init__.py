"""Sales orders and customer returns, from draft to closed.

Nouns: SalesOrder, SalesLine, CustomerReturn, ReturnLine. A line knows what was ordered, shipped, cancelled and returned.
Promises: shipped never exceeds ordered; a return never exceeds what was shipped.
Elsewhere: the outbound order made from it (`documents.warehouse`), the promise (`ledgers.stock`), the customer (`masterdata.partners`).
"""
