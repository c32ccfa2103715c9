"""Tables of sales: orders, credit holds, price lists, customer returns."""

from ledgerhouse.documents.sales.models.credit import CreditHold
from ledgerhouse.documents.sales.models.orders import SalesLine, SalesOrder
from ledgerhouse.documents.sales.models.prices import SalesPrice
from ledgerhouse.documents.sales.models.returns import CustomerReturn, Disposition, ReturnLine

__all__ = ["CreditHold", "CustomerReturn", "Disposition", "ReturnLine", "SalesLine", "SalesOrder", "SalesPrice"]
