"""The list of sales orders held for credit."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from ledgerhouse.documents.sales.models import CreditHold
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop

MASKED = "see credit limits"


@dataclass(frozen=True)
class HoldFilter:
    """Which holds; all of them or only those that are open."""

    customer: str = ""
    order: str = ""
    ended: bool = False


@dataclass(frozen=True)
class HoldRow:
    """One order that was held, with what its customer owed then, in the currency of the limit."""

    order: str = column(gettext_noop("Sales order"), path="order__number", kind="code", link="sales_order")
    customer: str = column(gettext_noop("Customer"), path="order__customer__code", kind="code", link="partner")
    name: str = column(gettext_noop("Name"), path="order__customer__name")
    held_at: datetime = column(gettext_noop("Held at"), kind="moment")
    currency: str = column(gettext_noop("Currency"), kind="code")
    amount: Decimal = column(gettext_noop("Total with tax"), kind="amount")
    exposure: Decimal = column(gettext_noop("Exposure"), kind="amount", masked=MASKED)
    credit_limit: Decimal = column(gettext_noop("Credit limit"), kind="amount", masked=MASKED)
    ended_at: datetime | None = column(gettext_noop("Ended at"), kind="moment")
    reason: str = column(gettext_noop("Reason"))


@listing(
    "sales.credit_holds",
    title=gettext_noop("Credit holds"),
    see="see sales",
    row=HoldRow,
    search=("order__number", "order__customer__code", "order__customer__name"),
    order="order",
    verbs=("outbound.recheck_holds", "outbound.release_holds"),
)
def credit_holds(ctx: Context, where: HoldFilter) -> "QuerySet[CreditHold]":
    """Orders held because their customer would owe more than the limit."""
    rows = scoped(ctx, CreditHold)
    rows = rows if where.ended else rows.filter(ended_at=None)
    rows = rows.filter(order__number=where.order) if where.order else rows
    return rows.filter(order__customer__code=where.customer) if where.customer else rows
