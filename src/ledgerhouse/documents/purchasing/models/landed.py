"""Amounts that were put on receipts for freight, duty or insurance."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.documents.purchasing.words import LANDED
from ledgerhouse.foundation.fields import AmountField, Row
from ledgerhouse.foundation.scope import Access


class LandedCost(Row):
    """One amount shared out over receipts of a warehouse (采购费用分摊单). With a `bill` it is owed to whoever wrote it, else it is an estimate."""

    access = Access("see costs", {"company": "company_id", "warehouse": "warehouse_id"}, kind="landed_cost")

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False)
    number = models.CharField(_("number"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=LANDED.start)
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    supplier = models.ForeignKey("partners.Partner", models.PROTECT, null=True, verbose_name=_("supplier"))
    bill = models.CharField(_("bill"), max_length=60, blank=True)
    basis = models.CharField(_("shared by"), max_length=12)
    amount = AmountField(_("amount"))
    tax = AmountField(_("tax"), default=0)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    added_on = models.DateField(_("added on"))
    maker = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("landed cost")
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="landed_cost_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="landed_cost_sane"),
        ]
        indexes = [models.Index(fields=["company", "bill"], name="landed_cost_bill")]
