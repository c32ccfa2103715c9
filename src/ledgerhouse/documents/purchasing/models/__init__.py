"""Tables of purchasing: orders and their amendments, and what was agreed with suppliers about prices."""

from ledgerhouse.documents.purchasing.models.amendments import AmendmentLine, PurchaseAmendment
from ledgerhouse.documents.purchasing.models.landed import LandedCost
from ledgerhouse.documents.purchasing.models.orders import PurchaseLine, PurchaseOrder
from ledgerhouse.documents.purchasing.models.prices import SupplierItem, SupplierPrice
from ledgerhouse.documents.purchasing.models.returns import SupplierClaim, SupplierReturn, SupplierReturnLine

__all__ = [
    "AmendmentLine",
    "LandedCost",
    "PurchaseAmendment",
    "PurchaseLine",
    "PurchaseOrder",
    "SupplierClaim",
    "SupplierItem",
    "SupplierPrice",
    "SupplierReturn",
    "SupplierReturnLine",
]
