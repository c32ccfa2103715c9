"""What people ask for, what suppliers were asked, and what they answered."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.documents.purchasing.words import QUOTATION, REQUISITION, RFQ
from ledgerhouse.foundation.fields import PercentField, PriceField, QuantityField, Row
from ledgerhouse.foundation.scope import Access

SEE = "see purchases"


def within(path: str = "") -> dict[str, str]:
    """The dimensions of papers that have a company, a warehouse and a department."""
    return {name: f"{path}{name}_id" for name in ("company", "warehouse", "department")}


class Requisition(Row):
    """Somebody asks that something be bought (请购单)."""

    access = Access(SEE, within(), kind="requisition")

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False)
    number = models.CharField(_("number"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=REQUISITION.start)
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    department = models.ForeignKey("foundation.Department", models.PROTECT, null=True, verbose_name=_("department"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    maker = models.BigIntegerField()
    created_at = models.DateTimeField(_("written"))
    judged_by = models.BigIntegerField(default=0)
    judged_at = models.DateTimeField(_("decided"), null=True)
    answer = models.CharField(_("answer"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("requisition")
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="requisition_once")]
        indexes = [models.Index(fields=["company", "state", "id"], name="requisition_state")]


class RequisitionLine(Row):
    """One item that is wanted, in its base unit; `price` is what it may cost, in the company's currency; `ordered` what of it was ordered."""

    access = Access(SEE, within("requisition__"), kind="requisition")

    requisition = models.ForeignKey(Requisition, models.CASCADE, related_name="lines", db_index=False)
    position = models.IntegerField(_("line"))
    item = models.ForeignKey("catalog.Item", models.PROTECT, verbose_name=_("item"))
    quantity = QuantityField(_("wanted"))
    ordered = QuantityField(_("ordered"), default=0)
    wanted_on = models.DateField(_("wanted on"), null=True)
    supplier = models.ForeignKey("partners.Partner", models.PROTECT, null=True, verbose_name=_("supplier"))
    price = PriceField(_("estimated price"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["requisition", "position"], name="requisition_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & Q(ordered__gte=0) & Q(price__gte=0), name="requisition_line_sane"
            ),
        ]


class Rfq(Row):
    """Several suppliers are asked for price and date (询价单)."""

    access = Access(SEE, within(), kind="rfq")

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False)
    number = models.CharField(_("number"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=RFQ.start)
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    department = models.ForeignKey("foundation.Department", models.PROTECT, null=True, verbose_name=_("department"))
    answer_by = models.DateField(_("answer by"), null=True)
    maker = models.BigIntegerField()
    created_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("request for quotation")
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="rfq_once")]


class RfqLine(Row):
    """One item that suppliers are asked for, in its base unit. `request` is the line of the requisition it comes from, 0 for none."""

    access = Access(SEE, within("rfq__"), kind="rfq")

    rfq = models.ForeignKey(Rfq, models.CASCADE, related_name="lines", db_index=False)
    position = models.IntegerField(_("line"))
    item = models.ForeignKey("catalog.Item", models.PROTECT, verbose_name=_("item"))
    quantity = QuantityField(_("quantity"))
    wanted_on = models.DateField(_("wanted on"), null=True)
    request = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rfq", "position"], name="rfq_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="rfq_line_sane"),
        ]


class Quotation(Row):
    """One supplier who was asked, and what they answered (报价)."""

    access = Access(SEE, within("rfq__"), kind="rfq")

    rfq = models.ForeignKey(Rfq, models.CASCADE, related_name="quotations", db_index=False)
    supplier = models.ForeignKey("partners.Partner", models.PROTECT, verbose_name=_("supplier"))
    state = models.CharField(_("state"), max_length=12, default=QUOTATION.start)
    currency = models.CharField(_("currency"), max_length=3)
    valid_until = models.DateField(_("valid until"), null=True)
    reference = models.CharField(_("supplier's reference"), max_length=60, blank=True)
    entered_by = models.BigIntegerField(default=0)
    entered_at = models.DateTimeField(_("entered"), null=True)

    class Meta:
        verbose_name = _("quotation")
        constraints = [models.UniqueConstraint(fields=["rfq", "supplier"], name="quotation_once")]


class QuotationLine(Row):
    """What one supplier asks for one line: per base unit without tax, from a least quantity on, so many days after the order."""

    access = Access(SEE, within("quotation__rfq__"), kind="rfq")

    quotation = models.ForeignKey(Quotation, models.CASCADE, related_name="lines", db_index=False)
    line = models.ForeignKey(RfqLine, models.CASCADE, related_name="quotes", verbose_name=_("line"))
    price = PriceField(_("price"))
    tax_rate = PercentField(_("tax rate (%)"), null=True)  # type: ignore[misc]
    least = QuantityField(_("minimum order quantity"), default=0)
    lead_days = models.IntegerField(_("lead time in days"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quotation", "line"], name="quotation_line_once"),
            models.CheckConstraint(
                condition=Q(price__gte=0) & Q(least__gte=0) & Q(lead_days__gte=0),
                name="quotation_line_sane",
            ),
        ]
