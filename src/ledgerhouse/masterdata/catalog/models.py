"""The tables of the catalog. All of one company; other rooms hold ids and ask `queries`."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import PriceField, QuantityField, Row
from ledgerhouse.foundation.models import Company
from ledgerhouse.foundation.scope import Access
from ledgerhouse.masterdata.catalog.words import Costing, Level, State, Storage, TaxClass, Tracking

SEEN = Access("see items", {"company": "company_id"})


class Unit(Row):
    """A unit of measure (计量单位) with the decimals a quantity in it may have."""

    access = SEEN

    company = models.ForeignKey(Company, models.PROTECT, db_index=False, related_name="+")
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    places = models.SmallIntegerField(_("places"), default=0)

    class Meta:
        verbose_name = _("unit")
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="unit_code_once"),
            models.CheckConstraint(condition=Q(places__gte=0, places__lte=6), name="unit_places_fit"),
        ]


class Category(Row):
    """A node of the category tree (物料分类). `path` is the codes from the root, each followed by a slash."""

    access = SEEN

    company = models.ForeignKey(Company, models.PROTECT, db_index=False, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("parent"))
    code = models.CharField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=100)
    path = models.CharField(max_length=500)

    class Meta:
        verbose_name = _("category")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="category_code_once")]


class Style(Row):
    """A family of items that differ in a few attributes only (款式/SPU); each of its variants is an item of its own."""

    access = SEEN

    company = models.ForeignKey(Company, models.PROTECT, db_index=False, related_name="+")
    code = models.CharField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=200)
    attributes = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("style")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="style_code_once")]


class Item(Row):
    """A thing we buy, keep, make or sell (物料/SKU). Its unit and tracking are fixed once it has moved."""

    access = SEEN

    company = models.ForeignKey(Company, models.PROTECT, db_index=False, related_name="+")
    code = models.CharField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=200)
    spec = models.CharField(_("specification"), max_length=200, blank=True)
    mnemonic = models.CharField(_("mnemonic"), max_length=60, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, verbose_name=_("category"))
    style = models.ForeignKey(Style, models.PROTECT, null=True, blank=True, verbose_name=_("style"))
    attributes = models.JSONField(_("attributes"), default=dict)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("base unit"), db_index=False)
    tracking = models.CharField(_("tracking"), max_length=8, default=Tracking.NONE.value)
    expires = models.BooleanField(_("expires"), default=False)
    shelf_life_days = models.IntegerField(_("shelf life in days"), default=0)
    near_expiry_days = models.IntegerField(_("near expiry in days"), default=0)
    storage = models.CharField(_("storage condition"), max_length=8, default=Storage.AMBIENT.value)
    hazard = models.CharField(_("hazard class"), max_length=20, blank=True)
    tax_class = models.CharField(_("tax class"), max_length=10, default=TaxClass.STANDARD.value)
    costing = models.CharField(_("costing method"), max_length=16, default=Costing.MOVING_AVERAGE.value)
    standard_cost = PriceField(_("standard cost"), default=0)
    weight_g = models.BigIntegerField(_("weight in grams"), default=0)
    volume_cm3 = models.BigIntegerField(_("volume in cm³"), default=0)
    state = models.CharField(_("state"), max_length=10, default=State.DRAFT.value)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("merged into"))
    moved_at = models.DateTimeField(_("first moved"), null=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("item")
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="item_code_once"),
            models.CheckConstraint(condition=Q(shelf_life_days__gte=0, near_expiry_days__gte=0), name="item_days_fit"),
            models.CheckConstraint(condition=Q(weight_g__gte=0, volume_cm3__gte=0), name="item_measures_fit"),
        ]
        indexes = [
            models.Index(fields=["company", "mnemonic"], name="item_mnemonic"),
            models.Index(fields=["company", "name"], name="item_name"),
        ]


class ItemUnit(Row):
    """Another unit of an item: one of it is exactly `numerator / denominator` base units."""

    access = SEEN

    company = models.ForeignKey(Company, models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey(Item, models.CASCADE, related_name="units", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), db_index=False)
    numerator = models.BigIntegerField(_("numerator"))
    denominator = models.BigIntegerField(_("denominator"), default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "unit"], name="item_unit_once"),
            models.CheckConstraint(condition=Q(numerator__gt=0, denominator__gt=0), name="item_unit_above_zero"),
        ]


class Pack(Row):
    """A packing of an item (包装规格): so many base units, outer dimensions in millimetres, gross weight in grams."""

    access = SEEN

    company = models.ForeignKey(Company, models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey(Item, models.CASCADE, related_name="packs", db_index=False)
    level = models.CharField(_("level"), max_length=8, default=Level.EACH.value)
    quantity = QuantityField(_("quantity"), default=1)
    length_mm = models.IntegerField(_("length in mm"), default=0)
    width_mm = models.IntegerField(_("width in mm"), default=0)
    height_mm = models.IntegerField(_("height in mm"), default=0)
    weight_g = models.BigIntegerField(_("weight in grams"), default=0)

    class Meta:
        verbose_name = _("pack")
        constraints = [
            models.UniqueConstraint(fields=["item", "level", "quantity"], name="pack_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="pack_quantity_above_zero"),
            models.CheckConstraint(
                condition=Q(length_mm__gte=0, width_mm__gte=0, height_mm__gte=0, weight_g__gte=0), name="pack_sizes_fit"
            ),
        ]


class Barcode(Row):
    """A code printed on an item or on one of its packs. One code means one thing in a company."""

    access = SEEN

    company = models.ForeignKey(Company, models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey(Item, models.CASCADE, related_name="barcodes")
    pack = models.ForeignKey(Pack, models.CASCADE, null=True, related_name="barcodes")
    code = models.CharField(_("barcode"), max_length=60)

    class Meta:
        verbose_name = _("barcode")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="barcode_once")]


class Lot(Row):
    """Goods made together (批次): when they were made, when they expire, what the supplier calls them."""

    access = SEEN

    company = models.ForeignKey(Company, models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey(Item, models.PROTECT, related_name="lots", db_index=False)
    code = models.CharField(_("lot"), max_length=60)
    made_on = models.DateField(_("made on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    supplier_lot = models.CharField(_("supplier lot"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("lot")
        constraints = [
            models.UniqueConstraint(fields=["item", "code"], name="lot_once"),
            models.CheckConstraint(
                condition=Q(made_on=None) | Q(expires_on=None) | Q(expires_on__gte=F("made_on")), name="lot_dates_fit"
            ),
        ]
        indexes = [
            models.Index(fields=["company", "code"], name="lot_code"),
            models.Index(fields=["company", "expires_on"], name="lot_expiry"),
        ]


class Serial(Row):
    """One single piece (序列号). Where it is, the stock ledger knows."""

    access = SEEN

    company = models.ForeignKey(Company, models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey(Item, models.PROTECT, related_name="serials", db_index=False)
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="serials")
    code = models.CharField(_("serial number"), max_length=60)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("serial number")
        constraints = [models.UniqueConstraint(fields=["item", "code"], name="serial_once")]
        indexes = [models.Index(fields=["company", "code"], name="serial_code")]


class ExternalId(Row):
    """What another system or partner calls an item (外部编码映射)."""

    access = SEEN

    company = models.ForeignKey(Company, models.PROTECT, db_index=False, related_name="+")
    system = models.CharField(_("system"), max_length=40)
    kind = models.CharField(_("kind"), max_length=20, default="item")
    code = models.CharField(_("external code"), max_length=80)
    item = models.ForeignKey(Item, models.CASCADE, related_name="external_ids")

    class Meta:
        verbose_name = _("external code")
        constraints = [models.UniqueConstraint(fields=["company", "system", "kind", "code"], name="external_id_once")]


class CodeRule(Row):
    """How codes of new items are made (编码规则). `category` is a category's code, or "" for all others."""

    access = SEEN

    company = models.ForeignKey(Company, models.PROTECT, db_index=False, related_name="+")
    category = models.CharField(_("category"), max_length=60, blank=True)
    pattern = models.CharField(_("pattern"), max_length=60)
    next = models.BigIntegerField(_("next number"), default=1)

    class Meta:
        verbose_name = _("code rule")
        constraints = [models.UniqueConstraint(fields=["company", "category"], name="code_rule_once")]


