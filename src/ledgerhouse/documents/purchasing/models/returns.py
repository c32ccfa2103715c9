"""Goods that go back to their supplier, and what we claim from suppliers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.documents.purchasing.words import CLAIM, RETURN
from ledgerhouse.foundation.fields import AmountField, QuantityField, Row
from ledgerhouse.foundation.scope import Access

SEE = "see purchases"


class SupplierReturn(Row):
    """Goods of receipts that go back to their supplier (采购退货单), from one warehouse. `wants` is a refund or a replacement."""

    access = Access(SEE, {"company": "company_id", "warehouse": "warehouse_id"}, kind="supplier_return")

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False)
    number = models.CharField(_("number"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=RETURN.start)
    supplier = models.ForeignKey("partners.Partner", models.PROTECT, verbose_name=_("supplier"))
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    wants = models.CharField(_("wanted"), max_length=12)
    cause = models.CharField(_("cause"), max_length=12, default="other", db_default="other")
    reason = models.CharField(_("reason"), max_length=100)
    reference = models.CharField(_("supplier's reference"), max_length=60, blank=True)
    maker = models.BigIntegerField()
    created_at = models.DateTimeField()
    sent_on = models.DateField(_("sent on"), null=True)

    class Meta:
        verbose_name = _("return to supplier")
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="supplier_return_once")]
        indexes = [models.Index(fields=["company", "state", "id"], name="supplier_return_state")]


class SupplierReturnLine(Row):
    """So much of one receipt line, from where it lies now. `receipt_line` is its position on the receipt, `serials` the codes of its pieces."""

    access = Access(SEE, {"company": "paper__company_id", "warehouse": "paper__warehouse_id"}, kind="supplier_return")

    paper = models.ForeignKey(SupplierReturn, models.CASCADE, related_name="lines", db_index=False)
    position = models.IntegerField(_("line"))
    receipt = models.CharField(_("receipt"), max_length=60)
    receipt_line = models.IntegerField(_("receipt line"))
    item = models.ForeignKey("catalog.Item", models.PROTECT, verbose_name=_("item"))
    lot = models.BigIntegerField(default=0)
    quantity = QuantityField(_("quantity"))
    location = models.ForeignKey("sites.Location", models.PROTECT, verbose_name=_("location"))
    status = models.SmallIntegerField(_("stock status"), default=1)
    serials = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "position"], name="supplier_return_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="supplier_return_line_sane"),
        ]
        indexes = [models.Index(fields=["receipt"], name="supplier_return_receipt")]


class SupplierClaim(Row):
    """An amount we claim from a supplier (索赔单) for what came wrong, about a receipt or a return."""

    access = Access(SEE, {"company": "company_id", "warehouse": "warehouse_id"}, kind="supplier_claim")

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False)
    number = models.CharField(_("number"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=CLAIM.start)
    supplier = models.ForeignKey("partners.Partner", models.PROTECT, verbose_name=_("supplier"))
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    about_kind = models.CharField(max_length=40)
    about = models.CharField(_("about"), max_length=60)
    amount = AmountField(_("amount"))
    agreed = AmountField(_("agreed amount"), default=0)
    reason = models.CharField(_("reason"), max_length=200)
    answer = models.CharField(_("supplier's answer"), max_length=200, blank=True)
    settled_by = models.CharField(_("settled by"), max_length=60, blank=True)
    raised_on = models.DateField(_("raised on"))
    maker = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("supplier claim")
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="supplier_claim_once"),
            models.CheckConstraint(condition=Q(amount__gt=0) & Q(agreed__gte=0), name="supplier_claim_sane"),
        ]
        indexes = [models.Index(fields=["company", "state", "id"], name="supplier_claim_state")]
