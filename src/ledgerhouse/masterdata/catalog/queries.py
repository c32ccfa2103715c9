"""Reads of the catalog. Each takes a batch and costs one statement."""

from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

from django.db.models import Min, QuerySet

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.exact import PRICE, QUANTITY, steps
from ledgerhouse.kernel.units import Factor
from ledgerhouse.masterdata.catalog.models import Barcode, Category, ExternalId, Item, ItemUnit, Lot, Pack, Serial, Unit
from ledgerhouse.masterdata.catalog.words import Handling, ItemRef, LotRef

REF: Final = (
    "id",
    "code",
    "name",
    "unit__code",
    "unit__places",
    "tracking",
    "expires",
    "shelf_life_days",
    "costing",
    "category__code",
    "state",
)
K = TypeVar("K", int, str)
MANY: Final = 2000
"""Keys per statement, below the parameter limits of every database."""


def items_by_code(ctx: Context, codes: Iterable[str]) -> dict[str, ItemRef]:
    """The items with these codes; unknown ones are absent."""
    return {ref.code: ref for ref in _refs(scoped(ctx, Item), "code__in", sorted(set(codes)))}


def items_by_id(ctx: Context, ids: Iterable[int]) -> dict[int, ItemRef]:
    """The items with these ids; unknown ones are absent."""
    return {ref.id: ref for ref, _ in items_and_moves(ctx, ids)}


def items_and_moves(ctx: Context, ids: Iterable[int]) -> list[tuple[ItemRef, bool]]:
    """The items with these ids, each with whether goods of it have moved before."""
    wanted = set(ids)
    if not wanted:
        return []
    among, params = dialect.within("i.id", wanted)
    sql = (
        "select i.id, i.code, i.name, u.code, u.places, i.tracking, i.expires, i.shelf_life_days, i.costing, c.code, i.state, "
        "i.moved_at is not null "
        "from catalog_item i join catalog_unit u on u.id = i.unit_id left join catalog_category c on c.id = i.category_id "
        f"where {among} and {scope_sql(ctx, Item, 'i')}"
    )
    return [(_ref(row[:-1]), bool(row[-1])) for row in dialect.select(sql, params)]


