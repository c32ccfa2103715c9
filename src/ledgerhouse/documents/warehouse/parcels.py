"""Parcels with what is in them, their weight, and the number by which logistics know them (SSCC)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from ledgerhouse.documents.warehouse.models import Parcel
from ledgerhouse.foundation import dialect, numbering, settings
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.codes import check_digit
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop

SSCC_DIGITS: Final = 17
PREFIX: Final = settings.declare(
    "packing.gs1_prefix",
    "",
    gettext_noop("The GS1 company prefix (6 to 12 digits) under which parcels get an SSCC; empty: they get none."),
    lambda prefix: not prefix or (prefix.isascii() and prefix.isdigit() and 6 <= len(prefix) <= 12),
)
TOLERANCE: Final = settings.declare(
    "packing.tolerance_percent",
    5,
    gettext_noop("By how many percent the weight of a parcel may differ from what its goods weigh."),
    lambda percent: 0 <= percent <= 100,
)


class NewParcel(NamedTuple):
    """A parcel to write: steps by order line id, grams on the scale (0: not weighed) and expected, and why an odd weight was accepted."""

    lines: Mapping[int, int]
    weight_g: int
    expected_g: int
    overruled: str = ""


class Packed(NamedTuple):
    """A parcel that was written: its number, and its SSCC or ""."""

    number: str
    sscc: str


def sscc(prefix: str, serial: int) -> str:
    """The serial shipping container code of a serial number: extension digit, company prefix, serial reference, check digit.

    The serial begins anew when its digits are used up, after a hundred thousand codes at the least; GS1 asks for a year between.
    """
    room = SSCC_DIGITS - 1 - len(prefix)
    extension, reference = divmod(serial % 10 ** (room + 1), 10**room)
    payload = f"{extension}{prefix}{reference:0{room}d}"
    return payload + check_digit(payload)


def write(ctx: Context, warehouse: int, order: int, new: Sequence[NewParcel], day: date) -> list[Packed]:
    """Write the parcels of an order with their contents. Constant statements."""
    numbers = numbering.take(ctx, "parcel", len(new), day)
    prefix = settings.value(ctx, PREFIX)
    serials = numbering.take_serials(ctx, "sscc", len(new)) if prefix else range(0)
    codes = [sscc(prefix, serial) for serial in serials] or [""] * len(new)
    ids = new_ids(len(new))
    Parcel.objects.bulk_create(
        Parcel(
            id=i,
            company_id=ctx.company,
            number=number,
            warehouse_id=warehouse,
            order_id=order,
            weight_g=one.weight_g,
            expected_g=one.expected_g,
            sscc=code,
            overruled=one.overruled,
            packed_by=ctx.user,
            packed_at=ctx.now,
        )
        for i, number, code, one in zip(ids, numbers, codes, new, strict=True)
    )
    contents = [(i, line, steps) for i, one in zip(ids, new, strict=True) for line, steps in one.lines.items()]
    columns: dialect.Columns = {"id": "int", "paper_id": "int", "line_id": "int", "quantity": "int"}
    rows = [(i, *row) for i, row in zip(new_ids(len(contents)), contents, strict=True)]
    dialect.insert("warehouse_parcelline", columns, rows)
    return [Packed(number, code) for number, code in zip(numbers, codes, strict=True)]
