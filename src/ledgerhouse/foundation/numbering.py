"""Document numbers: prefix, day, counter, e.g. `CGDD20261122-0001` (采购订单). For papers, not for legal vouchers.

Taken inside the verb's transaction, late, with one statement per kind; a rolled-back verb gives its numbers back. Legal voucher numbers,
which must have no gaps, are assigned when a voucher is posted.
"""

from datetime import date
from typing import Final

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.models.numbering import NumberSeries
from ledgerhouse.kernel.context import Context

PREFIXES: Final = {
    "purchase_order": "CGDD",
    "purchase_amendment": "CGBG",
    "requisition": "QGD",
    "rfq": "XJD",
    "blanket_agreement": "KJXY",
    "inbound_order": "RKTZ",
    "despatch_advice": "FHTZ",
    "dock_appointment": "RKYY",
    "receipt": "SHD",
    "inspection": "JYD",
    "sales_order": "XSDD",
    "outbound_order": "CKTZ",
    "wave": "BC",
    "pick_list": "JHD",
    "shipment": "FHD",
    "customer_return": "XSTH",
    "stock_count": "PDD",
    "write_off": "BFD",
    "stock_move": "YKD",
    "stock_transfer": "DBD",
    "conversion": "XTZH",
    "status_change": "ZTTZ",
    "owner_change": "HZZH",
    "stock_reversal": "KCCX",
    "reservation": "YLD",
    "parcel": "BG",
    "manifest": "JJD",
    "voucher": "PZ",
    "business_event": "YWD",
    "change_request": "BGSQ",
    "import_batch": "DR",
    "cost_adjustment": "CBTZ",
    "landed_cost": "CGFY",
    "supplier_return": "CGTH",
    "supplier_claim": "GYSP",
    "standard_change": "BZCB",
    "method_change": "JJBG",
}
"""Prefix of each kind of paper: initials of its Chinese name, as Chinese business software writes them."""


_TAKE = "update foundation_numberseries set next = next + %s where company = %s and series = %s and period = %s"
_AFTER = "select next from foundation_numberseries where company = %s and series = %s and period = %s"


def take(ctx: Context, series: str, count: int, day: date) -> list[str]:
    """So many new numbers of a series on a business day, in order. Two statements whatever the count."""
    if count == 0:
        return []
    period = f"{day:%Y%m%d}"
    return _numbers(series, period, _counted(ctx, series, period, count), count)


def take_serials(ctx: Context, series: str, count: int) -> range:
    """So many new whole numbers of a series that never begins anew. Two statements whatever the count."""
    if count == 0:
        return range(0)
    after = _counted(ctx, series, "", count)
    return range(after - count, after)


def _counted(ctx: Context, series: str, period: str, count: int) -> int:
    """The number after the last one taken."""
    mine = (ctx.company, series, period)
    if dialect.counts_back():
        answered = dialect.select(f"{_TAKE} returning next", (count, *mine))
        if answered:
            return int(answered[0][0])
    if not dialect.execute(_TAKE, (count, *mine)):
        row = NumberSeries(company=ctx.company, series=series, period=period, next=1)
        NumberSeries.objects.bulk_create([row], ignore_conflicts=True)
        dialect.execute(_TAKE, (count, *mine))
    ((after,),) = dialect.select(_AFTER, mine)
    return int(after)


def _numbers(series: str, period: str, after: int, count: int) -> list[str]:
    return [f"{PREFIXES[series]}{period}-{number:04d}" for number in range(after - count, after)]
