"""Purchase orders and their lines."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.documents.purchasing.models.agreements import AgreementLine
from ledgerhouse.documents.purchasing.words import ORDER
from ledgerhouse.foundation.fields import PercentField, PriceField, QuantityField, Row
from ledgerhouse.foundation.scope import Access


class PurchaseOrder(Row):
    """What we ordered from a supplier, for one warehouse; prices are in `currency`. `version` counts its amendments, from 1."""

    access = Access(
        "see purchases",
        {"company": "company_id", "warehouse": "warehouse_id", "department": "department_id"},
        kind="purchase_order",
    )

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False)
    number = models.CharField(_("number"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=ORDER.start)
    supplier = models.ForeignKey("partners.Partner", models.PROTECT, verbose_name=_("supplier"))
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    department = models.ForeignKey("foundation.Department", models.PROTECT, null=True, verbose_name=_("department"))
    ordered_on = models.DateField(_("order date"))
    due_on = models.DateField(_("due date"), null=True)
    reference = models.CharField(_("supplier's reference"), max_length=60, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    version = models.IntegerField(_("version"), default=1)
    maker = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("purchase order")
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="purchase_order_once")]
        indexes = [models.Index(fields=["company", "state", "id"], name="purchase_order_state")]


class PurchaseLine(Row):
    """One item of a purchase order, in its base unit; the price is per base unit, without tax.

    A line that an amendment dropped stays with nothing ordered: papers that name it keep their sense.
    `excess` is what was accepted beyond what was ordered, `short` what will not come any more.
    """

    access = Access(
        "see purchases",
        {"company": "order__company_id", "warehouse": "order__warehouse_id", "department": "order__department_id"},
        kind="purchase_order",
    )

    order = models.ForeignKey(PurchaseOrder, models.CASCADE, related_name="lines", db_index=False)
    position = models.IntegerField(_("line"))
    item = models.ForeignKey("catalog.Item", models.PROTECT, verbose_name=_("item"))
    ordered = QuantityField(_("ordered"))
    received = QuantityField(_("received"), default=0)
    excess = QuantityField(_("accepted beyond"), db_default=0)
    short = QuantityField(_("will not come"), db_default=0)
    price = PriceField(_("price"))
    tax_rate = PercentField(_("tax rate (%)"), default=0)
    agreement_line = models.ForeignKey(AgreementLine, models.PROTECT, null=True, related_name="orders")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="purchase_line_once"),
            models.CheckConstraint(
                condition=Q(ordered__gte=0) & Q(received__gte=0) & Q(price__gte=0), name="purchase_line_sane"
            ),
            models.CheckConstraint(
                condition=Q(ordered__gte=F("received") - F("excess")), name="purchase_not_over_received"
            ),
        ]
