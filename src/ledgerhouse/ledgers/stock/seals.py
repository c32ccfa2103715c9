"""What of the stock ledger is sealed."""

from ledgerhouse.foundation.seals.tables import seal_table
from ledgerhouse.ledgers.stock.models import Entry, Movement, ReversedLine, SerialEntry
from ledgerhouse.masterdata.sites.models import Warehouse


def warehouses(company: int) -> list[int]:
    """The company's warehouses, by which stock is kept."""
    return list(Warehouse.objects.filter(company_id=company).order_by("id").values_list("id", flat=True))


seal_table(Movement, key="warehouse_id", keys=warehouses)
seal_table(Entry, key="warehouse_id", keys=warehouses)
seal_table(SerialEntry, key="warehouse_id", keys=warehouses, id="entry", within="serial_id")
seal_table(ReversedLine, key="warehouse_id", keys=warehouses, id="movement", within="reversed, line")
