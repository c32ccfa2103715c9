"""News of the outbound side."""

from dataclasses import dataclass
from typing import Final

from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class OrderConfirmed:
    """A sales order became an outbound order, with its stock promised."""

    order: str
    outbound: str
    lines: int


@dataclass(frozen=True, kw_only=True)
class OrderHeld:
    """A sales order was confirmed, but its customer would owe more than the limit: its stock is promised, and it waits for somebody to decide."""

    order: str


@dataclass(frozen=True, kw_only=True)
class OrderShort:
    """An outbound order could not get all it wants."""

    outbound: str
    origin: str
    lines: int
    cut: bool


@dataclass(frozen=True, kw_only=True)
class GoodsShipped:
    """An outbound order left the warehouse, wholly or in part."""

    outbound: str
    origin: str
    lines: int
    complete: bool


@dataclass(frozen=True, kw_only=True)
class ShipmentReversed:
    """Shipments of an outbound order were taken back, wholly or for some lines: the goods never left, and the order waits for them again."""

    outbound: str
    origin: str
    reversal: str
    lines: int


@dataclass(frozen=True, kw_only=True)
class ShipmentHandedOver:
    """Parcels of an outbound order were handed over to a carrier; `waybills` are their numbers at it."""

    outbound: str
    origin: str
    carrier: str
    manifest: str
    waybills: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """A parcel was delivered; `complete` when it was the last one of its outbound order."""

    outbound: str
    origin: str
    waybill: str
    signed_by: str
    complete: bool


WHEN_SHORT: Final = {"wait": gettext_noop("wait"), "cut": gettext_noop("cut")}
"""What becomes of what stock can not serve, as shown: it waits as a backorder, or is cut from the order for good."""
