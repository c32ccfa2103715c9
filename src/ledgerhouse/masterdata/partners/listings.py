"""Lists of partners, addresses and licences."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.partners.models import CustomerGroup, Licence, Partner
from ledgerhouse.masterdata.partners.words import Role


@dataclass(frozen=True)
class Partners:
    """Which partners."""

    role: Role | None = None
    blocked: bool | None = None
    department: str = ""
    group: str = ""


@dataclass(frozen=True)
class PartnerRow:
    """One partner."""

    code: str = column(gettext_noop("Code"), kind="code", link="partner")
    name: str = column(gettext_noop("Name"))
    mnemonic: str = column(gettext_noop("Mnemonic"))
    supplier: bool = column(gettext_noop("Supplier"), kind="yes_no")
    customer: bool = column(gettext_noop("Customer"), kind="yes_no")
    carrier: bool = column(gettext_noop("Carrier"), kind="yes_no")
    owner: bool = column(gettext_noop("Owner of goods"), kind="yes_no")
    payment_days: int = column(gettext_noop("Payment days"), kind="number")
    currency: str = column(gettext_noop("Currency"))
    credit_limit: Decimal = column(gettext_noop("Credit limit"), kind="amount", masked="see credit limits")
    department: str = column(gettext_noop("Department"), path="department__name")
    group: str = column(gettext_noop("Customer group"), path="group__code", kind="code", link="customer_group")
    blocked: bool = column(gettext_noop("Blocked"), kind="yes_no")
    block_reason: str = column(gettext_noop("Reason of the block"), sortable=False)


@listing(
    "partners.partners",
    title=gettext_noop("Partners"),
    see="see partners",
    row=PartnerRow,
    search=("code", "name", "mnemonic", "tax_number"),
    order="code",
    verbs=("partners.create_partners",),
)
def partners(ctx: Context, where: Partners) -> "QuerySet[Partner]":
    """Partners in scope, without those that were merged into another."""
    rows = scoped(ctx, Partner).filter(merged_into=None)
    if where.role is not None:
        rows = rows.filter(**{where.role.value: True})
    if where.blocked is not None:
        rows = rows.filter(blocked=where.blocked)
    if where.group:
        rows = rows.filter(group__code=where.group)
    return rows.filter(department__code=where.department) if where.department else rows


@dataclass(frozen=True)
class CustomerGroups:
    """Which customer groups: all in scope."""


@dataclass(frozen=True)
class CustomerGroupRow:
    """One customer group."""

    code: str = column(gettext_noop("Code"), kind="code", link="customer_group")
    name: str = column(gettext_noop("Name"))
    english: str = column(gettext_noop("English name"))


@listing(
    "partners.customer_groups",
    title=gettext_noop("Customer groups"),
    see="see partners",
    row=CustomerGroupRow,
    search=("code", "name", "english"),
    order="code",
    verbs=("partners.set_customer_groups",),
)
def customer_groups(ctx: Context, where: CustomerGroups) -> "QuerySet[CustomerGroup]":
    """Customer groups in scope."""
    return scoped(ctx, CustomerGroup)


@dataclass(frozen=True)
class Licences:
    """Which licences; `expires_until` finds those that run out by then."""

    partner: str = ""
    kind: str = ""
    expires_until: date | None = None


@dataclass(frozen=True)
class LicenceRow:
    """One licence of one partner."""

    partner: str = column(gettext_noop("Partner"), path="partner__code", kind="code", link="partner")
    name: str = column(gettext_noop("Name"), path="partner__name")
    kind: str = column(gettext_noop("Kind of licence"))
    number: str = column(gettext_noop("Number"))
    valid_from: date = column(gettext_noop("Valid from"), kind="date")
    expires_on: date | None = column(gettext_noop("Expires on"), kind="date")


@listing(
    "partners.licences",
    title=gettext_noop("Licences"),
    see="see partners",
    row=LicenceRow,
    search=("partner__code", "partner__name", "number"),
    order="expires_on",
    verbs=("partners.add_licence",),
)
def licences(ctx: Context, where: Licences) -> "QuerySet[Licence]":
    """Licences in scope."""
    rows = scoped(ctx, Licence)
    if where.partner:
        rows = rows.filter(partner__code=where.partner)
    if where.kind:
        rows = rows.filter(kind=where.kind)
    return rows.filter(expires_on__lte=where.expires_until) if where.expires_until else rows
