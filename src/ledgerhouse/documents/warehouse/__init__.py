"""Work on the floor: inbound and outbound orders, receipts, tasks, waves, parcels, shipments, counts.

Nouns: InboundOrder, OutboundOrder (the neutral papers between business and warehouse), Receipt, Wave, Task, Parcel, Count.
Promises: a task is claimed by one person; a line is received, picked or shipped once; allocation and putaway strategies only propose.
Elsewhere: stock itself (`ledgers.stock`), who wanted the work (`documents.purchasing`, `documents.sales`).
"""
