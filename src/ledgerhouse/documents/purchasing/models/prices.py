"""What was agreed with a supplier about an item: how it is ordered, and what it costs when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import PercentField, PriceField, QuantityField, Row
from ledgerhouse.foundation.scope import Access

AGREED = Access("see purchases", {"company": "company_id"})


class SupplierItem(Row):
    """How a supplier delivers an item: what they call it, the least quantity and the multiple in base units (0: any), days from order to delivery."""

    access = AGREED

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False)
    supplier = models.ForeignKey("partners.Partner", models.PROTECT, verbose_name=_("supplier"), db_index=False)
    item = models.ForeignKey("catalog.Item", models.PROTECT, verbose_name=_("item"))
    supplier_code = models.CharField(_("supplier's item code"), max_length=60, blank=True)
    least = QuantityField(_("minimum order quantity"), default=0)
    multiple = QuantityField(_("order multiple"), default=0)
    lead_days = models.IntegerField(_("lead time in days"), default=0)

    class Meta:
        verbose_name = _("supplier item")
        constraints = [
            models.UniqueConstraint(fields=["supplier", "item"], name="supplier_item_once"),
            models.CheckConstraint(
                condition=Q(least__gte=0, multiple__gte=0, lead_days__gte=0), name="supplier_item_sane"
            ),
        ]
        indexes = [models.Index(fields=["company", "supplier_code"], name="supplier_item_code")]


class SupplierPrice(Row):
    """What one unit of an item costs without tax, from a quantity on (in that unit), from a day up to and including another.

    Without a last day it holds until further notice. `tax_rate` empty is the rate of the item's tax class.
    """

    access = AGREED

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False)
    supplier = models.ForeignKey("partners.Partner", models.PROTECT, verbose_name=_("supplier"), db_index=False)
    item = models.ForeignKey("catalog.Item", models.PROTECT, verbose_name=_("item"))
    currency = models.CharField(_("currency"), max_length=3)
    unit = models.ForeignKey("catalog.Unit", models.PROTECT, verbose_name=_("unit"))
    from_quantity = QuantityField(_("from quantity"), default=0)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True)
    price = PriceField(_("price"))
    tax_rate = PercentField(_("tax rate (%)"), null=True)  # type: ignore[misc]

    class Meta:
        verbose_name = _("supplier price")
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "item", "currency", "unit", "valid_from", "from_quantity"],
                name="supplier_price_once",
            ),
            models.CheckConstraint(condition=Q(from_quantity__gte=0, price__gte=0), name="supplier_price_sane"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="supplier_price_days_fit"
            ),
        ]
