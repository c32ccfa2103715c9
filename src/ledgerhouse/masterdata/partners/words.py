"""What partners are called, and what other rooms are told of them."""

from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from ledgerhouse.kernel.errors import gettext_noop


class Role(StrEnum):
    """What a partner is to us; one partner may be several."""

    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    CARRIER = "carrier"
    OWNER = "owner"


ROLE_NAMES: Final = {
    Role.SUPPLIER: gettext_noop("supplier"),
    Role.CUSTOMER: gettext_noop("customer"),
    Role.CARRIER: gettext_noop("carrier"),
    Role.OWNER: gettext_noop("owner of goods"),
}
"""What people call each role; message ids."""


class AddressKind(StrEnum):
    """What an address is used for."""

    OFFICE = "office"
    DELIVERY = "delivery"
    PICKUP = "pickup"
    INVOICE = "invoice"


ADDRESS_NAMES: Final = {
    AddressKind.OFFICE: gettext_noop("office"),
    AddressKind.DELIVERY: gettext_noop("delivery"),
    AddressKind.PICKUP: gettext_noop("pickup"),
    AddressKind.INVOICE: gettext_noop("invoicing"),
}
"""What people call each use; message ids."""


class PartnerRef(NamedTuple):
    """A partner as other rooms know it. `roles` are `Role` values; `blocked` is true while no new paper may name it."""

    id: int
    code: str
    name: str
    roles: frozenset[str]
    blocked: bool


class Terms(NamedTuple):
    """What was agreed with a partner.

    `credit_limit` is in amount steps, 0 when none was set; `life_percent` is the share of an item's shelf life that
    must be left when the customer receives it. No customer group is 0.
    """

    id: int
    payment_days: int
    currency: str
    credit_limit: int
    life_percent: int
    department: int
    group: int


class LicenceProblem(NamedTuple):
    """A licence a partner should have on a day: `number` is empty when there is none."""

    partner: int
    kind: str
    number: str
    expired_on: date | None
