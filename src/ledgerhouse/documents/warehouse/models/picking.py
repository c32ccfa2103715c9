"""Tables of picking: lists that one picker walks with one cart, and put walls where a batch is sorted into its orders."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.documents.warehouse.models.access import OF_PAPER, OWN, SEE
from ledgerhouse.documents.warehouse.words import PICK_LIST
from ledgerhouse.foundation.fields import QuantityField, Row
from ledgerhouse.foundation.scope import Access


class PutWall(Row):
    """A wall of numbered slots where the pieces of a batch are put, one order to a slot (播种墙)."""

    access = Access(SEE, OWN)

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False, related_name="+")
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    code = models.CharField(_("put wall"), max_length=40)
    slots = models.SmallIntegerField(_("slots"))

    class Meta:
        verbose_name = _("put wall")
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "code"], name="put_wall_once"),
            models.CheckConstraint(condition=Q(slots__gt=0), name="put_wall_sane"),
        ]


class PickList(Row):
    """Pick tasks of a wave that one person walks with one cart (拣货单).

    `after` is the list that must be picked before it, handed over by the zone before; 0 for none.
    Weight and volume are what its goods weigh and take up.
    """

    access = Access(SEE, OWN, kind="pick_list")

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False, related_name="+")
    number = models.CharField(_("number"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=PICK_LIST.start)
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, db_index=False, verbose_name=_("warehouse"))
    wave = models.ForeignKey("warehouse.Wave", models.PROTECT, verbose_name=_("wave"), related_name="lists")
    mode = models.CharField(_("picking mode"), max_length=12)
    zone = models.ForeignKey("sites.Zone", models.PROTECT, null=True, related_name="+", verbose_name=_("zone"))
    wall = models.ForeignKey(PutWall, models.PROTECT, null=True, related_name="lists", verbose_name=_("put wall"))
    after = models.BigIntegerField(default=0)
    tasks = models.IntegerField(_("tasks"))
    orders = models.IntegerField(_("orders"))
    weight_g = models.BigIntegerField(_("weight (g)"))
    volume_cm3 = models.BigIntegerField(_("volume (cm³)"))
    operator = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("pick list")
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="pick_list_once")]
        indexes = [models.Index(fields=["warehouse", "state", "operator"], name="pick_list_next")]


class SlotLine(Row):
    """A line of an order whose goods go into a slot of a wall or a tote of a cart, and how much of it was put there."""

    access = Access(SEE, OF_PAPER, kind="pick_list")

    paper = models.ForeignKey(PickList, models.CASCADE, related_name="slots")
    slot = models.SmallIntegerField(_("slot"))
    line = models.ForeignKey("warehouse.OutboundLine", models.PROTECT, related_name="+")
    sorted = QuantityField(_("sorted"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "line"], name="slot_line_once"),
            models.CheckConstraint(condition=Q(slot__gt=0) & Q(sorted__gte=0), name="slot_line_sane"),
        ]


class WrongScan(Row):
    """A scan of a picker that was not what the task asks for: what was expected, and what came. Kept, never changed."""

    access = Access(SEE, OWN)

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False, related_name="+")
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, db_index=False, verbose_name=_("warehouse"))
    task = models.CharField(_("task"), max_length=70)
    operator = models.BigIntegerField()
    day = models.DateField(_("day"))
    what = models.CharField(_("what was scanned"), max_length=12)
    expected = models.CharField(_("expected"), max_length=80)
    given = models.CharField(_("given"), max_length=80)
    scanned_at = models.DateTimeField(_("scanned"))

    class Meta:
        verbose_name = _("wrong scan")
        indexes = [models.Index(fields=["warehouse", "day", "operator"], name="wrong_scan_day")]