class ChangeRequest(Row):
    """A wished change of items that a second person approves and that takes effect on a day (变更申请)."""

    access = SEEN

    company = models.ForeignKey(Company, models.PROTECT, db_index=False, related_name="+")
    number = models.CharField(_("number"), max_length=40)
    state = models.CharField(_("state"), max_length=10, default="requested")
    effective_on = models.DateField(_("effective on"))
    reason = models.CharField(_("reason"), max_length=200)
    requested_by = models.BigIntegerField(_("requested by"))
    requested_at = models.DateTimeField(_("requested"))
    decided_by = models.BigIntegerField(_("decided by"), default=0)
    decided_at = models.DateTimeField(_("decided"), null=True)
    applied_at = models.DateTimeField(_("applied"), null=True)
    note = models.CharField(_("note"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("change request")
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="change_request_once")]
        indexes = [models.Index(fields=["company", "state", "effective_on"], name="change_request_due")]


class ChangeLine(Row):
    """One field of one item in a change request: the value it had when requested and the value wished."""

    access = SEEN

    company = models.ForeignKey(Company, models.PROTECT, db_index=False, related_name="+")
    request = models.ForeignKey(ChangeRequest, models.CASCADE, related_name="lines", db_index=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="change_lines")
    field = models.CharField(_("field"), max_length=40)
    old = models.JSONField(_("old value"), null=True)
    new = models.JSONField(_("new value"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "item", "field"], name="change_line_once")]
