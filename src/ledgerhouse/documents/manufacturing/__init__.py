"""Bills of material, routings and work orders. No code yet.

Will live here: Bom, Routing, WorkOrder with material requirements, reports and by-products, each with its lifecycle.
Promises to keep: a work order consumes and produces only through flows; a BOM version never changes once used.
Elsewhere: picking the material (`documents.warehouse`), what it costs (`ledgers.costing`), what to make (`tower.planning`).
"""
