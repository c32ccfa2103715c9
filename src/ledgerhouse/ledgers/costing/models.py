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

    access = Access("see costs", {"company": "company"})

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
    """What is left of one valued receipt, where the costing method keeps layers. Its id is the entry that made it."""

    access = Access("see costs", {"company": "company"})

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
    `month` (e.g. 202611) the period in which the money landed.
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
    business_date = models.DateField(_("business date"))
    month = models.IntegerField(_("period"), default=0)
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        indexes = [
            models.Index(fields=["movement", "area"], name="cost_line_movement"),
            models.Index(fields=["item", "area", "id"], name="cost_line_item"),
            models.Index(fields=["line", "area"], name="cost_line_paper"),
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
