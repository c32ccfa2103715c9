"""Sales orders and their lines."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.documents.sales.words import ORDER
from ledgerhouse.foundation.fields import AmountField, PercentField, PriceField, QuantityField, Row
from ledgerhouse.foundation.scope import Access


class SalesOrder(Row):
    """What a customer ordered, served by one warehouse.

    `paid` is what is known to have been paid, in its currency. A `settled` order owes nothing more and no longer counts against a limit.
    """

    access = Access(
        "see sales",
        {
            "company": "company_id",
            "warehouse": "warehouse_id",
            "department": "department_id",
            "customer_group": "customer__group_id",
        },
        kind="sales_order",
    )

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False)
    number = models.CharField(_("number"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=ORDER.start)
    customer = models.ForeignKey("partners.Partner", models.PROTECT, verbose_name=_("customer"))
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    department = models.ForeignKey("foundation.Department", models.PROTECT, null=True, verbose_name=_("department"))
    ordered_on = models.DateField(_("order date"))
    due_on = models.DateField(_("promised date"), null=True)
    reference = models.CharField(_("customer's reference"), max_length=60, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="")
    discount = PercentField(_("discount (%)"), default=0)
    deduction = AmountField(_("deduction"), default=0)
    paid = AmountField(_("paid"), default=0)
    settled = models.SmallIntegerField(_("settled"), default=0)
    maker = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("sales order")
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="sales_order_once")]
        indexes = [
            models.Index(fields=["company", "state", "id"], name="sales_order_state"),
            models.Index(fields=["company", "reference"], name="sales_order_reference"),
            models.Index(fields=["customer", "settled", "state"], name="sales_order_owed"),
        ]


class SalesLine(Row):
    """One item of a sales order, in its base unit.

    `quantity` and `list_price` are in the unit it was written in (none: the base unit), before discounts, with tax where `taxed`;
    `amount` and `tax` are what the whole line comes to after all discounts, exact in the order's currency; `price` is what that makes
    per base unit, without tax.
    """

    access = Access(
        "see sales",
        {
            "company": "order__company_id",
            "warehouse": "order__warehouse_id",
            "department": "order__department_id",
            "customer_group": "order__customer__group_id",
        },
        kind="sales_order",
    )

    order = models.ForeignKey(SalesOrder, models.CASCADE, related_name="lines", db_index=False)
    position = models.IntegerField(_("line"))
    item = models.ForeignKey("catalog.Item", models.PROTECT, verbose_name=_("item"))
    ordered = QuantityField(_("ordered"))
    shipped = QuantityField(_("shipped"), default=0)
    cut = QuantityField(_("cut"), default=0)
    returned = QuantityField(_("returned"), default=0)
    unit = models.ForeignKey("catalog.Unit", models.PROTECT, null=True, verbose_name=_("unit"), db_index=False)
    quantity = QuantityField(_("quantity"), default=0)
    list_price = PriceField(_("list price"), default=0)
    taxed = models.SmallIntegerField(_("price with tax"), default=0)
    discount = PercentField(_("discount (%)"), default=0)
    tax_rate = PercentField(_("tax rate (%)"), default=0)
    price = PriceField(_("price"))
    amount = AmountField(_("amount"), default=0)
    tax = AmountField(_("tax"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="sales_line_once"),
            models.CheckConstraint(
                condition=Q(ordered__gt=0) & Q(shipped__gte=0) & Q(cut__gte=0), name="sales_line_sane"
            ),
            models.CheckConstraint(condition=Q(ordered__gte=F("shipped") + F("cut")), name="sales_not_over_shipped"),
            models.CheckConstraint(
                condition=Q(returned__gte=0) & Q(shipped__gte=F("returned")), name="sales_not_over_returned"
            ),
        ]
