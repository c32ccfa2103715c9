"""Customer returns."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.documents.sales.models.orders import SalesLine, SalesOrder
from ledgerhouse.documents.sales.words import RETURN
from ledgerhouse.foundation.fields import QuantityField, Row
from ledgerhouse.foundation.scope import Access


class CustomerReturn(Row):
    """Goods a customer sent back, against a sales order."""

    access = Access(
        "see sales",
        {"company": "company_id", "warehouse": "warehouse_id", "customer_group": "order__customer__group_id"},
        kind="customer_return",
    )

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    number = models.CharField(_("number"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=RETURN.start)
    order = models.ForeignKey(SalesOrder, models.PROTECT, verbose_name=_("sales order"))
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    returned_on = models.DateField(_("returned on"))
    reason = models.CharField(_("reason"), max_length=100, blank=True)
    reference = models.CharField(_("customer's reference"), max_length=60, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("customer return")
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="customer_return_once")]


class ReturnLine(Row):
    """One item of a customer return."""

    access = Access(
        "see sales",
        {
            "company": "paper__company_id",
            "warehouse": "paper__warehouse_id",
            "customer_group": "paper__order__customer__group_id",
        },
        kind="customer_return",
    )

    paper = models.ForeignKey(CustomerReturn, models.CASCADE, related_name="lines")
    position = models.IntegerField(_("line"))
    line = models.ForeignKey(SalesLine, models.PROTECT, related_name="returns")
    quantity = QuantityField(_("quantity"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "position"], name="return_line_once"),
            models.CheckConstraint(condition=~Q(quantity=0), name="return_line_sane"),
        ]


class Disposition(Row):
    """What was decided on so much of a return line, of one lot: what was found, whose fault it is, what becomes of it. Never changed."""

    access = Access(
        "see sales",
        {
            "company": "company_id",
            "warehouse": "line__paper__warehouse_id",
            "customer_group": "line__paper__order__customer__group_id",
        },
        kind="customer_return",
    )

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    line = models.ForeignKey(ReturnLine, models.PROTECT, related_name="dispositions")
    lot = models.BigIntegerField(default=0)
    quantity = QuantityField(_("quantity"))
    disposition = models.CharField(_("disposition"), max_length=12)
    cause = models.CharField(_("cause"), max_length=12)
    finding = models.CharField(_("finding"), max_length=100, blank=True)
    maker = models.BigIntegerField()
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="disposition_sane")]
