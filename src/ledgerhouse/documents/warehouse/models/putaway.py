"""Tables of putaway: by which strategy which goods go where, and which dangerous goods are kept apart."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.documents.warehouse.models.access import OWN, SEE
from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.scope import Access


class PutawayRule(Row):
    """One line of a warehouse's putaway rules (上架规则), tried in the order of their positions. What is empty means all goods, or any place."""

    access = Access(SEE, OWN)

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False, related_name="+")
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"), related_name="+")
    position = models.IntegerField(_("line"))
    strategy = models.CharField(_("strategy"), max_length=40)
    item = models.ForeignKey("catalog.Item", models.PROTECT, null=True, verbose_name=_("item"), related_name="+")
    category = models.ForeignKey(
        "catalog.Category", models.PROTECT, null=True, verbose_name=_("category"), related_name="+"
    )
    zone = models.ForeignKey("sites.Zone", models.PROTECT, null=True, verbose_name=_("zone"), related_name="+")
    location = models.ForeignKey(
        "sites.Location", models.PROTECT, null=True, verbose_name=_("location"), related_name="+"
    )
    abc = models.CharField(_("ABC class"), max_length=1, blank=True)

    class Meta:
        verbose_name = _("putaway rule")
        constraints = [models.UniqueConstraint(fields=["warehouse", "position"], name="putaway_rule_once")]


class HazardRule(Row):
    """Two hazard classes whose goods must not lie in one location, aisle or zone (危险品隔离)."""

    access = Access(SEE, {"company": "company_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False, related_name="+")
    first = models.CharField(_("hazard class"), max_length=20)
    second = models.CharField(_("other hazard class"), max_length=20)
    within = models.CharField(_("not in one"), max_length=10)

    class Meta:
        verbose_name = _("hazard rule")
        constraints = [models.UniqueConstraint(fields=["company", "first", "second"], name="hazard_rule_once")]
