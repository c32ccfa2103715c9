"""Changes of released orders, with what was before."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.documents.purchasing.models.orders import PurchaseOrder
from ledgerhouse.documents.purchasing.words import AMENDMENT
from ledgerhouse.foundation.fields import PercentField, PriceField, QuantityField, Row
from ledgerhouse.foundation.scope import Access

KIND = "purchase_amendment"


class PurchaseAmendment(Row):
    """A change of a released order (采购变更单). `based_on` is the version it was written for; once applied, `version` is the one it made."""

    access = Access(
        "see purchases",
        {"company": "order__company_id", "warehouse": "order__warehouse_id", "department": "order__department_id"},
        kind=KIND,
    )

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False)
    number = models.CharField(_("number"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=AMENDMENT.start)
    order = models.ForeignKey(PurchaseOrder, models.PROTECT, related_name="amendments", verbose_name=_("order"))
    reason = models.CharField(_("reason"), max_length=200)
    based_on = models.IntegerField()
    version = models.IntegerField(_("version"), default=0)
    due_before = models.DateField(_("due before"), null=True)
    due_after = models.DateField(_("due now"), null=True)
    maker = models.BigIntegerField()
    created_at = models.DateTimeField(_("written"))
    applied_by = models.BigIntegerField(default=0)
    applied_at = models.DateTimeField(_("applied"), null=True)

    class Meta:
        verbose_name = _("purchase amendment")
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="purchase_amendment_once")]


class AmendmentLine(Row):
    """One line of an order before and after; a new line had nothing ordered before, a dropped one has nothing after."""

    access = Access(
        "see purchases",
        {
            "company": "amendment__order__company_id",
            "warehouse": "amendment__order__warehouse_id",
            "department": "amendment__order__department_id",
        },
        kind=KIND,
    )

    amendment = models.ForeignKey(PurchaseAmendment, models.CASCADE, related_name="lines", db_index=False)
    position = models.IntegerField(_("line"))
    line = models.BigIntegerField()
    item = models.ForeignKey("catalog.Item", models.PROTECT, verbose_name=_("item"))
    ordered_before = QuantityField(_("ordered before"))
    ordered = QuantityField(_("ordered"))
    price_before = PriceField(_("price before"))
    price = PriceField(_("price"))
    tax_before = PercentField(_("tax before"))
    tax_rate = PercentField(_("tax rate (%)"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["amendment", "position"], name="amendment_line_once"),
            models.CheckConstraint(
                condition=Q(ordered__gte=0) & Q(ordered_before__gte=0) & Q(price__gte=0), name="amendment_line_sane"
            ),
        ]
