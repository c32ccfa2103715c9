"""Tables of costing: one pool per item and valuation area (and lot where costing is specific), one line per valued entry and per adjustment."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import AmountField, QuantityField
from ledgerhouse.foundation.scope import Access


def _ref(to: str, **facts: Any) -> Any:
    return models.ForeignKey(to, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+", **facts)


class CostPool(models.Model):
    """Quantity and value of an item in a valuation area (company or warehouse id). `pending` has left stock but not yet its value."""

    access = Access("see costs", {"company": "company"}, whole=True)

    pk = models.CompositePrimaryKey("area", "id")
    area = models.BigIntegerField()
    id = models.BigIntegerField()
    company = models.BigIntegerField()
    item = _ref("catalog.Item", verbose_name=_("item"))
    lot = models.BigIntegerField(default=0)
    quantity = QuantityField(_("quantity"), default=0)
    value = AmountField(_("value"), default=0)
    pending = QuantityField(_("value pending"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "item", "lot"], name="cost_pool_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0) & Q(value__gte=0), name="cost_pool_not_negative"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0) | Q(value=0) | ~Q(pending=0), name="cost_pool_no_residue"
            ),
        ]


class CostLayer(models.Model):
    """What is left of one valued receipt, where the costing method keeps layers. Its id is the entry that made it, or the piece's own."""

    access = Access("see costs", {"company": "company"}, whole=True)

    pk = models.CompositePrimaryKey("area", "id")
    area = models.BigIntegerField()
    id = models.BigIntegerField()
    company = models.BigIntegerField()
    pool = models.BigIntegerField()
    quantity = QuantityField(_("quantity"))
    value = AmountField(_("value"))
    used_up = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=0) & Q(value__gte=0), name="cost_layer_not_negative"),
            models.CheckConstraint(condition=Q(quantity__gt=0) | Q(value=0), name="cost_layer_no_residue"),
        ]
        indexes = [models.Index(fields=["pool", "used_up", "id"], name="cost_layer_open")]


class CostLine(models.Model):
    """What one stock entry or adjustment did to a pool: quantity and value, both signed. Never changed.

    `kind` is a `words.Kind`; the value of an entry is the sum of its lines. `movement` is the stock movement, or the id of the change of value;
    `month` (e.g. 202611) the period in which the money landed. `reverses` is the stock entry whose value this one takes back.
    """

    access = Access("see costs", {"company": "company", "warehouse": "warehouse_id"})

    pk = models.CompositePrimaryKey("area", "id")
    area = models.BigIntegerField()
    id = models.BigIntegerField()
    company = models.BigIntegerField()
    warehouse = _ref("sites.Warehouse", verbose_name=_("warehouse"))
    movement = models.BigIntegerField()
    entry = models.BigIntegerField()
    line = models.BigIntegerField()
    item = _ref("catalog.Item", verbose_name=_("item"))
    lot = models.BigIntegerField(default=0)
    quantity = QuantityField(_("quantity"))
    value = AmountField(_("value"))
    variance = AmountField(_("variance"), default=0)
    kind = models.SmallIntegerField(_("kind"), default=1)
    reverses = models.BigIntegerField(default=0)
    business_date = models.DateField(_("business date"))
    month = models.IntegerField(_("period"), default=0)
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        indexes = [
            models.Index(fields=["movement", "area"], name="cost_line_movement"),
            models.Index(fields=["item", "area", "id"], name="cost_line_item"),
            models.Index(fields=["line", "area"], name="cost_line_paper"),
        ]


class LayerUse(models.Model):
    """So much of a layer left with a stock entry; below zero: it came back by a reversal. Never changed."""

    access = Access("see costs", {"company": "company"})

    pk = models.CompositePrimaryKey("area", "id")
    area = models.BigIntegerField()
    id = models.BigIntegerField()
    company = models.BigIntegerField()
    layer = models.BigIntegerField()
    entry = models.BigIntegerField()
    quantity = QuantityField(_("quantity"))
    value = AmountField(_("value"))

    class Meta:
        indexes = [
            models.Index(fields=["entry", "area"], name="cost_use_entry"),
            models.Index(fields=["layer", "area"], name="cost_use_layer"),
        ]


