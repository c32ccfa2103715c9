"""Tables of purchasing: orders, and what was agreed with suppliers about prices."""

from ledgerhouse.documents.purchasing.models.orders import PurchaseLine, PurchaseOrder
from ledgerhouse.documents.purchasing.models.prices import SupplierItem, SupplierPrice

__all__ = ["PurchaseLine", "PurchaseOrder", "SupplierItem", "SupplierPrice"]
