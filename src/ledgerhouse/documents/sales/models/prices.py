"""At which prices items are sold: to one customer, to a customer group, or to everybody."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import PercentField, PriceField, QuantityField, Row
from ledgerhouse.foundation.scope import Access


class SalesPrice(Row):
    """What one unit of an item costs customers, from a quantity on (in that unit), from a day up to and including another.

    `whom` is the id of the customer or the customer group it is for, 0 for everybody. `taxed` says that the price includes tax;
    `tax_rate` empty is the rate of the item's tax class.
    """

    access = Access("see sales", {"company": "company_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False)
    whom = models.BigIntegerField(default=0)
    customer = models.ForeignKey("partners.Partner", models.PROTECT, null=True, verbose_name=_("customer"))
    group = models.ForeignKey("partners.CustomerGroup", models.PROTECT, null=True, verbose_name=_("customer group"))
    item = models.ForeignKey("catalog.Item", models.PROTECT, verbose_name=_("item"))
    currency = models.CharField(_("currency"), max_length=3)
    unit = models.ForeignKey("catalog.Unit", models.PROTECT, verbose_name=_("unit"))
    from_quantity = QuantityField(_("from quantity"), default=0)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True)
    price = PriceField(_("price"))
    taxed = models.BooleanField(_("price with tax"), default=False)
    tax_rate = PercentField(_("tax rate (%)"), null=True)  # type: ignore[misc]

    class Meta:
        verbose_name = _("sales price")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "whom", "item", "currency", "unit", "valid_from", "from_quantity"],
                name="sales_price_once",
            ),
            models.CheckConstraint(condition=Q(from_quantity__gte=0, price__gte=0), name="sales_price_sane"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="sales_price_days_fit"
            ),
        ]
