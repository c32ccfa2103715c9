"""Tables of the warehouse papers. The four neutral papers between business and warehouse name their origin by kind and number, never by key."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.documents.warehouse.models.access import OF_PAPER, OWN
from ledgerhouse.documents.warehouse.models.access import SEE as SEE
from ledgerhouse.documents.warehouse.models.allocating import AllocationRule as AllocationRule
from ledgerhouse.documents.warehouse.models.announcing import AdviceLine as AdviceLine
from ledgerhouse.documents.warehouse.models.announcing import AdviceUnit as AdviceUnit
from ledgerhouse.documents.warehouse.models.announcing import DespatchAdvice as DespatchAdvice
from ledgerhouse.documents.warehouse.models.docks import Appointment as Appointment
from ledgerhouse.documents.warehouse.models.docks import DockHours as DockHours
from ledgerhouse.documents.warehouse.models.docks import DockSlot as DockSlot
from ledgerhouse.documents.warehouse.models.picking import PickList as PickList
from ledgerhouse.documents.warehouse.models.picking import PutWall as PutWall
from ledgerhouse.documents.warehouse.models.picking import SlotLine as SlotLine
from ledgerhouse.documents.warehouse.models.picking import WrongScan as WrongScan
from ledgerhouse.documents.warehouse.models.putaway import HazardRule as HazardRule
from ledgerhouse.documents.warehouse.models.putaway import PutawayRule as PutawayRule
from ledgerhouse.documents.warehouse.models.receiving import ReceivingRule as ReceivingRule
from ledgerhouse.documents.warehouse.models.receiving import RefusedGoods as RefusedGoods
from ledgerhouse.documents.warehouse.models.waving import WaveTemplate as WaveTemplate
from ledgerhouse.documents.warehouse.models.write_offs import WriteOff as WriteOff
from ledgerhouse.documents.warehouse.models.write_offs import WriteOffLine as WriteOffLine
from ledgerhouse.documents.warehouse.words import COUNT, INBOUND, OUTBOUND, TASK, WAVE
from ledgerhouse.foundation.fields import PriceField, QuantityField, Row
from ledgerhouse.foundation.scope import Access


class InboundOrder(Row):
    """Goods that are expected (入库通知单): from a purchase, a return, a transfer or a foreign system.

    `currency` is that of its prices; empty for the company's own.
    """

    access = Access(SEE, OWN, kind="inbound_order")

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    number = models.CharField(_("number"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=INBOUND.start)
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    origin_kind = models.CharField(max_length=40)
    origin = models.CharField(_("origin"), max_length=60)
    partner = models.ForeignKey("partners.Partner", models.PROTECT, null=True, verbose_name=_("supplier"))
    due_on = models.DateField(_("expected on"), null=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("inbound order")
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="inbound_order_once")]
        indexes = [
            models.Index(fields=["warehouse", "state", "id"], name="inbound_order_state"),
            models.Index(fields=["company", "origin"], name="inbound_order_origin"),
        ]


class InboundLine(Row):
    """One expected item; nothing is expected of a line that was dropped again.

    `price` is per base unit without tax: the estimate the receipt is booked at. `origin_line` is the origin's line id. `excess` is what was accepted
    beyond what is expected, `short` what will not come any more, `replaced` what came, went back to its supplier and is expected once more.
    `announced` is what despatch advices say is on its way or has come.
    """

    access = Access(SEE, OF_PAPER, kind="inbound_order")

    paper = models.ForeignKey(InboundOrder, models.CASCADE, related_name="lines", db_index=False)
    position = models.IntegerField(_("line"))
    item = models.ForeignKey("catalog.Item", models.PROTECT, verbose_name=_("item"))
    expected = QuantityField(_("expected"))
    received = QuantityField(_("received"), default=0)
    excess = QuantityField(_("accepted beyond"), db_default=0)
    short = QuantityField(_("will not come"), db_default=0)
    replaced = QuantityField(_("to be replaced"), db_default=0)
    booked = QuantityField(_("booked in"), default=0)
    announced = QuantityField(_("announced"), db_default=0)
    price = PriceField(_("price"), default=0)
    origin_line = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "position"], name="inbound_line_once"),
            models.CheckConstraint(condition=Q(expected__gte=0) & Q(received__gte=0), name="inbound_line_sane"),
            models.CheckConstraint(
                condition=Q(expected__gte=F("received") - F("excess")), name="inbound_not_over_received"
            ),
        ]


class Receipt(Row):
    """Goods that came in (收货单), confirmed against an inbound order. A fact: it has no states."""

    access = Access(SEE, OWN, kind="receipt")

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    number = models.CharField(_("number"), max_length=60)
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    order = models.ForeignKey(InboundOrder, models.PROTECT, verbose_name=_("inbound order"))
    received_on = models.DateField(_("received on"))
    receiver = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("receipt")
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="receipt_once")]


class ReceiptLine(Row):
    """One lot of one item that came in, at one place."""

    access = Access(SEE, OF_PAPER, kind="receipt")

    paper = models.ForeignKey(Receipt, models.CASCADE, related_name="lines", db_index=False)
    position = models.IntegerField(_("line"))
    line = models.ForeignKey(InboundLine, models.PROTECT, related_name="receipts")
    item = models.ForeignKey("catalog.Item", models.PROTECT, verbose_name=_("item"))
    lot = models.BigIntegerField(default=0)
    quantity = QuantityField(_("quantity"))
    location = models.ForeignKey("sites.Location", models.PROTECT, verbose_name=_("location"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "position"], name="receipt_line_once")]


class OutboundOrder(Row):
    """Goods that are wanted (出库通知单): from a sale, a transfer, production or a foreign system."""

    access = Access(SEE, {**OWN, "customer_group": "partner__group_id"}, kind="outbound_order")

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False)
    number = models.CharField(_("number"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=OUTBOUND.start)
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, db_index=False, verbose_name=_("warehouse"))
    origin_kind = models.CharField(max_length=40)
    origin = models.CharField(_("origin"), max_length=60)
    partner = models.ForeignKey("partners.Partner", models.PROTECT, null=True, verbose_name=_("customer"))
    due_on = models.DateField(_("due on"))
    priority = models.SmallIntegerField(_("priority"), default=5)
    life_days = models.IntegerField(_("least days of life left"), default=0)
    wave = models.ForeignKey("warehouse.Wave", models.PROTECT, null=True, verbose_name=_("wave"), related_name="orders")
    created_at = models.DateTimeField()
    shipped_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("outbound order")
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="outbound_order_once")]
        indexes = [
            models.Index(fields=["warehouse", "state", "priority", "id"], name="outbound_order_state"),
            models.Index(fields=["company", "origin"], name="outbound_order_origin"),
            models.Index(fields=["warehouse", "shipped_at"], name="outbound_order_shipped"),
        ]


class OutboundLine(Row):
    """One wanted item: ordered = allocated and not yet picked + picked and not yet shipped + shipped + cut + still open.

    `fixed_lot` is the only lot it may be served from (0: any). `missing` is what allocation last looked for in vain; `chosen` says by which strategy
    and rule it chose, and which balance would have been next. `life_days` is what the customer wants to be left on the day of use, besides what the
    order says for all its lines.
    """

    access = Access(SEE, {**OF_PAPER, "customer_group": "paper__partner__group_id"}, kind="outbound_order")

    paper = models.ForeignKey(OutboundOrder, models.CASCADE, related_name="lines", db_index=False)
    position = models.IntegerField(_("line"))
    item = models.ForeignKey("catalog.Item", models.PROTECT, verbose_name=_("item"))
    ordered = QuantityField(_("ordered"))
    allocated = QuantityField(_("allocated"), default=0)
    picked = QuantityField(_("picked"), default=0)
    shipped = QuantityField(_("shipped"), default=0)
    cut = QuantityField(_("cut"), default=0)
    missing = QuantityField(_("missing"), db_default=0)
    fixed_lot = models.BigIntegerField(_("fixed lot"), db_default=0)
    chosen = models.CharField(_("how it was chosen"), max_length=120, blank=True, db_default="")
    life_days = models.IntegerField(_("least days of life left"), db_default=0)
    origin_line = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "position"], name="outbound_line_once"),
            models.CheckConstraint(
                condition=Q(ordered__gt=0) & Q(allocated__gte=0) & Q(picked__gte=0) & Q(shipped__gte=0) & Q(cut__gte=0),
                name="outbound_line_sane",
            ),
            models.CheckConstraint(
                condition=Q(ordered__gte=F("allocated") + F("picked") + F("shipped") + F("cut")),
                name="outbound_not_overdrawn",
            ),
        ]


class Wave(Row):
    """Outbound orders released together (波次)."""

    access = Access(SEE, OWN, kind="wave")

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    number = models.CharField(_("number"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=WAVE.start)
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    created_at = models.DateTimeField()
    route = models.CharField(_("route"), max_length=40, db_default="")
    route_mm = models.BigIntegerField(_("length of the route"), db_default=0)
    template = models.ForeignKey(WaveTemplate, models.PROTECT, null=True, verbose_name=_("wave template"))

    class Meta:
        verbose_name = _("wave")
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="wave_once")]
        indexes = [models.Index(fields=["warehouse", "state"], name="wave_state")]


class Task(Row):
    """One errand of one person: put this away, pick that. Its code is what people see and scan."""

    access = Access(
        SEE,
        {"company": "company_id", "warehouse": "warehouse_id", "zone": "source__zone_id", "location": "source_id"},
        kind="task",
    )

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False)
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, db_index=False, verbose_name=_("warehouse"))
    code = models.CharField(_("task"), max_length=70)
    kind = models.SmallIntegerField(_("kind"))
    state = models.CharField(_("state"), max_length=12, default=TASK.start)
    item = models.ForeignKey("catalog.Item", models.PROTECT, verbose_name=_("item"))
    lot = models.BigIntegerField(default=0)
    quantity = QuantityField(_("quantity"))
    done = QuantityField(_("done"), default=0)
    source = models.ForeignKey("sites.Location", models.PROTECT, related_name="+", verbose_name=_("from"))
    target = models.ForeignKey("sites.Location", models.PROTECT, related_name="+", verbose_name=_("to"))
    paper_kind = models.CharField(max_length=40)
    paper = models.CharField(_("document"), max_length=60)
    line = models.BigIntegerField(default=0)
    hold = models.BigIntegerField(default=0)
    unit = models.BigIntegerField(default=0)
    stock_owner = models.BigIntegerField(default=0)
    status = models.SmallIntegerField(default=1)
    sequence = models.IntegerField(default=0)
    explanation = models.JSONField(default=dict)
    overruled = models.CharField(_("put elsewhere because"), max_length=200, blank=True, db_default="")
    pick_list = models.BigIntegerField(db_default=0)
    claimed_by = models.BigIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("task")
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="task_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & Q(done__gte=0) & Q(quantity__gte=F("done")), name="task_sane"
            ),
        ]
        indexes = [
            models.Index(fields=["warehouse", "state", "kind", "sequence"], name="task_next"),
            models.Index(fields=["paper", "company"], name="task_paper"),
        ]


class Parcel(Row):
    """One packed box of an outbound order (包裹)."""

    access = Access(SEE, {**OWN, "customer_group": "order__partner__group_id"}, kind="parcel")

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    number = models.CharField(_("number"), max_length=60)
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    order = models.ForeignKey(OutboundOrder, models.PROTECT, verbose_name=_("outbound order"), related_name="parcels")
    weight_g = models.BigIntegerField(_("weight (g)"), default=0)
    expected_g = models.BigIntegerField(_("expected weight (g)"), db_default=0)
    sscc = models.CharField(_("SSCC"), max_length=18, blank=True, db_default="")
    overruled = models.CharField(_("weight accepted because"), max_length=200, blank=True, db_default="")
    packed_by = models.BigIntegerField()
    packed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("parcel")
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="parcel_once")]


class ParcelLine(Row):
    """So much of a line of the order is in a parcel."""

    access = Access(SEE, {**OF_PAPER, "customer_group": "paper__order__partner__group_id"}, kind="parcel")

    paper = models.ForeignKey(Parcel, models.CASCADE, related_name="lines")
    line = models.ForeignKey(OutboundLine, models.PROTECT, related_name="+")
    quantity = QuantityField(_("quantity"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "line"], name="parcel_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="parcel_line_sane"),
        ]


class Count(Row):
    """A stocktake of some locations (盘点单)."""

    access = Access(SEE, OWN, kind="stock_count")

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    number = models.CharField(_("number"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=COUNT.start)
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    counter = models.BigIntegerField(default=0)
    approver = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("stocktake")
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="count_once")]
        indexes = [models.Index(fields=["warehouse", "state"], name="count_state")]


class CountLine(Row):
    """One balance counted. `expected` is what the ledger said when it was counted; moves until posting are netted by posting the difference.

    Of items tracked by serial number, `missing` and `surplus` name the pieces that should lie there and do not, and the other way round, one a line.
    """

    access = Access(SEE, OF_PAPER, kind="stock_count")

    paper = models.ForeignKey(Count, models.CASCADE, related_name="lines")
    position = models.IntegerField(_("line"))
    item = models.ForeignKey("catalog.Item", models.PROTECT, verbose_name=_("item"))
    lot = models.BigIntegerField(default=0)
    location = models.ForeignKey("sites.Location", models.PROTECT, verbose_name=_("location"))
    unit = models.BigIntegerField(default=0)
    stock_owner = models.BigIntegerField(default=0)
    status = models.SmallIntegerField(default=1)
    expected = QuantityField(_("expected"))
    counted = QuantityField(_("counted"), default=0)
    recorded = models.BooleanField(default=False)
    counter = models.BigIntegerField(default=0)
    price = PriceField(_("unit value"), default=0)
    missing = models.TextField(_("missing"), null=True)  # noqa: DJ001 - TEXT has no default on MariaDB
    surplus = models.TextField(_("surplus"), null=True)  # noqa: DJ001

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "position"], name="count_line_once"),
            models.CheckConstraint(condition=Q(expected__gte=0), name="count_line_sane"),
        ]