class CostAdjustment(models.Model):
    """A change of value without goods: of one receipt (`entry`), or of a pool. Never changed.

    `batch` is the id of the change of value it is part of; `quantity` what the receipt brought in; `amount` is the sum of the other three.
    """

    access = Access("see costs", {"company": "company", "warehouse": "warehouse_id"})

    pk = models.CompositePrimaryKey("area", "id")
    area = models.BigIntegerField()
    id = models.BigIntegerField()
    company = models.BigIntegerField()
    warehouse = _ref("sites.Warehouse", verbose_name=_("warehouse"))
    batch = models.BigIntegerField()
    cause = models.CharField(_("cause"), max_length=20)
    paper = models.CharField(_("document type"), max_length=40)
    number = models.CharField(_("document"), max_length=60)
    item = _ref("catalog.Item", verbose_name=_("item"))
    lot = models.BigIntegerField(default=0)
    entry = models.BigIntegerField(default=0)
    quantity = QuantityField(_("quantity"), default=0)
    amount = AmountField(_("amount"))
    in_stock = AmountField(_("in stock"))
    consumed = AmountField(_("consumed"))
    variance = AmountField(_("variance"))
    business_date = models.DateField(_("business date"))
    month = models.IntegerField(_("period"))
    why = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    user = _ref("foundation.User", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=F("in_stock") + F("consumed") + F("variance")), name="cost_adjustment_adds_up"
            )
        ]
        indexes = [
            models.Index(fields=["entry", "area"], name="cost_adjustment_entry"),
            models.Index(fields=["number", "company"], name="cost_adjustment_paper"),
        ]


class MonthFlow(models.Model):
    """Goods or value that crossed a month-average pool, for the month-end run to work on.

    `known` flows have their value; the others get it from the run of month `run` (0: not yet), which may be repeated while its period is open.
    Quantity and value are signed like those of a cost line. Derived from the cost lines, beside which it is written.
    """

    access = Access("see costs", {"company": "company", "warehouse": "warehouse_id"})

    pk = models.CompositePrimaryKey("area", "id")
    area = models.BigIntegerField()
    id = models.BigIntegerField()
    company = models.BigIntegerField()
    warehouse = _ref("sites.Warehouse", verbose_name=_("warehouse"))
    item = _ref("catalog.Item", verbose_name=_("item"))
    lot = models.BigIntegerField(default=0)
    entry = models.BigIntegerField()
    movement = models.BigIntegerField()
    line = models.BigIntegerField()
    event = models.CharField(_("event"), max_length=40)
    paper = models.CharField(_("document type"), max_length=40)
    number = models.CharField(_("document"), max_length=60)
    partner = models.BigIntegerField(default=0)
    department = models.BigIntegerField(default=0)
    quantity = QuantityField(_("quantity"))
    value = AmountField(_("value"), default=0)
    known = models.SmallIntegerField(default=1)
    reverses = models.BigIntegerField(default=0)
    month = models.IntegerField(_("period"))
    run = models.IntegerField(_("valued in"), default=0)

    class Meta:
        indexes = [
            models.Index(fields=["month", "area"], name="cost_flow_month"),
            models.Index(fields=["run", "area"], name="cost_flow_run"),
            models.Index(fields=["entry", "area"], name="cost_flow_entry"),
        ]


class MonthClosing(models.Model):
    """What the month-end run leaves of a pool at the end of a month (期末结存), and what the month had to share: made anew by every run."""

    access = Access("see costs", {"company": "company"})

    pk = models.CompositePrimaryKey("area", "id")
    area = models.BigIntegerField()
    id = models.BigIntegerField()
    company = models.BigIntegerField()
    month = models.IntegerField(_("period"))
    item = _ref("catalog.Item", verbose_name=_("item"))
    lot = models.BigIntegerField(default=0)
    opening_quantity = QuantityField(_("opening quantity"))
    opening_value = AmountField(_("opening value"))
    came_quantity = QuantityField(_("quantity received"))
    came_value = AmountField(_("value received"))
    went_quantity = QuantityField(_("quantity issued"))
    went_value = AmountField(_("value issued"))
    quantity = QuantityField(_("closing quantity"))
    value = AmountField(_("closing value"))
    waiting = models.IntegerField(_("entries waiting"), default=0)
    run_at = models.DateTimeField(_("run"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "month", "item", "lot"], name="cost_closing_once")]


