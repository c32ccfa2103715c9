"""Waybills, for flows: write them, load them, step through their life."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from ledgerhouse.documents.logistics.models import Waybill
from ledgerhouse.documents.logistics.words import WAYBILL, WaybillRef
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, NotFound, gettext_noop


class NewWaybill(NamedTuple):
    """A parcel with its number, where it goes, and why by this service; freight in amount steps."""

    number: str
    carrier: int
    service: int
    partner: int
    outbound: str
    parcel: str
    weight_g: int
    freight: int
    province: str
    city: str
    expected_on: date
    promised_on: date | None
    why: Sequence[dict[str, Any]]


_COLUMNS: Final[dialect.Columns] = {
    "id": "int",
    "number": "text",
    "carrier_id": "int",
    "service_id": "int",
    "partner_id": "int",
    "outbound": "text",
    "parcel": "text",
    "holds": "text",
    "weight_g": "int",
    "freight": "int",
    "province": "text",
    "city": "text",
    "expected_on": "date",
    "promised_on": "date",
    "why": "json",
}
_READ: Final = (
    "select w.id, w.number, w.state, w.carrier_id, c.code, w.warehouse_id, w.outbound, w.parcel, coalesce(w.partner_id, 0), "
    "coalesce(w.manifest_id, 0), w.weight_g from logistics_waybill w join logistics_carrier c on c.id = w.carrier_id "
)


def write(ctx: Context, warehouse: int, new: Sequence[NewWaybill]) -> None:
    """Write waybills. One statement."""
    rows = [
        (
            identifier,
            *one[:3],
            one.partner or None,
            one.outbound,
            one.parcel,
            one.parcel,
            *one[6:10],
            one.expected_on.isoformat(),
            one.promised_on.isoformat() if one.promised_on else None,
            json.dumps(one.why, ensure_ascii=False),
        )
        for identifier, one in zip(new_ids(len(new)), new, strict=True)
    ]
    constants = {
        "company_id": ctx.company,
        "warehouse_id": warehouse,
        "state": WAYBILL.start,
        "signed_by": "",
        "made_at": ctx.now,
    }
    dialect.insert("logistics_waybill", _COLUMNS, rows, constants=constants)


def load(ctx: Context, numbers: Sequence[str], *, lock: bool = False) -> list[WaybillRef]:
    """These waybills by id. Refuses with `NotFound` naming those outside the asker's scope."""
    found = known(ctx, numbers, lock=lock)
    there = {one.number for one in found}
    missing = [number for number in dict.fromkeys(numbers) if number not in there]
    if missing:
        raise NotFound(kind=gettext_noop("waybill"), name=", ".join(missing[:10]))
    return found


def known(ctx: Context, numbers: Iterable[str], *, lock: bool = False) -> list[WaybillRef]:
    """Those of these waybills that there are, by id; what is unknown or out of scope is absent."""
    ids = scoped(ctx, Waybill).filter(number__in=set(numbers)).values_list("id", flat=True)
    return _by("w.id", set(ids), ctx, lock=lock)


def of_orders(ctx: Context, orders: Iterable[str]) -> list[WaybillRef]:
    """The living waybills of these outbound orders, by id."""
    which, params = dialect.named("w.outbound", orders)
    return _select(ctx, f"{which} and w.state <> 'cancelled'", params)


def on_manifests(ctx: Context, manifests: Iterable[int], *, lock: bool = False) -> list[WaybillRef]:
    """The waybills on these manifests, by id."""
    return _by("w.manifest_id", set(manifests), ctx, lock=lock)


def holding(ctx: Context, parcels: Iterable[str]) -> dict[str, str]:
    """Which of these parcels have a living waybill: parcel -> its number."""
    rows = scoped(ctx, Waybill).filter(holds__in=set(parcels))
    return dict(rows.values_list("holds", "number"))


def step(ids: Iterable[int], verb: str, **facts: Any) -> None:
    """Take one step of each waybill's life, with facts that are written along. Refuses with `Changed` when one has moved on meanwhile."""
    wanted = sorted(set(ids))
    if not wanted:
        return
    rows = Waybill.objects.filter(id__in=dialect.one_of(wanted), state__in=WAYBILL.sources(verb))
    if rows.update(state=WAYBILL.target(verb), **facts) != len(wanted):
        raise Changed(name=gettext_noop("A waybill"))


def _by(column: str, ids: set[int], ctx: Context, *, lock: bool = False) -> list[WaybillRef]:
    if not ids:
        return []
    among, params = dialect.within(column, ids)
    if lock:
        dialect.select(dialect.locking(f"select w.id from logistics_waybill w where {among} order by w.id"), params)
    return _select(ctx, among, params)


def _select(ctx: Context, where: str, params: Sequence[Any]) -> list[WaybillRef]:
    sql = f"{_READ} where {where} and {scope_sql(ctx, Waybill, 'w')} order by w.id"
    return [WaybillRef(*row) for row in dialect.select(sql, params)]
