"""Items from a file: made or changed by code, half a million in minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from ledgerhouse.foundation.importing import IMPORTERS, ImportColumn, Judged, Line, Written
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.table_importer import TableImporter, Values
from ledgerhouse.kernel.commands import STRICT, Price
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop
from ledgerhouse.kernel.mnemonic import mnemonic
from ledgerhouse.masterdata.catalog.create_items import PLAIN
from ledgerhouse.masterdata.catalog.item_facts import (
    FIXED,
    CostingWord,
    Days,
    Measure,
    StorageWord,
    TaxWord,
    TrackingWord,
    Words20,
    Words60,
    Words200,
    clashes,
    named,
    unknown,
)
from ledgerhouse.masterdata.catalog.models import Item
from ledgerhouse.masterdata.catalog.words import State

TRACKING: Final = {
    **dict.fromkeys(("不追踪", "无", "否"), "none"),
    **dict.fromkeys(("批次", "批号", "按批次", "batch"), "lot"),
    **dict.fromkeys(("序列号", "序号", "按序列号", "serial number"), "serial"),
}
STORAGE: Final = {
    **dict.fromkeys(("常温", "normal", "room"), "ambient"),
    **dict.fromkeys(("阴凉", "凉"), "cool"),
    **dict.fromkeys(("冷藏", "chilled"), "cold"),
    "冷冻": "frozen",
}
COSTING: Final = {
    **dict.fromkeys(("移动平均", "移动加权平均", "average"), "moving_average"),
    "先进先出": "fifo",
    **dict.fromkeys(("个别计价", "个别认定"), "specific"),
    "标准成本": "standard",
    **dict.fromkeys(("月末一次加权平均", "全月平均", "加权平均"), "month_average"),
}
TAX: Final = {
    **dict.fromkeys(("标准", "13%", "13"), "standard"),
    **dict.fromkeys(("低税率", "9%", "9"), "reduced"),
    **dict.fromkeys(("6%", "6"), "low"),
    **dict.fromkeys(("零税率", "0%", "0"), "zero"),
    "免税": "exempt",
}
STATES: Final = {
    **dict.fromkeys(("草稿", "新建"), "draft"),
    **dict.fromkeys(("启用", "在用", "正常", "in use"), "active"),
}


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """One line of an items file. Name and unit may be absent where the item is known."""

    __pydantic_config__ = STRICT

    code: Annotated[str, Field(min_length=1, max_length=60)]
    name: Words200 = ""
    unit: Words20 = ""
    spec: Words200 = ""
    mnemonic: Words60 = ""
    category: Words60 = ""
    style: Words60 = ""
    tracking: TrackingWord = "none"
    expires: bool = False
    shelf_life_days: Days = 0
    near_expiry_days: Days = 0
    storage: StorageWord = "ambient"
    hazard: Words20 = ""
    tax_class: TaxWord = "standard"
    costing: CostingWord = "moving_average"
    standard_cost: Price = Decimal(0)
    weight_g: Measure = 0
    volume_cm3: Measure = 0
    valid_from: date | None = None
    valid_until: date | None = None
    state: Literal["draft", "active"] = "active"


class Items(TableImporter[ItemRow]):
    """Items by code. A known item's state is left alone: that is what the verbs of its life are for."""

    kind = "catalog.item"
    title = gettext_noop("Items")
    may = "change items"
    row = ItemRow
    model = Item
    identity = ("code",)
    sources = {"unit_id": "unit", "category_id": "category", "style_id": "style", "state": ""}
    touched = ("changed_at",)
    columns = (
        ImportColumn(
            "code",
            gettext_noop("Code"),
            ("编码", "物料编码", "商品编码", "货号", "SKU", "Item", "Product code", "Item code"),
            required=True,
        ),
        ImportColumn("name", gettext_noop("Name"), ("名称", "物料名称", "商品名称", "品名", "Product", "Product name")),
        ImportColumn("unit", gettext_noop("Base unit"), ("单位", "基本单位", "计量单位", "UoM", "Unit of measure")),
        ImportColumn("spec", gettext_noop("Specification"), ("规格", "规格型号", "型号", "Spec")),
        ImportColumn("mnemonic", gettext_noop("Mnemonic"), ("助记码", "拼音码")),
        ImportColumn("category", gettext_noop("Category"), ("分类", "类别", "物料分类", "商品分类", "Product Group")),
        ImportColumn("style", gettext_noop("Style"), ("款式", "款号", "SPU")),
        ImportColumn("tracking", gettext_noop("Tracking"), ("追踪", "追踪方式", "批次管理"), words=TRACKING),
        ImportColumn("expires", gettext_noop("Expires"), ("保质期管理", "效期管理"), kind="yes_no"),
        ImportColumn(
            "shelf_life_days", gettext_noop("Shelf life in days"), ("保质期", "保质期天数", "有效期天数"), kind="number"
        ),
        ImportColumn(
            "near_expiry_days", gettext_noop("Near expiry in days"), ("近效期天数", "预警天数"), kind="number"
        ),
        ImportColumn("storage", gettext_noop("Storage condition"), ("存储条件", "温区"), words=STORAGE),
        ImportColumn("hazard", gettext_noop("Hazard class"), ("危险品类别", "危险品等级")),
        ImportColumn("tax_class", gettext_noop("Tax class"), ("税类", "税率"), words=TAX),
        ImportColumn("costing", gettext_noop("Costing method"), ("计价方法", "成本计价方法"), words=COSTING),
        ImportColumn("standard_cost", gettext_noop("Standard cost"), ("标准成本",), kind="number"),
        ImportColumn("weight_g", gettext_noop("Weight in grams"), ("重量", "重量克", "重量g"), kind="number"),
        ImportColumn("volume_cm3", gettext_noop("Volume in cm³"), ("体积", "体积cm3"), kind="number"),
        ImportColumn("valid_from", gettext_noop("Valid from"), ("生效日期",), kind="date"),
        ImportColumn("valid_until", gettext_noop("Valid until"), ("失效日期",), kind="date"),
        ImportColumn("state", gettext_noop("State"), ("状态",), words=STATES),
    )

    def key(self, row: ItemRow) -> str:
        return row.code

    def resolve(self, ctx: Context, lines: Sequence[Line[ItemRow]]) -> tuple[dict[int, Values], list[Problem]]:
        asking = [_Asked(line) for line in lines]
        ids = named(ctx, asking)
        values: dict[int, Values] = {}
        problems: list[Problem] = []
        for line, asked in zip(lines, asking, strict=True):
            missing = unknown(f"{line.number}.", asked, ids)
            problems += missing
            row = line.row
            values[line.number] = {
                "code": row.code,
                "mnemonic": row.mnemonic,
                "unit_id": ids.units.get(row.unit),
                "category_id": ids.categories.get(row.category),
                "style_id": ids.styles.get(row.style),
                "state": row.state,
                "changed_at": ctx.now,
                **{name: getattr(row, name) for name in PLAIN},
            }
        return values, problems

    def admit(self, ctx: Context, line: Line[ItemRow], values: Values) -> list[Problem]:
        absent = [name for name in ("name", "unit") if not getattr(line.row, name)]
        return [line.problem(name, gettext_noop("is missing")) for name in absent] + clashes(
            f"{line.number}.", line.row
        )

    def guard(self, ctx: Context, line: Line[ItemRow], row: Item, changes: Values) -> list[Problem]:
        if row.state == State.MERGED:
            return [line.problem("code", gettext_noop("{code} was merged into another item"), code=row.code)]
        found = []
        for name in FIXED:
            if row.moved_at and (name in changes or f"{name}_id" in changes):
                template = gettext_noop("can not change: goods of {code} have moved")
                found.append(line.problem(name, template, code=row.code))
        merged: dict[str, Any] = {name: getattr(row, name) for name in PLAIN}
        return found + clashes(f"{line.number}.", SimpleNamespace(**{**merged, **changes}))

    def write(self, ctx: Context, lines: Sequence[Line[ItemRow]], judged: Judged) -> list[Written]:
        for line in lines:
            values = judged.known[line.number].values
            values["mnemonic"] = values["mnemonic"] or mnemonic(line.row.name)
        return super().write(ctx, lines, judged)

    def in_use(self, ctx: Context, ids: Sequence[int]) -> set[int]:
        moved = scoped(ctx, Item).filter(id__in=ids).exclude(moved_at=None)
        return super().in_use(ctx, ids) | set(moved.values_list("id", flat=True))


class _Asked:
    """The codes a line names; a blank unit asks for nothing."""

    def __init__(self, line: Line[ItemRow]) -> None:
        self.unit = line.row.unit or None
        self.category = line.row.category
        self.style = line.row.style


IMPORTERS.add(Items.kind)(Items())
