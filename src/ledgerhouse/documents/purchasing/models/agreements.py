"""Agreements about quantities and prices over a time, used up by orders that are called off."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.documents.purchasing.words import AGREEMENT
from ledgerhouse.foundation.fields import AmountField, PercentField, PriceField, QuantityField, Row
from ledgerhouse.foundation.scope import Access

KIND = "blanket_agreement"


class BlanketAgreement(Row):
    """What a supplier holds for us at fixed prices (框架协议), up to and including the last day. `amount` 0 has no limit.

    How much of it is used is not kept here: it is what the orders called off say.
    """

    access = Access("see purchases", {"company": "company_id"}, kind=KIND)

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False)
    number = models.CharField(_("number"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=AGREEMENT.start)
    supplier = models.ForeignKey("partners.Partner", models.PROTECT, verbose_name=_("supplier"))
    currency = models.CharField(_("currency"), max_length=3)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    amount = AmountField(_("amount agreed"), default=0)
    reference = models.CharField(_("supplier's reference"), max_length=60, blank=True)
    maker = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("blanket agreement")
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="blanket_agreement_once"),
            models.CheckConstraint(
                condition=Q(amount__gte=0) & Q(valid_until__gte=F("valid_from")), name="blanket_agreement_sane"
            ),
        ]


class AgreementLine(Row):
    """One item of an agreement, in its base unit; quantity 0 has no limit, the price is per base unit without tax."""

    access = Access("see purchases", {"company": "agreement__company_id"}, kind=KIND)

    agreement = models.ForeignKey(BlanketAgreement, models.CASCADE, related_name="lines", db_index=False)
    position = models.IntegerField(_("line"))
    item = models.ForeignKey("catalog.Item", models.PROTECT, verbose_name=_("item"))
    quantity = QuantityField(_("agreed quantity"), default=0)
    price = PriceField(_("price"))
    tax_rate = PercentField(_("tax rate (%)"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "position"], name="agreement_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0) & Q(price__gte=0), name="agreement_line_sane"),
        ]
