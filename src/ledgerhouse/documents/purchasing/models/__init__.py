"""Tables of purchasing: orders and their amendments, and what was agreed with suppliers about prices."""

from ledgerhouse.documents.purchasing.models.amendments import AmendmentLine, PurchaseAmendment
from ledgerhouse.documents.purchasing.models.orders import PurchaseLine, PurchaseOrder
from ledgerhouse.documents.purchasing.models.prices import SupplierItem, SupplierPrice

__all__ = ["AmendmentLine", "PurchaseAmendment", "PurchaseLine", "PurchaseOrder", "SupplierItem", "SupplierPrice"]