def categories_of(ctx: Context, ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """The codes of the category of each item and of those above it; items without one are absent."""
    rows = scoped(ctx, Item).filter(id__in=one_of(set(ids)), category__isnull=False)
    return {item: frozenset(path.split("/")) - {""} for item, path in rows.values_list("id", "category__path")}


def standard_costs(ctx: Context, ids: Iterable[int]) -> dict[int, int]:
    """The standard cost of these items per base unit, in price steps."""
    wanted = sorted(set(ids))
    return {
        item: steps(cost, PRICE)
        for part in _parts(wanted)
        for item, cost in scoped(ctx, Item).filter(id__in=part).values_list("id", "standard_cost")
    }


def units_by_code(ctx: Context, codes: Iterable[str]) -> dict[str, Unit]:
    """The units of measure with these codes; unknown ones are absent."""
    return {unit.code: unit for unit in scoped(ctx, Unit).filter(code__in=sorted(set(codes)))}


def units_of(ctx: Context, item_ids: Iterable[int]) -> dict[tuple[int, str], Factor]:
    """Every unit of these items by (item id, unit code), the base unit included with factor 1."""
    ids = sorted(set(item_ids))
    found = {}
    for part in _parts(ids):
        for item, unit in scoped(ctx, Item).filter(id__in=part).values_list("id", "unit__code"):
            found[item, unit] = Factor(1)
        rows = scoped(ctx, ItemUnit).filter(item_id__in=part)
        for item, unit, numerator, denominator in rows.values_list("item_id", "unit__code", "numerator", "denominator"):
            found[item, unit] = Factor(numerator, denominator)
    return found


def handling_of(ctx: Context, ids: Iterable[int]) -> dict[int, Handling]:
    """How items must be kept and what one base unit weighs and takes up, by item id."""
    wanted = set(ids)
    if not wanted:
        return {}
    among, params = dialect.within("i.id", wanted)
    scope = scope_sql(ctx, Item, "i")
    sql = f"select i.id, i.storage, i.weight_g, i.volume_cm3, i.hazard from catalog_item i where {among} and {scope}"
    return {row[0]: Handling(*row) for row in dialect.select(sql, params)}


def heights_of(ctx: Context, ids: Iterable[int]) -> dict[int, int]:
    """The height in mm of the smallest packing of items of which one is known: so much room is needed at least."""
    rows = scoped(ctx, Pack).filter(item_id__in=one_of(set(ids)), height_mm__gt=0)
    return dict(rows.values("item_id").annotate(least=Min("height_mm")).values_list("item_id", "least"))


def packs_of(ctx: Context, ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """The packings of items that hold more than one base unit, in steps, the largest first; items without any are absent. One statement."""
    rows = scoped(ctx, Pack).filter(item_id__in=one_of(set(ids)), quantity__gt=1).order_by("item_id", "-quantity")
    found: dict[int, list[int]] = {}
    for item, quantity in rows.values_list("item_id", "quantity"):
        found.setdefault(item, []).append(steps(quantity, QUANTITY))
    return {item: tuple(dict.fromkeys(packs)) for item, packs in found.items()}


def items_by_barcode(ctx: Context, codes: Iterable[str]) -> dict[str, tuple[ItemRef, int]]:
    """What these barcodes mean: the item, and the quantity steps in its base unit that one such pack holds.

    A barcode that is not registered may be an item's own code, as scanners send it from a printed label: one base unit.
    """
    wanted = sorted(set(codes))
    found: dict[str, tuple[ItemRef, int]] = {}
    paths = ("code", "pack__quantity", *(f"item__{path}" for path in REF))
    for part in _parts(wanted):
        for code, quantity, *rest in scoped(ctx, Barcode).filter(code__in=part).values_list(*paths):
            found[code] = _ref(rest), steps(1 if quantity is None else quantity, QUANTITY)
    others = items_by_code(ctx, [code for code in wanted if code not in found])
    return found | {code: (ref, steps(1, QUANTITY)) for code, ref in others.items()}


def item_by_barcode(ctx: Context, code: str) -> tuple[ItemRef, int] | None:
    """What one barcode means: see `items_by_barcode`."""
    return items_by_barcode(ctx, [code]).get(code)


def lots_by_id(ctx: Context, ids: Iterable[int]) -> dict[int, LotRef]:
    """The lots with these ids; unknown ones are absent."""
    found = {}
    for part in _parts(sorted(set(ids))):
        for row in _lots(scoped(ctx, Lot).filter(id__in=one_of(part))):
            found[row.id] = row
    return found


def lots_by_code(ctx: Context, keys: Iterable[tuple[int, str]]) -> dict[tuple[int, str], LotRef]:
    """The lots with these (item id, lot code); unknown ones are absent. One statement, also for thousands."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    source, params = dialect.rows({"item_id": "int", "code": "text"}, wanted)
    found = dialect.joined(source, "catalog_lot l", "l.item_id = x.item_id and l.code = x.code")
    sql = f"select l.id, l.item_id, l.code, l.made_on, l.expires_on from {found} where {scope_sql(ctx, Lot, 'l')}"
    lots = (LotRef._make((*row[:3], dialect.day(row[3]), dialect.day(row[4]))) for row in dialect.select(sql, params))
    return {(lot.item, lot.code): lot for lot in lots}


def _refs(rows: "QuerySet[Item]", lookup: str, keys: Sequence[K]) -> Iterable[ItemRef]:
    for part in _parts(keys):
        for row in rows.filter(**{lookup: part}).values_list(*REF):
            yield _ref(row)


def _ref(row: Sequence[object]) -> ItemRef:
    ref = ItemRef(*row)  # type: ignore[arg-type]
    return ref._replace(expires=bool(ref.expires), category=ref.category or "")


def _lots(rows: "QuerySet[Lot]") -> Iterable[LotRef]:
    return (LotRef(*row) for row in rows.values_list("id", "item_id", "code", "made_on", "expires_on"))


def _parts(keys: Sequence[K]) -> Iterable[Sequence[K]]:
    return (keys[i : i + MANY] for i in range(0, len(keys), MANY))


def items_by_external(ctx: Context, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], ItemRef]:
    """The items that other systems mean, by (system, code); unknown ones are absent. Two statements, also for thousands."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    source, params = dialect.rows({"system": "text", "code": "text"}, wanted)
    found = dialect.joined(source, "catalog_externalid e", "e.system = x.system and e.code = x.code")
    where = f"e.kind = 'item' and {scope_sql(ctx, ExternalId, 'e')}"
    meant = dialect.select(f"select e.system, e.code, e.item_id from {found} where {where}", params)
    items = items_by_id(ctx, {item for _, _, item in meant})
    return {(system, code): items[item] for system, code, item in meant if item in items}


def item_cuts(ctx: Context, pieces: int) -> list[tuple[int, int]]:
    """The company's items cut into about so many ranges of ids (first and last) with about the same number of items; together they hold every id."""
    count = scoped(ctx, Item).count()
    step = max(1, -(-count // max(1, pieces)))
    numbered = "select id, row_number() over (order by id) as n from catalog_item where company_id = %s"
    sql = f"select id from ({numbered}) k where mod(n, %s) = 0 and n < %s order by id"
    ends = [int(row[0]) for row in dialect.select(sql, [ctx.company, step, count])]
    return list(zip([0, *(end + 1 for end in ends)], [*ends, 2**63 - 1], strict=True))


def ids_between(ctx: Context, first: str, last: str, limit: int) -> list[int]:
    """Ids of the items whose codes lie between these two (both included), at most so many."""
    rows = scoped(ctx, Item).filter(code__gte=first, code__lte=last)
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


def serials_by_code(ctx: Context, keys: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """The ids of the pieces with these (item id, serial number or trace code); unknown ones are absent. One statement, also for thousands."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    source, params = dialect.rows({"item_id": "int", "code": "text"}, wanted)
    found = dialect.joined(source, "catalog_serial s", "s.item_id = x.item_id and s.code = x.code")
    sql = f"select s.item_id, s.code, s.id from {found} where {scope_sql(ctx, Serial, 's')}"
    return {(item, code): identifier for item, code, identifier in dialect.select(sql, params)}


def categories_by_code(ctx: Context, codes: Iterable[str]) -> dict[str, int]:
    """Ids of the categories with these codes; unknown ones are absent."""
    return dict(scoped(ctx, Category).filter(code__in=set(codes)).values_list("code", "id"))
