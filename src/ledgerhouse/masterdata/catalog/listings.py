"""Lists of the catalog: items, categories, units, packs, barcodes, lots, serial numbers, change requests."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.db.models import QuerySet

from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.catalog.models import (
    Barcode,
    Category,
    ChangeRequest,
    Item,
    ItemUnit,
    Lot,
    Pack,
    Serial,
    Unit,
)


@dataclass(frozen=True)
class Items:
    """Which items. A category stands for all below it too."""

    state: Literal["draft", "active", "phase_out", "blocked", "merged"] | None = None
    category: str = ""
    style: str = ""
    tracking: Literal["none", "lot", "serial"] | None = None
    storage: Literal["ambient", "cool", "cold", "frozen"] | None = None
    moved: bool | None = None


@dataclass(frozen=True)
class ItemRow:
    """One item."""

    code: str = column(gettext_noop("Code"), kind="code", link="item")
    name: str = column(gettext_noop("Name"))
    spec: str = column(gettext_noop("Specification"))
    mnemonic: str = column(gettext_noop("Mnemonic"))
    category: str = column(gettext_noop("Category"), path="category__code", link="category")
    unit: str = column(gettext_noop("Base unit"), path="unit__code")
    tracking: str = column(gettext_noop("Tracking"), kind="state")
    expires: bool = column(gettext_noop("Expires"), kind="yes_no")
    shelf_life_days: int = column(gettext_noop("Shelf life in days"), kind="number")
    storage: str = column(gettext_noop("Storage condition"), kind="state")
    costing: str = column(gettext_noop("Costing method"), kind="state")
    standard_cost: Decimal = column(gettext_noop("Standard cost"), kind="price", masked="see costs")
    tax_class: str = column(gettext_noop("Tax class"), kind="state")
    weight_g: int = column(gettext_noop("Weight in grams"), kind="number")
    volume_cm3: int = column(gettext_noop("Volume in cm³"), kind="number")
    state: str = column(gettext_noop("State"), kind="state")
    changed_at: datetime = column(gettext_noop("Changed"), kind="moment")


@listing(
    "catalog.items",
    title=gettext_noop("Items"),
    see="see items",
    row=ItemRow,
    search=("code", "name", "mnemonic", "spec", "barcodes__code"),
    order="code",
)
def items(ctx: Context, where: Items) -> "QuerySet[Item]":
    """Items; those merged into another only when asked for."""
    rows = scoped(ctx, Item)
    rows = rows.filter(state=where.state) if where.state else rows.exclude(state="merged")
    if where.category:
        # by path: a code is between two slashes at any depth
        known = scoped(ctx, Category).filter(code=where.category).values_list("path", flat=True).first()
        rows = rows.filter(category__path__startswith=known) if known else rows.none()
    if where.style:
        rows = rows.filter(style__code=where.style)
    if where.tracking:
        rows = rows.filter(tracking=where.tracking)
    if where.storage:
        rows = rows.filter(storage=where.storage)
    return rows if where.moved is None else rows.filter(moved_at__isnull=not where.moved)


@dataclass(frozen=True)
class Categories:
    """Which categories."""

    parent: str = ""


@dataclass(frozen=True)
class CategoryRow:
    """One category."""

    code: str = column(gettext_noop("Code"), kind="code", link="category")
    name: str = column(gettext_noop("Name"))
    parent: str = column(gettext_noop("Parent"), path="parent__code", link="category")
    path: str = column(gettext_noop("Path"))


@listing(
    "catalog.categories",
    title=gettext_noop("Categories"),
    see="see items",
    row=CategoryRow,
    search=("code", "name"),
    order="path",
)
def categories(ctx: Context, where: Categories) -> "QuerySet[Category]":
    """The tree of categories, in its own order."""
    rows = scoped(ctx, Category)
    return rows.filter(parent__code=where.parent) if where.parent else rows


@dataclass(frozen=True)
class Units:
    """Which units: all."""


@dataclass(frozen=True)
class UnitRow:
    """One unit of measure."""

    code: str = column(gettext_noop("Code"), kind="code")
    name: str = column(gettext_noop("Name"))
    places: int = column(gettext_noop("Places"), kind="number")


@listing(
    "catalog.units",
    title=gettext_noop("Units"),
    see="see items",
    row=UnitRow,
    search=("code", "name"),
    order="code",
)
def units(ctx: Context, where: Units) -> "QuerySet[Unit]":
    """Units of measure."""
    return scoped(ctx, Unit)


@dataclass(frozen=True)
class OfItem:
    """Whose: of one item, or of all."""

    item: str = ""


@dataclass(frozen=True)
class ItemUnitRow:
    """Another unit of an item."""

    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    unit: str = column(gettext_noop("Unit"), path="unit__code")
    numerator: int = column(gettext_noop("Numerator"), kind="number")
    denominator: int = column(gettext_noop("Denominator"), kind="number")


@listing(
    "catalog.item_units",
    title=gettext_noop("Units of items"),
    see="see items",
    row=ItemUnitRow,
    search=("item__code",),
    order="item",
)
def item_units(ctx: Context, where: OfItem) -> "QuerySet[ItemUnit]":
    """Units that items have beside their base unit."""
    rows = scoped(ctx, ItemUnit)
    return rows.filter(item__code=where.item) if where.item else rows


@dataclass(frozen=True)
class PackRow:
    """One pack of an item."""

    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    level: str = column(gettext_noop("Level"), kind="state")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity")
    length_mm: int = column(gettext_noop("Length in mm"), kind="number")
    width_mm: int = column(gettext_noop("Width in mm"), kind="number")
    height_mm: int = column(gettext_noop("Height in mm"), kind="number")
    weight_g: int = column(gettext_noop("Weight in grams"), kind="number")


@listing(
    "catalog.packs",
    title=gettext_noop("Packs"),
    see="see items",
    row=PackRow,
    search=("item__code", "item__name"),
    order="item",
)
def packs(ctx: Context, where: OfItem) -> "QuerySet[Pack]":
    """How items are packed."""
    rows = scoped(ctx, Pack)
    return rows.filter(item__code=where.item) if where.item else rows


@dataclass(frozen=True)
class BarcodeRow:
    """One barcode and what it means."""

    barcode: str = column(gettext_noop("Barcode"), path="code", kind="code")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    level: str = column(gettext_noop("Level"), path="pack__level", kind="state")
    quantity: Decimal = column(gettext_noop("Quantity"), path="pack__quantity", kind="quantity")


@listing(
    "catalog.barcodes",
    title=gettext_noop("Barcodes"),
    see="see items",
    row=BarcodeRow,
    search=("code", "item__code", "item__name"),
    order="barcode",
)
def barcodes(ctx: Context, where: OfItem) -> "QuerySet[Barcode]":
    """Barcodes of items and packs."""
    rows = scoped(ctx, Barcode)
    return rows.filter(item__code=where.item) if where.item else rows


@dataclass(frozen=True)
class Lots:
    """Which lots."""

    item: str = ""
    expires_before: date | None = None
    expires_from: date | None = None


@dataclass(frozen=True)
class LotRow:
    """One lot."""

    code: str = column(gettext_noop("Lot"), kind="code")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    made_on: date = column(gettext_noop("Made on"), kind="date")
    expires_on: date = column(gettext_noop("Expires on"), kind="date")
    supplier_lot: str = column(gettext_noop("Supplier lot"))
    created_at: datetime = column(gettext_noop("Created"), kind="moment")


@listing(
    "catalog.lots",
    title=gettext_noop("Lots"),
    see="see items",
    row=LotRow,
    search=("code", "supplier_lot", "item__code", "item__name", "item__mnemonic"),
    order="code",
)
def lots(ctx: Context, where: Lots) -> "QuerySet[Lot]":
    """Lots; how much of each is where, the stock ledger lists."""
    rows = scoped(ctx, Lot)
    if where.item:
        rows = rows.filter(item__code=where.item)
    if where.expires_before:
        rows = rows.filter(expires_on__lt=where.expires_before)
    return rows.filter(expires_on__gte=where.expires_from) if where.expires_from else rows


@dataclass(frozen=True)
class SerialRow:
    """One single piece."""

    code: str = column(gettext_noop("Serial number"), kind="code")
    item: str = column(gettext_noop("Item"), path="item__code", kind="code", link="item")
    name: str = column(gettext_noop("Name"), path="item__name")
    lot: str = column(gettext_noop("Lot"), path="lot__code")
    created_at: datetime = column(gettext_noop("Created"), kind="moment")


@listing(
    "catalog.serials",
    title=gettext_noop("Serial numbers"),
    see="see items",
    row=SerialRow,
    search=("code", "item__code", "item__name"),
    order="code",
)
def serials(ctx: Context, where: OfItem) -> "QuerySet[Serial]":
    """Serial numbers that are known."""
    rows = scoped(ctx, Serial)
    return rows.filter(item__code=where.item) if where.item else rows


@dataclass(frozen=True)
class Changes:
    """Which change requests."""

    state: Literal["requested", "approved", "rejected", "applied", "failed"] | None = None
    effective_before: date | None = None


@dataclass(frozen=True)
class ChangeRow:
    """One change request."""

    number: str = column(gettext_noop("Number"), kind="code", link="change_request")
    state: str = column(gettext_noop("State"), kind="state")
    effective_on: date = column(gettext_noop("Effective on"), kind="date")
    reason: str = column(gettext_noop("Reason"))
    requested_at: datetime = column(gettext_noop("Requested"), kind="moment")
    decided_at: datetime = column(gettext_noop("Decided"), kind="moment")
    note: str = column(gettext_noop("Note"), sortable=False)


@listing(
    "catalog.changes",
    title=gettext_noop("Change requests"),
    see="see items",
    row=ChangeRow,
    search=("number", "reason", "lines__item__code"),
    order="-number",
)
def changes(ctx: Context, where: Changes) -> "QuerySet[ChangeRequest]":
    """Requests to change items, newest first."""
    rows = scoped(ctx, ChangeRequest)
    if where.state:
        rows = rows.filter(state=where.state)
    return rows.filter(effective_on__lt=where.effective_before) if where.effective_before else rows
