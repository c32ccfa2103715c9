"""News that inbound tells."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class GoodsReceived:
    """Goods of an inbound order came in. `origin` is the paper behind it, e.g. a purchase order."""

    receipt: str
    order: str
    origin_kind: str
    origin: str
    warehouse: str
    received_on: date
    lines: int


@dataclass(frozen=True, kw_only=True)
class ReceiptReversed:
    """A receipt, or some lines of it, was taken back by a red one; its inbound order expects the goods again."""

    receipt: str
    reverses: str
    order: str
    warehouse: str
    reversed_on: date
    lines: int


@dataclass(frozen=True, kw_only=True)
class ReturnReversed:
    """A customer return, or some lines of it, was taken back by a red one: the goods are with the customer."""

    customer_return: str
    reverses: str
    order: str
    warehouse: str
    reversed_on: date
    lines: int


@dataclass(frozen=True, kw_only=True)
class GoodsReturned:
    """A customer sent goods of a sales order back."""

    customer_return: str
    order: str
    warehouse: str
    returned_on: date
    lines: int


@dataclass(frozen=True, kw_only=True)
class ReturnDecided:
    """Somebody decided what becomes of goods of a customer return: to stock, second grade, scrap, to the supplier."""

    customer_return: str
    order: str
    warehouse: str
    lines: int


@dataclass(frozen=True, kw_only=True)
class GoodsRefused:
    """Goods of an inbound order were sent back at the door; quantity in the item's base unit."""

    order: str
    line: int
    item: str
    quantity: Decimal
    reason: str
    warehouse: str
    refused_on: date


@dataclass(frozen=True, kw_only=True)
class GoodsReturnedToSupplier:
    """Goods left for the supplier who had sent them; `wants` is a refund or a replacement."""

    supplier_return: str
    warehouse: str
    wants: str
    sent_on: date
    lines: int


@dataclass(frozen=True, kw_only=True)
class GoodsInspected:
    """An inspection was decided: so much may be used, so much is rejected, in the item's base unit."""

    inspection: str
    receipt: str
    warehouse: str
    good: str
    rejected: str
