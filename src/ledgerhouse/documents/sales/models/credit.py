"""Which sales orders were held back because their customer would owe too much, and who let them go."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.documents.sales.models.orders import SalesOrder
from ledgerhouse.foundation.fields import AmountField, Row
from ledgerhouse.foundation.scope import Access


class CreditHold(Row):
    """One order that was held at its confirmation. All amounts are in the currency of the customer's limit, with tax.

    `ended_by` is who released it, 0 when it went by itself because it fits the limit by now, or was cancelled.
    """

    access = Access(
        "see sales",
        {
            "company": "company_id",
            "warehouse": "order__warehouse_id",
            "department": "order__department_id",
            "customer_group": "order__customer__group_id",
        },
        kind="sales_order",
    )

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False)
    order = models.OneToOneField(SalesOrder, models.CASCADE, related_name="credit_hold", verbose_name=_("sales order"))
    currency = models.CharField(_("currency"), max_length=3)
    credit_limit = AmountField(_("credit limit"))
    exposure = AmountField(_("exposure"))
    amount = AmountField(_("amount"))
    held_at = models.DateTimeField(_("held at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.BigIntegerField(default=0)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("credit hold")
        indexes = [models.Index(fields=["company", "ended_at", "order"], name="sales_hold_open")]
