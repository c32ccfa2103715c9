"""Find or make handling units as goods come in. Runs inside the transaction of the flow that receives them."""

from collections.abc import Iterable

from django.db import IntegrityError

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed
from ledgerhouse.masterdata.sites.queries import units_by_code
from ledgerhouse.masterdata.sites.words import NewUnit


def keep_units(ctx: Context, warehouse: int, units: Iterable[NewUnit]) -> dict[str, int]:
    """The ids of handling units by code, new ones made where they stand. At most two statements; none for nothing."""
    wanted = {unit.code: unit for unit in units}
    if not wanted:
        return {}
    known = units_by_code(ctx, wanted.keys() | {unit.parent for unit in wanted.values() if unit.parent})
    fresh = sorted(wanted.keys() - known.keys())
    ids = known | dict(zip(fresh, new_ids(len(fresh)), strict=True))
    outside_in = sorted(fresh, key=lambda code: _depth(code, wanted))
    try:
        dialect.insert(
            "sites_handlingunit",
            {"id": "int", "code": "text", "kind": "text", "parent_id": "int"},
            [(ids[code], code, wanted[code].kind, ids.get(wanted[code].parent)) for code in outside_in],
            constants={"company_id": ctx.company, "warehouse_id": warehouse, "created_at": ctx.now},
        )
    except IntegrityError as error:
        raise Changed(name=", ".join(fresh[:5])) from error
    return ids


def _depth(code: str, units: dict[str, NewUnit]) -> int:
    """How many units a unit stands in; parents are written first."""
    depth, seen = 0, {code}
    while (code := units[code].parent if code in units else "") and code not in seen:
        seen.add(code)
        depth += 1
    return depth
