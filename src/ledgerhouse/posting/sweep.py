"""Take empty balances away, so that whoever looks for stock does not walk over places where once was some."""

from ledgerhouse.ledgers.stock import append as stock
from ledgerhouse.masterdata.sites.words import WarehouseRef


def sweep(warehouse: WarehouseRef, limit: int) -> int:
    """Take away at most so many empty balances of a warehouse. Answers how many; less than `limit` means that none are left."""
    return stock.sweep(warehouse.id, limit)
