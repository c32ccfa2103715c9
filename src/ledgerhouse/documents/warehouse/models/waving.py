"""Tables of waves: what kinds of wave a warehouse releases."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.documents.warehouse.models.access import OWN, SEE
from ledgerhouse.foundation.fields import QuantityField, Row
from ledgerhouse.foundation.scope import Access


class WaveTemplate(Row):
    """A kind of wave (波次模板): which allocated orders it takes, and how many at most. Templates are tried in the order of their positions.

    What is empty or 0 asks for nothing. `cut_off` is a local time of day: after it, orders made later wait for the next day. Of a `waveless` one
    orders go as they come, as long as fewer than `in_process` are being picked.
    """

    access = Access(SEE, OWN)

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False, related_name="+")
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"), related_name="+")
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    position = models.IntegerField(_("line"))
    kind = models.CharField(_("orders"), max_length=12, default="any")
    zone = models.ForeignKey("sites.Zone", models.PROTECT, null=True, verbose_name=_("zone"), related_name="+")
    group = models.ForeignKey(
        "partners.CustomerGroup", models.PROTECT, null=True, verbose_name=_("channel"), related_name="+"
    )
    priority = models.SmallIntegerField(_("priority at least"), default=0)
    due_days = models.SmallIntegerField(_("due within days"), null=True)
    cut_off = models.CharField(_("cut-off time"), max_length=5, blank=True)
    orders_min = models.IntegerField(_("orders at least"), default=1)
    orders_max = models.IntegerField(_("orders at most"), default=300)
    lines_max = models.IntegerField(_("lines at most"), default=0)
    quantity_max = QuantityField(_("quantity at most"), default=0)
    volume_max_cm3 = models.BigIntegerField(_("volume at most (cm³)"), default=0)
    waveless = models.BooleanField(_("waveless"), default=False)
    in_process = models.IntegerField(_("orders in process at most"), default=0)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("wave template")
        constraints = [models.UniqueConstraint(fields=["warehouse", "code"], name="wave_template_once")]
