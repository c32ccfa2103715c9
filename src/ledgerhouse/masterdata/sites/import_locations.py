"""Locations from a file: made or changed by warehouse and code, in zones that exist."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Final

from pydantic import Field

from ledgerhouse.foundation.importing import IMPORTERS, ImportColumn, Line
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.table_importer import TableImporter, Values
from ledgerhouse.kernel.commands import STRICT, Code, QuantityOrNone
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop
from ledgerhouse.masterdata.sites.add_locations import Millimetres, NotNegative, Part
from ledgerhouse.masterdata.sites.models import Location, Zone
from ledgerhouse.masterdata.sites.queries import warehouses_by_code
from ledgerhouse.masterdata.sites.words import AbcClass, Kind, RealKind, kind_named

KINDS: Final = {
    **dict.fromkeys(("存储", "存储位", "货架", "storage area"), "storage"),
    **dict.fromkeys(("月台", "收货口", "door"), "dock"),
    **dict.fromkeys(("集货", "集货位", "暂存"), "staging"),
    **dict.fromkeys(("打包", "打包台", "复核台"), "packing"),
    **dict.fromkeys(("退货", "退货位"), "returns"),
    **dict.fromkeys(("隔离", "待处理", "不合格品"), "quarantine"),
}
PLAIN: Final = (
    "aisle",
    "rack",
    "level",
    "position",
    "x_mm",
    "y_mm",
    "z_mm",
    "pick_sequence",
    "quantity_max",
    "weight_max_g",
    "volume_max_cm3",
    "units_max",
    "height_mm",
    "mix_items",
    "mix_lots",
    "abc",
)


@dataclass(frozen=True, kw_only=True)
class LocationRow:
    """One line of a locations file; distances in millimetres, capacities of 0 are not limited."""

    __pydantic_config__ = STRICT

    warehouse: Code
    code: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^@\s](.*\S)?$")]
    zone: Code
    kind: RealKind = "storage"
    aisle: Part = ""
    rack: Part = ""
    level: Part = ""
    position: Part = ""
    x_mm: Millimetres = 0
    y_mm: Millimetres = 0
    z_mm: Millimetres = 0
    pick_sequence: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0
    quantity_max: QuantityOrNone = Decimal(0)
    weight_max_g: NotNegative = 0
    volume_max_cm3: NotNegative = 0
    units_max: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    height_mm: Millimetres = 0
    mix_items: bool = True
    mix_lots: bool = True
    abc: AbcClass = AbcClass.NONE


class Locations(TableImporter[LocationRow]):
    """Locations by warehouse and code."""

    kind = "sites.location"
    title = gettext_noop("Locations")
    may = "change sites"
    row = LocationRow
    model = Location
    identity = ("warehouse_id", "code")
    sources = {"warehouse_id": "warehouse", "zone_id": "zone"}
    columns = (
        ImportColumn("warehouse", gettext_noop("Warehouse"), ("仓库", "仓库编码", "仓库代码"), required=True),
        ImportColumn(
            "code", gettext_noop("Location"), ("库位", "库位编码", "货位", "货位编码", "储位", "Bin"), required=True
        ),
        ImportColumn("zone", gettext_noop("Zone"), ("库区", "库区编码", "区域"), required=True),
        ImportColumn("kind", gettext_noop("Kind"), ("库位类型", "货位类型"), words=KINDS),
        ImportColumn("aisle", gettext_noop("Aisle"), ("巷道", "通道")),
        ImportColumn("rack", gettext_noop("Rack"), ("货架", "排")),
        ImportColumn("level", gettext_noop("Level"), ("层", "层级")),
        ImportColumn("position", gettext_noop("Position"), ("位", "列", "格")),
        ImportColumn("x_mm", "X", ("x坐标",), kind="number"),
        ImportColumn("y_mm", "Y", ("y坐标",), kind="number"),
        ImportColumn("z_mm", "Z", ("z坐标",), kind="number"),
        ImportColumn("pick_sequence", gettext_noop("Pick sequence"), ("拣货顺序", "路径序号", "动线"), kind="number"),
        ImportColumn("quantity_max", gettext_noop("Largest quantity"), ("数量上限",), kind="number"),
        ImportColumn("weight_max_g", gettext_noop("Largest weight (g)"), ("承重",), kind="number"),
        ImportColumn("volume_max_cm3", gettext_noop("Largest volume (cm³)"), ("容积",), kind="number"),
        ImportColumn("units_max", gettext_noop("Most handling units"), ("托盘数",), kind="number"),
        ImportColumn("height_mm", gettext_noop("Free height (mm)"), ("限高",), kind="number"),
        ImportColumn("mix_items", gettext_noop("Items may be mixed"), ("混放", "允许混品"), kind="yes_no"),
        ImportColumn("mix_lots", gettext_noop("Lots may be mixed"), ("混批", "允许混批"), kind="yes_no"),
        ImportColumn("abc", gettext_noop("ABC class"), ("ABC",)),
    )

    def key(self, row: LocationRow) -> tuple[str, str]:
        return row.warehouse, row.code

    def resolve(self, ctx: Context, lines: Sequence[Line[LocationRow]]) -> tuple[dict[int, Values], list[Problem]]:
        warehouses = warehouses_by_code(ctx, {line.row.warehouse for line in lines})
        known = scoped(ctx, Zone).filter(warehouse_id__in=[w.id for w in warehouses.values()], active=True)
        zones = {(warehouse, code): key for warehouse, code, key in known.values_list("warehouse_id", "code", "id")}
        values: dict[int, Values] = {}
        problems: list[Problem] = []
        for line in lines:
            row = line.row
            place = warehouses.get(row.warehouse)
            zone = zones.get((place.id, row.zone)) if place else None
            if place is None:
                problems.append(line.problem("warehouse", gettext_noop("there is no {code} here"), code=row.warehouse))
            elif zone is None:
                problems.append(line.problem("zone", gettext_noop("is not a zone of this warehouse")))
            else:
                values[line.number] = {
                    "warehouse_id": place.id,
                    "code": row.code,
                    "zone_id": zone,
                    "kind": int(kind_named(row.kind)),
                    **{name: getattr(row, name) for name in PLAIN},
                    "abc": row.abc.value,
                }
        return values, problems

    def admit(self, ctx: Context, line: Line[LocationRow], values: Values) -> list[Problem]:
        place = {"company": ctx.company, "warehouse": values["warehouse_id"], "zone": values["zone_id"], "location": 0}
        if ctx.reach(ctx.acting or self.may).covers(place):
            return []
        return [line.problem("code", gettext_noop("is outside your scope"))]

    def guard(self, ctx: Context, line: Line[LocationRow], row: Location, changes: Values) -> list[Problem]:
        if row.kind < Kind.SUPPLIER:
            return []
        return [line.problem("code", gettext_noop("is not a location of this warehouse"))]


IMPORTERS.add(Locations.kind)(Locations())
