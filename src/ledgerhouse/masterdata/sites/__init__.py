"""Where goods can be: warehouse, zone, aisle, rack, level, location; with coordinates, capacities and kinds.

Nouns: Warehouse, Zone, Location. Supplier, customer, loss, production and transit are locations too: virtual ones, one of
each per warehouse, which keep no running balance.
Promises: a location belongs to one warehouse for ever; a location's code is what its label says.
Elsewhere: what lies there (`ledgers.stock`), who works there (`documents.warehouse`).
"""
