"""Tables of allocation: by which strategy which goods leave."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.documents.warehouse.models.access import OWN, SEE
from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.scope import Access


class AllocationRule(Row):
    """One line of a warehouse's allocation rules (分配规则); the first that means a line of an order decides. What is empty means all.

    `zones` are codes of zones in the order in which they are asked for stock, before all others.
    """

    access = Access(SEE, OWN)

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False, related_name="+")
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"), related_name="+")
    position = models.IntegerField(_("line"))
    strategy = models.CharField(_("strategy"), max_length=40)
    item = models.ForeignKey("catalog.Item", models.PROTECT, null=True, verbose_name=_("item"), related_name="+")
    category = models.ForeignKey(
        "catalog.Category", models.PROTECT, null=True, verbose_name=_("category"), related_name="+"
    )
    customer = models.ForeignKey(
        "partners.Partner", models.PROTECT, null=True, verbose_name=_("customer"), related_name="+"
    )
    zones = models.CharField(_("zones first"), max_length=200, blank=True)
    whole = models.BooleanField(_("whole packs first"), default=False)
    scarce = models.CharField(_("when stock is scarce"), max_length=10, default="priority")

    class Meta:
        verbose_name = _("allocation rule")
        constraints = [models.UniqueConstraint(fields=["warehouse", "position"], name="allocation_rule_once")]