class ProvisionalIssue(models.Model):
    """Goods issued that stock did not have (暂估出库), until receipts settle them. Its id is the stock entry."""

    access = Access("see costs", {"company": "company", "warehouse": "warehouse_id"})

    pk = models.CompositePrimaryKey("area", "id")
    area = models.BigIntegerField()
    id = models.BigIntegerField()
    company = models.BigIntegerField()
    warehouse = _ref("sites.Warehouse", verbose_name=_("warehouse"))
    movement = models.BigIntegerField()
    item = _ref("catalog.Item", verbose_name=_("item"))
    paper = models.CharField(_("document type"), max_length=40)
    number = models.CharField(_("document"), max_length=60)
    line = models.BigIntegerField(default=0)
    basis = models.CharField(_("cost basis"), max_length=20)
    quantity = QuantityField(_("quantity"))
    value = AmountField(_("value"))
    settled = QuantityField(_("settled quantity"), default=0)
    settled_value = AmountField(_("settled value"), default=0)
    open = models.BooleanField(default=True)
    business_date = models.DateField(_("business date"))
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled__gte=0) & Q(settled__lte=F("quantity")), name="cost_provisional_sane"
            ),
        ]
        indexes = [models.Index(fields=["warehouse", "open", "item"], name="cost_provisional_open")]


class Estimate(models.Model):
    """What was booked as received and not invoiced (暂估): one row per stock entry, or per change of value without one. Its id is theirs.

    `receipt` is the entry that goods came in with: its own, or that of the receipt which this row takes back or returns. On the receipt's row
    stand what went `back` of it and what was `invoiced`; `settled` says that nothing of its value is left.
    """

    access = Access("see costs", {"company": "company", "warehouse": "warehouse_id"})

    pk = models.CompositePrimaryKey("warehouse_id", "id")
    warehouse = _ref("sites.Warehouse", verbose_name=_("warehouse"))
    id = models.BigIntegerField()
    company = models.BigIntegerField()
    receipt = models.BigIntegerField()
    movement = models.BigIntegerField()
    event = models.CharField(_("event"), max_length=40)
    paper = models.CharField(_("document type"), max_length=40)
    number = models.CharField(_("document"), max_length=60)
    line = models.BigIntegerField(default=0)
    item = _ref("catalog.Item", null=True, verbose_name=_("item"))
    partner = _ref("partners.Partner", null=True, verbose_name=_("supplier"))
    quantity = QuantityField(_("quantity"))
    value = AmountField(_("value"))
    back = QuantityField(_("returned"), default=0)
    back_value = AmountField(_("value returned"), default=0)
    invoiced = QuantityField(_("invoiced"), default=0)
    invoiced_value = AmountField(_("value invoiced"), default=0)
    settled = models.BooleanField(default=False)
    business_date = models.DateField(_("business date"))
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        indexes = [
            models.Index(fields=["company", "settled", "id"], name="cost_estimate_open"),
            models.Index(fields=["line", "warehouse"], name="cost_estimate_line"),
        ]


class MethodChange(models.Model):
    """The costing method of an item became another one after its goods had moved (计价方法变更), in one valuation area. Never changed."""

    access = Access("see costs", {"company": "company"})

    pk = models.CompositePrimaryKey("company", "id")
    company = models.BigIntegerField()
    id = models.BigIntegerField()
    area = models.BigIntegerField(default=0)
    number = models.CharField(_("document"), max_length=60, default="")
    item = _ref("catalog.Item", verbose_name=_("item"))
    method_before = models.CharField(_("method before"), max_length=16)
    method_after = models.CharField(_("method after"), max_length=16)
    quantity = QuantityField(_("quantity"))
    value_before = AmountField(_("value before"))
    value_after = AmountField(_("value after"))
    business_date = models.DateField(_("business date"))
    why = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    user = _ref("foundation.User", null=True)


class ValueSnapshot(models.Model):
    """What goods were worth at the end of a business day, as far as it was known: the twin of `stock.Snapshot`, over cost lines. Derived."""

    access = Access("see costs", {"company": "company", "warehouse": "warehouse_id"})

    pk = models.CompositePrimaryKey("warehouse_id", "day")
    warehouse = _ref("sites.Warehouse")
    day = models.DateField()
    company = models.BigIntegerField()
    upto = models.BigIntegerField()
    since = models.BigIntegerField()
    known_at = models.DateTimeField(null=True)
    rows = models.IntegerField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "costing_valuation"


class ValueSnapshotRow(models.Model):
    """Quantity and value of one item in a snapshot."""

    access = Access("see costs", {"company": "company", "warehouse": "warehouse_id"})

    pk = models.CompositePrimaryKey("warehouse_id", "day", "item")
    warehouse = _ref("sites.Warehouse")
    day = models.DateField()
    company = models.BigIntegerField()
    item = models.BigIntegerField()
    quantity = QuantityField()
    value = AmountField()

    class Meta:
        db_table = "costing_valuationrow"
