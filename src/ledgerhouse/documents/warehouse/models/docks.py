"""Tables of the docks: when they are open for deliveries, and who comes when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.documents.warehouse.models.access import OWN, SEE
from ledgerhouse.documents.warehouse.words import APPOINTMENT
from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.scope import Access


class DockHours(Row):
    """When a dock takes deliveries, every day (minutes since midnight there), in slots of so many minutes for so many vehicles at once."""

    access = Access(SEE, OWN)

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False, related_name="+")
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    dock = models.OneToOneField("sites.Location", models.PROTECT, related_name="+", verbose_name=_("dock"))
    opens = models.SmallIntegerField(_("opens"))
    closes = models.SmallIntegerField(_("closes"))
    slot_minutes = models.SmallIntegerField(_("minutes of a slot"))
    capacity = models.SmallIntegerField(_("vehicles at once"))

    class Meta:
        verbose_name = _("dock hours")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__gte=0, closes__lte=1440, closes__gt=F("opens"), slot_minutes__gt=0, capacity__gt=0),
                name="dock_hours_sane",
            )
        ]


class DockSlot(Row):
    """How many vehicles come to a dock in one slot; the database lets no more in than fit."""

    access = Access(SEE, OWN)

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False, related_name="+")
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, db_index=False)
    dock = models.ForeignKey("sites.Location", models.PROTECT, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    booked = models.SmallIntegerField(default=0)
    capacity = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dock", "starts_at"], name="dock_slot_once"),
            models.CheckConstraint(condition=Q(booked__gte=0, booked__lte=F("capacity")), name="dock_slot_fits"),
        ]


class Appointment(Row):
    """A vehicle with the goods of an inbound order comes to a dock at a time (入库预约). A proposed one takes no place yet."""

    access = Access(SEE, OWN, kind="dock_appointment")

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False, related_name="+")
    number = models.CharField(_("number"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=APPOINTMENT.start)
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    order = models.ForeignKey("warehouse.InboundOrder", models.PROTECT, verbose_name=_("inbound order"))
    dock = models.ForeignKey("sites.Location", models.PROTECT, related_name="+", verbose_name=_("dock"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    vehicle = models.CharField(_("vehicle"), max_length=60, blank=True)
    arrived_at = models.DateTimeField(_("arrived"), null=True)
    unloaded_at = models.DateTimeField(_("unloaded"), null=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("dock appointment")
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="dock_appointment_once")]
        indexes = [models.Index(fields=["warehouse", "starts_at"], name="dock_appointment_day")]
