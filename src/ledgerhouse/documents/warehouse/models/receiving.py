"""Tables of receiving: what may come more or less than ordered, and what was refused at the door."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.documents.warehouse.models.access import OWN, SEE
from ledgerhouse.foundation.fields import QuantityField, Row
from ledgerhouse.foundation.scope import Access


class ReceivingRule(Row):
    """How much more or less than expected may come, and how much life it must have (收货规则); of a supplier, an item, both or all.

    What is empty is left to the next wider rule. `key` names supplier and item by id, 0 for all: one rule for each.
    """

    access = Access(SEE, {"company": "company_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False, related_name="+")
    key = models.CharField(max_length=50)
    supplier = models.ForeignKey("partners.Partner", models.PROTECT, null=True, verbose_name=_("supplier"))
    item = models.ForeignKey("catalog.Item", models.PROTECT, null=True, verbose_name=_("item"))
    over_percent = QuantityField(_("over (%)"), null=True)  # type: ignore[misc]
    under_percent = QuantityField(_("under (%)"), null=True)  # type: ignore[misc]
    life_days = models.IntegerField(_("least days of life left"), null=True)
    life_percent = QuantityField(_("least life left (%)"), null=True)  # type: ignore[misc]

    class Meta:
        verbose_name = _("receiving rule")
        constraints = [models.UniqueConstraint(fields=["company", "key"], name="receiving_rule_once")]


class RefusedGoods(Row):
    """Goods that were not taken in (拒收): never booked, but told to the supplier and counted against them. A fact without states."""

    access = Access(SEE, OWN, kind="inbound_order")

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False, related_name="+")
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    line = models.ForeignKey("warehouse.InboundLine", models.PROTECT, related_name="refusals")
    item = models.ForeignKey("catalog.Item", models.PROTECT, verbose_name=_("item"))
    receipt = models.CharField(_("receipt"), max_length=60, blank=True)
    quantity = QuantityField(_("quantity"))
    reason = models.CharField(_("reason"), max_length=12)
    note = models.CharField(_("note"), max_length=200, blank=True)
    refused_on = models.DateField(_("refused on"))
    refused_by = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("refused goods")
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="refused_above_zero")]
        indexes = [models.Index(fields=["company", "refused_on"], name="refused_goods_day")]
