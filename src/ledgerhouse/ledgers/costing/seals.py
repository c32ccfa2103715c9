"""What of costing is sealed."""

from ledgerhouse.foundation.seals.tables import seal_table
from ledgerhouse.ledgers.costing.models import CostAdjustment, CostLine, LayerUse, MethodChange
from ledgerhouse.ledgers.stock.seals import warehouses


def areas(company: int) -> list[int]:
    """The company's valuation areas: itself, or its warehouses."""
    return [company, *warehouses(company)]


seal_table(CostLine, key="area", keys=areas)
seal_table(CostAdjustment, key="area", keys=areas)
seal_table(LayerUse, key="area", keys=areas)
seal_table(MethodChange, key="company", keys=lambda company: [company])
