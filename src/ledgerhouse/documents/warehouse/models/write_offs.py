"""Tables of write-offs."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.documents.warehouse.models.access import OF_PAPER, OWN, SEE
from ledgerhouse.documents.warehouse.words import WRITE_OFF
from ledgerhouse.foundation.fields import QuantityField, Row
from ledgerhouse.foundation.scope import Access


class WriteOff(Row):
    """Goods that are worth nothing any more (报废单): proposed by one person, approved by another. `cause` chooses the posting rule."""

    access = Access(SEE, OWN, kind="write_off")

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    number = models.CharField(_("number"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=WRITE_OFF.start)
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    cause = models.CharField(_("cause"), max_length=20)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    maker = models.BigIntegerField(default=0)
    approver = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("write-off")
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="write_off_once")]
        indexes = [models.Index(fields=["warehouse", "state"], name="write_off_state")]


class WriteOffLine(Row):
    """So much of one balance. `serials` are the ids of the pieces, where pieces are tracked."""

    access = Access(SEE, OF_PAPER, kind="write_off")

    paper = models.ForeignKey(WriteOff, models.CASCADE, related_name="lines", db_index=False)
    position = models.IntegerField(_("line"))
    item = models.ForeignKey("catalog.Item", models.PROTECT, verbose_name=_("item"))
    lot = models.BigIntegerField(default=0)
    location = models.ForeignKey("sites.Location", models.PROTECT, verbose_name=_("location"))
    unit = models.BigIntegerField(default=0)
    stock_owner = models.BigIntegerField(default=0)
    status = models.SmallIntegerField(default=1)
    quantity = QuantityField(_("quantity"))
    serials = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "position"], name="write_off_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="write_off_line_sane"),
        ]
