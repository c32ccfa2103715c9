"""Tables of the stock ledger.

Hot tables carry the warehouse in their key; references to master data keep no database constraint on the way in (proved by `doctor` instead), but the
ORM may join through them. "No lot" and "no owner" are 0, never NULL: the columns are nullable only so that joins are outer.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import QuantityField
from ledgerhouse.foundation.scope import Access


def _ref(to: str, **facts: Any) -> Any:
    return models.ForeignKey(to, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+", **facts)


class Balance(models.Model):
    """An account for goods (库存余额)."""

    access = Access(
        "see stock",
        {
            "company": "company",
            "warehouse": "warehouse_id",
            "location": "location_id",
            "zone": "location__zone_id",
            "owner": "owner_id",
        },
    )

    pk = models.CompositePrimaryKey("warehouse_id", "id")
    warehouse = _ref("sites.Warehouse", verbose_name=_("warehouse"))
    id = models.BigIntegerField()
    company = models.BigIntegerField()
    item = _ref("catalog.Item", verbose_name=_("item"))
    lot = _ref("catalog.Lot", null=True, verbose_name=_("lot"))
    location = _ref("sites.Location", verbose_name=_("location"))
    unit = models.BigIntegerField(_("handling unit"), default=0)
    owner = _ref("partners.Partner", null=True, verbose_name=_("owner"))
    status = models.SmallIntegerField(_("stock status"))
    on_hand = QuantityField(_("on hand"), default=0)
    held = QuantityField(_("held"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["warehouse", "item", "location", "lot", "unit", "owner", "status"], name="stock_balance_once"
            ),
            models.CheckConstraint(condition=Q(held__gte=0), name="held_not_negative"),
            models.CheckConstraint(condition=Q(on_hand__gte=F("held")), name="held_within_on_hand"),
        ]
        indexes = [
            models.Index(fields=["item", "warehouse"], name="stock_balance_item"),
            models.Index(fields=["warehouse", "location"], name="stock_balance_place"),
        ]


class Movement(models.Model):
    """One fact: why goods moved. Never changed."""

    access = Access("see stock", {"company": "company", "warehouse": "warehouse_id"})

    pk = models.CompositePrimaryKey("warehouse_id", "id")
    warehouse = _ref("sites.Warehouse", verbose_name=_("warehouse"))
    id = models.BigIntegerField()
    company = models.BigIntegerField()
    reason = models.SmallIntegerField(_("reason"))
    paper = models.CharField(_("document type"), max_length=40)
    number = models.CharField(_("document"), max_length=60)
    business_date = models.DateField(_("business date"))
    recorded_at = models.DateTimeField(_("recorded"))
    user = _ref("foundation.User", null=True, verbose_name=_("user"))
    device = models.CharField(max_length=60)
    why = models.CharField(_("reason code"), max_length=100)
    reverses = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["number", "company"], name="stock_movement_paper")]


class Entry(models.Model):
    """So much of an item went from one balance to another. Never changed. Whoever sees either end sees it."""

    access = Access(
        "see stock",
        {
            "company": "company",
            "warehouse": "warehouse_id",
            "zone": ("source_location__zone_id", "target_location__zone_id"),
            "location": ("source_location_id", "target_location_id"),
            "owner": ("source_owner", "target_owner"),
        },
    )

    pk = models.CompositePrimaryKey("warehouse_id", "id")
    warehouse = _ref("sites.Warehouse", verbose_name=_("warehouse"))
    id = models.BigIntegerField()
    company = models.BigIntegerField()
    movement = models.BigIntegerField()
    line = models.BigIntegerField()
    item = _ref("catalog.Item", verbose_name=_("item"))
    lot = _ref("catalog.Lot", null=True, verbose_name=_("lot"))
    quantity = QuantityField(_("quantity"))
    source_location = _ref("sites.Location", verbose_name=_("from"))
    source_unit = models.BigIntegerField()
    source_owner = models.BigIntegerField()
    source_status = models.SmallIntegerField()
    target_location = _ref("sites.Location", verbose_name=_("to"))
    target_unit = models.BigIntegerField()
    target_owner = models.BigIntegerField()
    target_status = models.SmallIntegerField()
    business_date = models.DateField(_("business date"))
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="entry_moves_something"),
            models.CheckConstraint(
                condition=~Q(
                    source_location=F("target_location"),
                    source_unit=F("target_unit"),
                    source_owner=F("target_owner"),
                    source_status=F("target_status"),
                ),
                name="entry_goes_somewhere",
            ),
        ]
        indexes = [
            models.Index(fields=["movement", "warehouse"], name="stock_entry_movement"),
            models.Index(fields=["item", "warehouse", "id"], name="stock_entry_item"),
        ]


class Hold(models.Model):
    """A pending entry: raised by allocation, settled by the pick, or released. `quantity = settled + released + what is open`."""

    access = Access("see stock", {"company": "company", "warehouse": "warehouse_id"})

    pk = models.CompositePrimaryKey("warehouse_id", "id")
    warehouse = _ref("sites.Warehouse")
    id = models.BigIntegerField()
    company = models.BigIntegerField()
    balance = models.BigIntegerField()
    quantity = QuantityField()
    settled = QuantityField(default=0)
    released = QuantityField(default=0)
    paper = models.CharField(max_length=40)
    number = models.CharField(max_length=60)
    line = models.BigIntegerField()
    raised_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="hold_holds_something"),
            models.CheckConstraint(condition=Q(settled__gte=0) & Q(released__gte=0), name="hold_not_negative"),
            models.CheckConstraint(condition=Q(quantity__gte=F("settled") + F("released")), name="hold_not_overdrawn"),
        ]
        indexes = [
            models.Index(fields=["line", "warehouse"], name="stock_hold_line"),
            models.Index(fields=["balance", "warehouse"], name="stock_hold_balance"),
        ]


class Promise(models.Model):
    """The coarser reservation of a confirmed order line, until allocation fulfils it or a cancel releases it."""

    access = Access("see stock", {"company": "company", "warehouse": "warehouse_id"})

    pk = models.CompositePrimaryKey("warehouse_id", "id")
    warehouse = _ref("sites.Warehouse")
    id = models.BigIntegerField()
    company = models.BigIntegerField()
    item = _ref("catalog.Item")
    owner = models.BigIntegerField(default=0)
    quantity = QuantityField()
    fulfilled = QuantityField(default=0)
    released = QuantityField(default=0)
    due = models.DateField()
    paper = models.CharField(max_length=40)
    number = models.CharField(max_length=60)
    line = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(fulfilled__gte=0) & Q(released__gte=0), name="promise_not_negative"),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("fulfilled") + F("released")), name="promise_not_overdrawn"
            ),
        ]
        indexes = [
            models.Index(fields=["item", "warehouse"], name="stock_promise_item"),
            models.Index(fields=["line", "warehouse"], name="stock_promise_line"),
        ]


class Serial(models.Model):
    """Where one piece is now (序列号现状). Its id is the serial number's in the catalog; the row follows the piece's last entry.

    A piece that left is at the virtual place it went to. `line` is the paper line that brought it where it is.
    """

    access = Access(
        "see stock",
        {
            "company": "company",
            "warehouse": "warehouse_id",
            "location": "location_id",
            "zone": "location__zone_id",
            "owner": "owner",
        },
    )

    serial = models.OneToOneField(
        "catalog.Serial", models.DO_NOTHING, primary_key=True, db_column="id", db_constraint=False, related_name="+"
    )
    company = models.BigIntegerField()
    warehouse = _ref("sites.Warehouse", verbose_name=_("warehouse"))
    item = _ref("catalog.Item", verbose_name=_("item"))
    lot = _ref("catalog.Lot", null=True, verbose_name=_("lot"))
    location = _ref("sites.Location", verbose_name=_("location"))
    unit = models.BigIntegerField(_("handling unit"))
    owner = models.BigIntegerField(_("owner"))
    status = models.SmallIntegerField(_("stock status"))
    entry = models.BigIntegerField()
    line = models.BigIntegerField()
    since = models.DateTimeField(_("since"))

    class Meta:
        indexes = [
            models.Index(fields=["warehouse", "item", "location"], name="stock_serial_place"),
        ]


class SerialEntry(models.Model):
    """One piece went with an entry. Carries what its history shows, so that a trace is one range of one index. Never changed."""

    access = Access("see stock", {"company": "company", "warehouse": "warehouse_id"})

    pk = models.CompositePrimaryKey("warehouse_id", "entry", "serial_id")
    warehouse = _ref("sites.Warehouse", verbose_name=_("warehouse"))
    entry = models.BigIntegerField()
    serial = _ref("catalog.Serial", verbose_name=_("serial number"))
    company = models.BigIntegerField()
    item = _ref("catalog.Item", verbose_name=_("item"))
    source_location = _ref("sites.Location", verbose_name=_("from"))
    target_location = _ref("sites.Location", verbose_name=_("to"))
    target_status = models.SmallIntegerField(_("stock status"))
    reason = models.SmallIntegerField(_("reason"))
    paper = models.CharField(_("document type"), max_length=40)
    number = models.CharField(_("document"), max_length=60)
    business_date = models.DateField(_("business date"))
    recorded_at = models.DateTimeField(_("recorded"))
    user = _ref("foundation.User", null=True, verbose_name=_("user"))

    class Meta:
        indexes = [models.Index(fields=["serial", "recorded_at"], name="stock_serialentry_piece")]


class Expiry(models.Model):
    """Until when a hold or promise stands that does not stand for ever. Its own table, so that claims without an end pay nothing for it.

    `id` is the claim's; the row goes when the claim has been released.
    """

    access = Access("see stock", {"company": "company", "warehouse": "warehouse_id"})

    pk = models.CompositePrimaryKey("warehouse_id", "id")
    warehouse = _ref("sites.Warehouse")
    id = models.BigIntegerField()
    company = models.BigIntegerField()
    promise = models.BooleanField()
    number = models.CharField(max_length=60)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["company", "expires_at"], name="stock_expiry_when"),
            models.Index(fields=["company", "number"], name="stock_expiry_paper"),
        ]


class ReversedLine(models.Model):
    """Which movement took back what another did for one line of its paper (0: no line). The key allows that once. Never changed."""

    access = Access("see stock", {"company": "company", "warehouse": "warehouse_id"})

    pk = models.CompositePrimaryKey("warehouse_id", "reversed", "line")
    warehouse = _ref("sites.Warehouse")
    reversed = models.BigIntegerField()
    line = models.BigIntegerField()
    movement = models.BigIntegerField()
    company = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["warehouse", "movement"], name="stock_reversedline_by")]


class Snapshot(models.Model):
    """What was on hand at the end of a business day, as far as it was known when this was written. Derived: `keep_history` writes it anew.

    It holds every entry with an id below `upto` and a business date up to `day`; entries that it does not hold have ids from `since` on. `known_at`
    is when the last of its entries was recorded.
    """

    access = Access("see stock", {"company": "company", "warehouse": "warehouse_id"})

    pk = models.CompositePrimaryKey("warehouse_id", "day")
    warehouse = _ref("sites.Warehouse")
    day = models.DateField()
    company = models.BigIntegerField()
    upto = models.BigIntegerField()
    since = models.BigIntegerField()
    known_at = models.DateTimeField(null=True)
    rows = models.IntegerField()
    made_at = models.DateTimeField()


class SnapshotRow(models.Model):
    """One balance in a snapshot; empty ones are left out."""

    access = Access("see stock", {"company": "company", "warehouse": "warehouse_id"})

    pk = models.CompositePrimaryKey("warehouse_id", "day", "item", "location", "lot", "unit", "owner", "status")
    warehouse = _ref("sites.Warehouse")
    day = models.DateField()
    company = models.BigIntegerField()
    item = models.BigIntegerField()
    lot = models.BigIntegerField()
    location = models.BigIntegerField()
    unit = models.BigIntegerField()
    owner = models.BigIntegerField()
    status = models.SmallIntegerField()
    on_hand = QuantityField()
