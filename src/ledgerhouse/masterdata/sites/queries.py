"""Reads of the sites: warehouses, places by code or id, virtual places, room for putaway; one statement each."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, gettext_noop
from ledgerhouse.masterdata.sites.models import HandlingUnit, Location, VirtualPlace, Warehouse, Zone
from ledgerhouse.masterdata.sites.words import Block, Drawn, Kind, PlaceRef, Room, Spot, WarehouseRef, ZoneRef

WAREHOUSE = ("id", "code", "name", "company_id", "area", "timezone", "outbound_steps", "book_in")
PLACE = ("id", "code", "kind", "zone_id", "pick_sequence", "locked_in", "locked_out")


def warehouses_by_code(ctx: Context, codes: Iterable[str]) -> dict[str, WarehouseRef]:
    """Active warehouses by code; codes that are unknown or out of scope are absent."""
    coded, params = dialect.named("w.code", codes)
    return {ref.code: ref for ref in _warehouses(ctx, f"w.active and {coded}", params)}


def warehouses_by_id(ctx: Context, ids: Iterable[int]) -> dict[int, WarehouseRef]:
    """Warehouses by id, also closed ones."""
    return {ref.id: ref for ref in _warehouses(ctx, *dialect.within("w.id", set(ids)))}


def warehouses(ctx: Context) -> list[WarehouseRef]:
    """All active warehouses in scope, by code."""
    return sorted(_warehouses(ctx, "w.active", []), key=lambda ref: ref.code)


def all_warehouses(ctx: Context) -> list[WarehouseRef]:
    """All warehouses in scope, closed ones too, by code."""
    return sorted(_warehouses(ctx, "1 = 1", []), key=lambda ref: ref.code)


def warehouse(ctx: Context, code: str) -> WarehouseRef:
    """One active warehouse. Refuses with `NotFound`."""
    found = warehouses_by_code(ctx, [code]).get(code)
    if found is None:
        raise NotFound(kind=gettext_noop("warehouse"), name=code)
    return found


def locations_by_code(ctx: Context, warehouse_id: int, codes: Iterable[str]) -> dict[str, PlaceRef]:
    """Active real locations of a warehouse by code; what is unknown, virtual or out of scope is absent."""
    rows = scoped(ctx, Location).filter(
        warehouse_id=warehouse_id, code__in=set(codes), active=True, kind__lt=Kind.SUPPLIER
    )
    return {ref.code: ref for ref in _places(rows)}


def locations_by_id(ctx: Context, warehouse_id: int, ids: Iterable[int]) -> dict[int, PlaceRef]:
    """Real locations of a warehouse by id, also inactive ones."""
    rows = scoped(ctx, Location).filter(warehouse_id=warehouse_id, id__in=one_of(set(ids)), kind__lt=Kind.SUPPLIER)
    return {ref.id: ref for ref in _places(rows)}


def locations_of_kind(ctx: Context, warehouse_id: int, kind: Kind) -> list[PlaceRef]:
    """Active locations of one kind along the pick route."""
    rows = scoped(ctx, Location).filter(warehouse_id=warehouse_id, kind=kind, active=True)
    return _places(rows.order_by("pick_sequence", "code"))


def virtual(ctx: Context, warehouse_id: int) -> dict[Kind, int]:
    """The ids of the virtual locations of a warehouse, one of each kind."""
    sql = (
        f"select p.kind, p.id from sites_location p where p.warehouse_id = {int(warehouse_id)} "
        f"and p.kind >= {int(Kind.SUPPLIER)} and {scope_sql(ctx, VirtualPlace, 'p')}"
    )
    return {Kind(kind): identifier for kind, identifier in dialect.select(sql)}


def rooms(ctx: Context, warehouse_id: int, ids: Iterable[int] | None = None) -> dict[int, Room]:
    """What storage locations that are not locked for putting in can hold; all of the warehouse, or these ids."""
    which, params = ("1 = 1", []) if ids is None else dialect.within("p.id", set(ids))
    sql = (
        "select p.id, z.condition, p.abc, p.quantity_max, p.weight_max_g, p.volume_max_cm3, p.units_max, p.height_mm, p.mix_items, "
        "p.mix_lots, p.x_mm, p.y_mm, p.z_mm, p.zone_id, p.aisle, p.code, p.pick_sequence "
        f"from sites_location p join sites_zone z on z.id = p.zone_id where p.warehouse_id = {int(warehouse_id)} "
        f"and p.kind = {int(Kind.STORAGE)} and p.active and not p.locked_in and z.active and {which} "
        f"and {scope_sql(ctx, Location, 'p')}"
    )
    return {row[0]: Room._make(row) for row in dialect.select(sql, params)}


def spots(ctx: Context, warehouse_id: int, ids: Iterable[int]) -> dict[int, Spot]:
    """Where some locations lie on the floor."""
    which, params = dialect.within("p.id", set(ids))
    sql = (
        f"select p.id, p.aisle, p.x_mm, p.y_mm from sites_location p where p.warehouse_id = {int(warehouse_id)} and {which} "
        f"and {scope_sql(ctx, Location, 'p')}"
    )
    return {row[0]: Spot(*row[1:]) for row in dialect.select(sql, params)}


def block(ctx: Context, warehouse_id: int, aisles: Iterable[str]) -> Block:
    """The ends of the aisles of a warehouse, and how far these aisles reach along x. One statement, a few rows of an index per aisle.

    Locations without an aisle have none to be found by; each of their places along x is a way of its own.
    """
    here = (
        f"from sites_location p where p.warehouse_id = {int(warehouse_id)} and p.kind = {int(Kind.STORAGE)} "
        f"and p.active and {scope_sql(ctx, Location, 'p')}"
    )
    ends = [f"(select p.y_mm {here} order by p.y_mm {way} limit 1)" for way in ("asc", "desc")]
    sides = [f"(select p.x_mm {here} and p.aisle = a.aisle order by p.x_mm {way} limit 1)" for way in ("asc", "desc")]
    wanted, params = dialect.rows({"aisle": "text"}, [(name,) for name in sorted({"", *aisles})], "a")
    found = dialect.select(f"select a.aisle, {', '.join(ends + sides)} from {wanted}", params)
    reach = {aisle: (left, right) for aisle, _, _, left, right in found if aisle and left is not None}
    return Block(found[0][1], found[0][2], reach)


def drawn_zones(ctx: Context, warehouse_id: int) -> list[ZoneRef]:
    """The zones of a warehouse, by code. One statement."""
    rows = scoped(ctx, Zone).filter(warehouse_id=warehouse_id).order_by("code")
    return [ZoneRef(*row) for row in rows.values_list("id", "code", "name", "colour")]


def drawn_places(ctx: Context, warehouse_id: int) -> list[Drawn]:
    """The places of a warehouse along the pick route, with their positions. One statement.

    Places of other kinds than storage to which nobody has given a position are left out.
    """
    sql = (
        "select p.code, p.kind, coalesce(p.zone_id, 0), p.aisle, p.x_mm, p.y_mm, p.z_mm from sites_location p "
        f"where p.warehouse_id = {int(warehouse_id)} and p.kind < {int(Kind.SUPPLIER)} and p.active "
        f"and (p.kind = {int(Kind.STORAGE)} or p.x_mm <> 0 or p.y_mm <> 0) and {scope_sql(ctx, Location, 'p')} "
        "order by p.pick_sequence, p.code"
    )
    return list(map(Drawn._make, dialect.select(sql)))


def zones_by_code(ctx: Context, warehouse_id: int, codes: Iterable[str]) -> dict[str, int]:
    """Ids of the active zones of a warehouse by code."""
    rows = scoped(ctx, Zone).filter(warehouse_id=warehouse_id, code__in=set(codes), active=True)
    return dict(rows.values_list("code", "id"))


def _warehouses(ctx: Context, which: str, params: Sequence[object]) -> list[WarehouseRef]:
    """Warehouses in scope as tuples: every verb of the floor asks for one."""
    names = ", ".join(f"w.{name}" for name in WAREHOUSE)
    sql = f"select {names} from sites_warehouse w where {which} and {scope_sql(ctx, Warehouse, 'w')}"
    return [WarehouseRef(*row) for row in dialect.select(sql, params)]


def _places(rows: "QuerySet[Location]") -> list[PlaceRef]:
    return [
        PlaceRef(identifier, code, Kind(kind), zone or 0, sequence, shut_in, shut_out)
        for identifier, code, kind, zone, sequence, shut_in, shut_out in rows.values_list(*PLACE)
    ]


def units_by_code(ctx: Context, codes: Iterable[str]) -> dict[str, int]:
    """The ids of handling units by code, wherever they are; unknown ones are absent."""
    coded, params = dialect.named("u.code", codes)
    sql = f"select u.code, u.id from sites_handlingunit u where {coded} and {scope_sql(ctx, HandlingUnit, 'u')}"
    return dict(dialect.select(sql, params))
