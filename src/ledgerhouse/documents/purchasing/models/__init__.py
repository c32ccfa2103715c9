"""Tables of purchasing: requests, quotations, agreements, orders and their amendments, and the price lists of suppliers."""

from ledgerhouse.documents.purchasing.models.agreements import AgreementLine, BlanketAgreement
from ledgerhouse.documents.purchasing.models.amendments import AmendmentLine, PurchaseAmendment
from ledgerhouse.documents.purchasing.models.landed import LandedCost
from ledgerhouse.documents.purchasing.models.orders import PurchaseLine, PurchaseOrder
from ledgerhouse.documents.purchasing.models.prices import SupplierItem, SupplierPrice
from ledgerhouse.documents.purchasing.models.requests import (
    Quotation,
    QuotationLine,
    Requisition,
    RequisitionLine,
    Rfq,
    RfqLine,
)
from ledgerhouse.documents.purchasing.models.returns import SupplierClaim, SupplierReturn, SupplierReturnLine

__all__ = [
    "AgreementLine",
    "AmendmentLine",
    "BlanketAgreement",
    "LandedCost",
    "PurchaseAmendment",
    "PurchaseLine",
    "PurchaseOrder",
    "Quotation",
    "QuotationLine",
    "Requisition",
    "RequisitionLine",
    "Rfq",
    "RfqLine",
    "SupplierClaim",
    "SupplierItem",
    "SupplierPrice",
    "SupplierReturn",
    "SupplierReturnLine",
]
