"""The page of an item, of a category and of a change request."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ledgerhouse.foundation.listing import column
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.queries import changes_of
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.veils import veiled
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.catalog.completeness import scores
from ledgerhouse.masterdata.catalog.duplicates import Facts, likely_twins
from ledgerhouse.masterdata.catalog.models import (
    Barcode,
    Category,
    ChangeLine,
    ChangeRequest,
    ExternalId,
    Item,
    ItemUnit,
    Lot,
    Pack,
)
from ledgerhouse.masterdata.catalog.words import CHANGE_LIFE, ITEM_LIFE, State


@dataclass(frozen=True)
class UnitLine:
    """Another unit: one of it is so many base units, as an exact fraction."""

    unit: str = column(gettext_noop("Unit"))
    factor: str = column(gettext_noop("Factor"))


@dataclass(frozen=True)
class PackLine:
    """One pack."""

    level: str = column(gettext_noop("Level"), kind="state")
    quantity: Decimal = column(gettext_noop("Quantity"), kind="quantity")
    size: str = column(gettext_noop("Length × width × height in mm"))
    weight_g: int = column(gettext_noop("Weight in grams"), kind="number")


@dataclass(frozen=True)
class BarcodeLine:
    """One barcode."""

    barcode: str = column(gettext_noop("Barcode"), kind="code")
    level: str = column(gettext_noop("Level"), kind="state")
    quantity: Decimal | None = column(gettext_noop("Quantity"), kind="quantity")


@dataclass(frozen=True)
class LotLine:
    """One lot."""

    lot: str = column(gettext_noop("Lot"), kind="code")
    made_on: date | None = column(gettext_noop("Made on"), kind="date")
    expires_on: date | None = column(gettext_noop("Expires on"), kind="date")
    supplier_lot: str = column(gettext_noop("Supplier lot"))


@dataclass(frozen=True)
class ForeignLine:
    """What another system calls the item."""

    system: str = column(gettext_noop("System"))
    code: str = column(gettext_noop("Foreign code"), kind="code")


@dataclass(frozen=True)
class VariantLine:
    """Another variant of the same style."""

    item: str = column(gettext_noop("Item"), kind="code", link="item")
    name: str = column(gettext_noop("Name"))
    attributes: str = column(gettext_noop("Attributes"))


@dataclass(frozen=True)
class TwinLine:
    """An item that may be the same."""

    item: str = column(gettext_noop("Item"), kind="code", link="item")
    name: str = column(gettext_noop("Name"))
    spec: str = column(gettext_noop("Specification"))
    score: int = column(gettext_noop("Likeness (%)"), kind="number")


@dataclass(frozen=True)
class HistoryLine:
    """One change of the item."""

    at: datetime = column(gettext_noop("When"), kind="moment")
    action: str = column(gettext_noop("What"), kind="state")
    before: str = column(gettext_noop("Before"))
    after: str = column(gettext_noop("After"))
    reason: str = column(gettext_noop("Reason"))


@dataclass(frozen=True)
class WishLine:
    """One wished change."""

    item: str = column(gettext_noop("Item"), kind="code", link="item")
    field: str = column(gettext_noop("Field"))
    old: str = column(gettext_noop("Before"))
    new: str = column(gettext_noop("After"))


@paper("item", title=gettext_noop("Item"), see="see items")
def item_paper(ctx: Context, number: str) -> Paper | None:
    """An item with units, packs, barcodes, lots, foreign codes, variants and history."""
    rows = scoped(ctx, Item).select_related("unit", "category", "style", "merged_into")
    item = rows.filter(code=number).first()
    if item is None:
        return None
    return Paper(
        kind="item",
        number=item.code,
        title=item.name,
        state=item.state,
        lifecycle=ITEM_LIFE,
        facts=_facts(ctx, item),
        tables=tuple(table for table in _tables(ctx, item) if table.rows),
        actions=() if item.state == State.MERGED else _actions(item),
    )


def _facts(ctx: Context, item: Item) -> tuple[Fact, ...]:
    score = scores(ctx, [item])[item.id]
    facts = [
        Fact(gettext_noop("Code"), item.code, "code"),
        Fact(gettext_noop("Specification"), item.spec),
        Fact(gettext_noop("Mnemonic"), item.mnemonic),
        Fact(gettext_noop("Category"), item.category.code if item.category else "", "code", "category"),
        Fact(gettext_noop("Style"), item.style.code if item.style else "", "code"),
        Fact(gettext_noop("Attributes"), _pairs(item.attributes)),
        Fact(gettext_noop("Base unit"), item.unit.code),
        Fact(gettext_noop("Tracking"), item.tracking, "state"),
        Fact(gettext_noop("Expires"), item.expires, "yes_no"),
        Fact(gettext_noop("Shelf life in days"), item.shelf_life_days, "number"),
        Fact(gettext_noop("Near expiry in days"), item.near_expiry_days, "number"),
        Fact(gettext_noop("Storage condition"), item.storage, "state"),
        Fact(gettext_noop("Hazard class"), item.hazard),
        Fact(gettext_noop("Tax class"), item.tax_class, "state"),
        Fact(gettext_noop("Costing method"), item.costing, "state"),
        Fact(gettext_noop("Weight in grams"), item.weight_g, "number"),
        Fact(gettext_noop("Volume in cm³"), item.volume_cm3, "number"),
        Fact(gettext_noop("Valid from"), item.valid_from, "date"),
        Fact(gettext_noop("Valid until"), item.valid_until, "date"),
        Fact(gettext_noop("First moved"), item.moved_at, "moment"),
        Fact(gettext_noop("Merged into"), item.merged_into.code if item.merged_into else "", "code", "item"),
        Fact(gettext_noop("Completeness in %"), score.percent, "number"),
        Fact(gettext_noop("Missing"), ", ".join(score.missing)),
    ]
    if ctx.sees("standard_cost", of="item", masked="see costs"):
        facts.append(Fact(gettext_noop("Standard cost"), item.standard_cost, "price"))
    always = {gettext_noop("Expires"), gettext_noop("Completeness in %")}
    return tuple(fact for fact in facts if fact.title in always or fact.value)


def _tables(ctx: Context, item: Item) -> tuple[Table, ...]:
    units = scoped(ctx, ItemUnit).filter(item=item).select_related("unit").order_by("unit__code")
    packs = scoped(ctx, Pack).filter(item=item).order_by("quantity")
    codes = scoped(ctx, Barcode).filter(item=item).select_related("pack").order_by("code")
    lots = scoped(ctx, Lot).filter(item=item).order_by("-created_at", "-id")[:50]
    foreign = scoped(ctx, ExternalId).filter(item=item).order_by("system", "code")
    others = scoped(ctx, Item).filter(style_id=item.style_id).exclude(id=item.id) if item.style_id else ()
    return (
        Table(gettext_noop("Units"), UnitLine, [UnitLine(u.unit.code, _factor(u)) for u in units]),
        Table(
            gettext_noop("Packs"),
            PackLine,
            [PackLine(p.level, p.quantity, f"{p.length_mm} × {p.width_mm} × {p.height_mm}", p.weight_g) for p in packs],
        ),
        Table(
            gettext_noop("Barcodes"),
            BarcodeLine,
            [BarcodeLine(b.code, b.pack.level if b.pack else "", b.pack.quantity if b.pack else None) for b in codes],
        ),
        Table(
            gettext_noop("Variants"), VariantLine, [VariantLine(o.code, o.name, _pairs(o.attributes)) for o in others]
        ),
        Table(gettext_noop("Lots"), LotLine, [LotLine(r.code, r.made_on, r.expires_on, r.supplier_lot) for r in lots]),
        Table(gettext_noop("Foreign codes"), ForeignLine, [ForeignLine(f.system, f.code) for f in foreign]),
        Table(gettext_noop("Possibly the same"), TwinLine, _twins(ctx, item)),
        Table(gettext_noop("History"), HistoryLine, _history(ctx, item)),
    )


def _actions(item: Item) -> tuple[Action, ...]:
    verbs = {
        "activate": "catalog.activate_items",
        "phase_out": "catalog.phase_out_items",
        "block": "catalog.block_items",
    }
    moves = [Action(verbs[step], {"codes": [item.code]}) for step in ITEM_LIFE.verbs(item.state) if step in verbs]
    return (
        Action("catalog.change_items", {"items": [{"code": item.code}]}),
        Action("catalog.request_change", {"items": [{"code": item.code}]}),
        Action("catalog.merge_items", {"into": item.code}),
        *moves,
    )


def _history(ctx: Context, item: Item) -> list[HistoryLine]:
    if not ctx.may("see the audit trail"):
        return []
    return [
        HistoryLine(
            row.at,
            row.action,
            _pairs(veiled(ctx, "item", row.before)),
            _pairs(veiled(ctx, "item", row.after)),
            row.reason,
        )
        for row in changes_of(ctx, "catalog.item", item.id)[:50]
    ]


def _twins(ctx: Context, item: Item) -> list[TwinLine]:
    if item.state == State.MERGED:
        return []
    (twins,) = likely_twins(ctx, [Facts(item.name, item.spec, code=item.code)])
    # variants of one style are alike on purpose
    kin = set(scoped(ctx, Item).filter(style_id=item.style_id).values_list("code", flat=True)) if item.style_id else ()
    return [TwinLine(twin.code, twin.name, twin.spec, twin.score) for twin in twins if twin.code not in kin][:10]


def _factor(unit: ItemUnit) -> str:
    return str(unit.numerator) if unit.denominator == 1 else f"{unit.numerator}/{unit.denominator}"


def _pairs(values: dict[str, Any]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in values.items())


@paper("category", title=gettext_noop("Category"), see="see items")
def category_paper(ctx: Context, number: str) -> Paper | None:
    """A category and what lies directly below it."""
    row = scoped(ctx, Category).filter(code=number).select_related("parent").first()
    if row is None:
        return None
    below = scoped(ctx, Category).filter(parent=row).order_by("code")
    return Paper(
        kind="category",
        number=row.code,
        title=row.name,
        facts=(
            Fact(gettext_noop("Code"), row.code, "code"),
            Fact(gettext_noop("Parent"), row.parent.code if row.parent else "", "code", "category"),
            Fact(gettext_noop("Path"), row.path),
            Fact(
                gettext_noop("Number of items"),
                scoped(ctx, Item).filter(category__path__startswith=row.path).count(),
                "number",
            ),
        ),
        tables=(Table(gettext_noop("Categories"), BelowLine, [BelowLine(r.code, r.name) for r in below]),),
    )


@dataclass(frozen=True)
class BelowLine:
    """A category below."""

    code: str = column(gettext_noop("Code"), kind="code", link="category")
    name: str = column(gettext_noop("Name"))


@paper("change_request", title=gettext_noop("Change request"), see="see items")
def change_paper(ctx: Context, number: str) -> Paper | None:
    """A change request with each wished change."""
    row = scoped(ctx, ChangeRequest).filter(number=number).first()
    if row is None:
        return None
    lines = scoped(ctx, ChangeLine).filter(request=row).select_related("item").order_by("item__code", "field")
    facts = (
        Fact(gettext_noop("Effective on"), row.effective_on, "date"),
        Fact(gettext_noop("Reason"), row.reason),
        Fact(gettext_noop("Requested"), row.requested_at, "moment"),
        Fact(gettext_noop("Decided"), row.decided_at, "moment"),
        Fact(gettext_noop("Applied"), row.applied_at, "moment"),
        Fact(gettext_noop("Note"), row.note),
    )
    return Paper(
        kind="change_request",
        number=row.number,
        title=row.reason or row.number,
        state=row.state,
        lifecycle=CHANGE_LIFE,
        facts=tuple(fact for fact in facts if fact.value),
        tables=(
            Table(
                gettext_noop("Changes"),
                WishLine,
                [_wish(ctx, line) for line in lines],
            ),
        ),
        actions=(
            Action("catalog.approve_change", {"number": row.number}),
            Action("catalog.reject_change", {"number": row.number}),
        )
        if row.state == CHANGE_LIFE.start
        else (),
    )


def _wish(ctx: Context, line: ChangeLine) -> WishLine:
    """A wished change; its values only for those who see the field on the item itself."""
    old, new = (_shown(veiled(ctx, "item", {line.field: value})[line.field]) for value in (line.old, line.new))
    return WishLine(line.item.code, line.field, old, new)


def _shown(value: Any) -> str:
    return "" if value is None else _pairs(value) if isinstance(value, dict) else str(value)
