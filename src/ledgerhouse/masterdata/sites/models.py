"""Warehouses, zones and locations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import QuantityField, Row
from ledgerhouse.foundation.models import Company
from ledgerhouse.foundation.scope import Access
from ledgerhouse.masterdata.sites.words import AbcClass, BookIn, Condition, Kind, Operator, Outbound, UnitKind


class Warehouse(Row):
    """A building, or part of one, where goods are kept (仓库). `area`, of valuation, is the company's or its own id."""

    access = Access("see sites", {"company": "company_id", "warehouse": "id"})

    company = models.ForeignKey(Company, models.PROTECT, verbose_name=_("company"))
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    timezone = models.CharField(_("time zone"), max_length=40)
    operator = models.CharField(_("operated by"), max_length=10, default=Operator.HERE)
    outbound_steps = models.CharField(_("outbound steps"), max_length=10, default=Outbound.PACK)
    book_in = models.CharField(_("goods are booked in"), max_length=10, default=BookIn.RECEIVING)
    area = models.BigIntegerField(_("valuation area"))
    address = models.CharField(_("address"), max_length=300, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("warehouse")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="warehouse_code_once")]

    def __str__(self) -> str:
        return self.name


class Zone(Row):
    """A part of a warehouse with one temperature and one use (库区)."""

    access = Access("see sites", {"company": "company_id", "warehouse": "warehouse_id", "zone": "id"})

    company = models.ForeignKey(Company, models.PROTECT, verbose_name=_("company"))
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, verbose_name=_("warehouse"), related_name="zones")
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    condition = models.CharField(_("temperature"), max_length=10, default=Condition.AMBIENT)
    colour = models.CharField(_("colour"), max_length=7, blank=True)
    kind = models.SmallIntegerField(_("kind"), default=Kind.STORAGE)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("zone")
        constraints = [models.UniqueConstraint(fields=["warehouse", "code"], name="zone_code_once")]

    def __str__(self) -> str:
        return self.name


class Location(Row):
    """A place that carries a label (库位), or a virtual one. Capacities of 0 are not limited."""

    access = Access(
        "see sites", {"company": "company_id", "warehouse": "warehouse_id", "zone": "zone_id", "location": "id"}
    )

    company = models.ForeignKey(Company, models.PROTECT, verbose_name=_("company"))
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, verbose_name=_("warehouse"), related_name="locations")
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, verbose_name=_("zone"), related_name="locations")
    code = models.CharField(_("code"), max_length=40)
    kind = models.SmallIntegerField(_("kind"), default=Kind.STORAGE)
    aisle = models.CharField(_("aisle"), max_length=10, blank=True)
    rack = models.CharField(_("rack"), max_length=10, blank=True)
    level = models.CharField(_("level"), max_length=10, blank=True)
    position = models.CharField(_("position"), max_length=10, blank=True)
    x_mm = models.IntegerField(default=0)
    y_mm = models.IntegerField(default=0)
    z_mm = models.IntegerField(default=0)
    pick_sequence = models.IntegerField(_("pick sequence"), default=0)
    quantity_max = QuantityField(_("largest quantity"), default=0)
    weight_max_g = models.BigIntegerField(_("largest weight (g)"), default=0)
    volume_max_cm3 = models.BigIntegerField(_("largest volume (cm³)"), default=0)
    units_max = models.IntegerField(_("most handling units"), default=0)
    height_mm = models.IntegerField(_("free height (mm)"), default=0)
    mix_items = models.BooleanField(_("items may be mixed"), default=True)
    mix_lots = models.BooleanField(_("lots may be mixed"), default=True)
    abc = models.CharField(_("ABC class"), max_length=1, blank=True, default=AbcClass.NONE)
    locked_in = models.BooleanField(_("locked for putting in"), default=False)
    locked_out = models.BooleanField(_("locked for taking out"), default=False)
    lock_reason = models.CharField(_("reason of the lock"), max_length=200, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("location")
        constraints = [models.UniqueConstraint(fields=["warehouse", "code"], name="location_code_once")]
        indexes = [
            models.Index(fields=["warehouse", "kind", "pick_sequence"], name="location_route"),
            models.Index(fields=["warehouse", "kind", "y_mm"], name="location_depth"),
            models.Index(fields=["warehouse", "kind", "aisle", "x_mm"], name="location_aisle"),
        ]

    def __str__(self) -> str:
        return self.code


class VirtualPlace(Location):
    """A virtual location, seen by whoever may see its warehouse: it lies in no zone, so zones do not limit it."""

    access = Access("see sites", {"company": "company_id", "warehouse": "warehouse_id"})

    class Meta:
        proxy = True


class HandlingUnit(Row):
    """A pallet, carton or tote that carries a number of its own (物流单元); where it is, the stock ledger knows. It may stand in another one."""

    access = Access("see sites", {"company": "company_id", "warehouse": "warehouse_id"})

    company = models.ForeignKey(Company, models.PROTECT, db_index=False, related_name="+")
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, verbose_name=_("warehouse"))
    code = models.CharField(_("handling unit"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, default=UnitKind.PALLET)
    parent = models.ForeignKey("self", models.PROTECT, null=True, verbose_name=_("stands in"))
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("handling unit")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="handling_unit_once")]
