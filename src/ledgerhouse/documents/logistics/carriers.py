"""Carriers and their services, for flows."""

from collections.abc import Iterable
from typing import Final

from ledgerhouse.documents.logistics.models import Carrier, Rate, Service
from ledgerhouse.documents.logistics.words import CarrierRef, RateRef, ServiceRef
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.exact import AMOUNT, steps

_RATE: Final = ("service_id", "province", "city", "days", "first_g", "first_price", "step_g", "step_price")


def services(ctx: Context) -> list[ServiceRef]:
    """All services that are offered, with their rates, by carrier and code. Two statements."""
    rows = scoped(ctx, Service).filter(active=True, carrier__active=True, carrier__partner__blocked=False)
    found = rows.order_by("carrier__code", "code").values_list(
        "id", "carrier_id", "carrier__code", "code", "name", "cutoff", "longest_mm", "heaviest_g", "cold"
    )
    rates: dict[int, list[RateRef]] = {}
    for service, province, city, days, first_g, first_price, step_g, step_price in (
        scoped(ctx, Rate).filter(service__in=rows).values_list(*_RATE)
    ):
        money = steps(first_price, AMOUNT), steps(step_price, AMOUNT)
        rates.setdefault(service, []).append(RateRef(province, city, days, first_g, money[0], step_g, money[1]))
    return [ServiceRef(*row, tuple(rates.get(row[0], ()))) for row in found]


def by_code(ctx: Context, codes: Iterable[str]) -> dict[str, CarrierRef]:
    """Carriers by code. One statement."""
    rows = scoped(ctx, Carrier).filter(code__in=set(codes)).values_list("id", "code", "partner__name", "partner_id")
    return {row[1]: CarrierRef(*row) for row in rows}
