"""The dimensions of the sites: a grant may hold in some warehouses, zones or locations only.

Zones and locations are named `warehouse:code`.
"""

from collections.abc import Callable, Iterable

from django.db.models import Value
from django.db.models.functions import Concat

from ledgerhouse.foundation.dimensions import Dimension, declare
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.sites.models import Location, Warehouse, Zone


def _warehouse_ids(ctx: Context, codes: Iterable[str]) -> dict[str, int]:
    return dict(scoped(ctx, Warehouse).filter(code__in=set(codes)).values_list("code", "id"))


def _warehouse_codes(ctx: Context, ids: Iterable[int]) -> dict[int, str]:
    return dict(scoped(ctx, Warehouse).filter(id__in=set(ids)).values_list("id", "code"))


def _ids_of(model: type[Zone | Location]) -> Callable[[Context, Iterable[str]], dict[str, int]]:
    def find(ctx: Context, codes: Iterable[str]) -> dict[str, int]:
        pairs = [code.partition(":") for code in set(codes)]
        rows = scoped(ctx, model).filter(
            warehouse__code__in={pair[0] for pair in pairs}, code__in={pair[2] for pair in pairs}
        )
        found = {
            f"{warehouse}:{code}": key for warehouse, code, key in rows.values_list("warehouse__code", "code", "id")
        }
        return {code: found[code] for code in codes if code in found}

    return find


def _codes_of(model: type[Zone | Location]) -> Callable[[Context, Iterable[int]], dict[int, str]]:
    def find(ctx: Context, ids: Iterable[int]) -> dict[int, str]:
        rows = scoped(ctx, model).filter(id__in=set(ids))
        return dict(rows.annotate(number=Concat("warehouse__code", Value(":"), "code")).values_list("id", "number"))

    return find


def _around_zones(ctx: Context, ids: Iterable[int]) -> dict[int, dict[str, int]]:
    rows = scoped(ctx, Zone).filter(id__in=set(ids)).values_list("id", "warehouse_id")
    return {zone: {"warehouse": warehouse} for zone, warehouse in rows}


def _around_locations(ctx: Context, ids: Iterable[int]) -> dict[int, dict[str, int]]:
    rows = scoped(ctx, Location).filter(id__in=set(ids)).values_list("id", "warehouse_id", "zone_id")
    return {one: {"warehouse": warehouse, **({"zone": zone} if zone else {})} for one, warehouse, zone in rows}


declare(Dimension("warehouse", gettext_noop("Warehouse"), _warehouse_ids, _warehouse_codes))
declare(Dimension("zone", gettext_noop("Zone"), _ids_of(Zone), _codes_of(Zone), _around_zones))
declare(Dimension("location", gettext_noop("Location"), _ids_of(Location), _codes_of(Location), _around_locations))
