"""Scanned codes as lines of a delivery: what the code says fills what nobody has typed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, NamedTuple

from pydantic import Field

from ledgerhouse.flows.inbound.delivery import SERIALS_COLUMN, Lot, Pasted
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop, problem
from ledgerhouse.kernel.series import BadSeries, TooMany, series
from ledgerhouse.kernel.units import Factor, NotWhole, to_base
from ledgerhouse.masterdata.catalog.queries import units_of
from ledgerhouse.masterdata.catalog.scanned import Scan, understand_codes
from ledgerhouse.masterdata.catalog.words import ItemRef, Tracking

ScanText = Annotated[str, Field(min_length=1, max_length=2000)]


@dataclass(frozen=True, kw_only=True)
class ScanLine:
    """Goods that were scanned: a GS1 code, a barcode or the item's code. What is typed goes before what the code says.

    Without a quantity it is as much as the code stands for: one piece, the content of a pack, a count or a weight; in the item's base unit unless
    another is named.
    """

    __pydantic_config__ = STRICT

    code: ScanText = field(metadata={"title": gettext_noop("Code")})
    quantity: Quantity | None = field(default=None, metadata={"title": gettext_noop("Quantity")})
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})
    lot: Lot = field(default="", metadata={"title": gettext_noop("Lot")})
    made_on: date | None = field(default=None, metadata={"title": gettext_noop("Made on")})
    expires_on: date | None = field(default=None, metadata={"title": gettext_noop("Expires on")})
    location: str = field(default="", metadata={"title": gettext_noop("Location")})
    serials: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Serial numbers")})
    pasted_serials: Pasted = field(
        default="", metadata={"title": gettext_noop("Serial numbers as text"), "column": SERIALS_COLUMN}
    )


class Filled(NamedTuple):
    """One scanned line as understood: `at` its place in the command; quantity in steps of the base unit."""

    at: int
    item: ItemRef
    quantity: int
    lot: str
    made_on: date | None
    expires_on: date | None
    location: str
    serials: tuple[str, ...]


def fill(ctx: Context, lines: Sequence[ScanLine]) -> tuple[list[Filled], list[Problem]]:
    """Lines with what their codes say, and every problem. At most four statements for any number of lines."""
    scans, problems = understand_codes(ctx, [(f"lines.{i}.code", line.code) for i, line in enumerate(lines)])
    named = {scan.item.id for scan, line in zip(scans, lines, strict=True) if scan and scan.item and line.unit}
    units = units_of(ctx, named) if named else {}
    filled = []
    for i, (line, scan) in enumerate(zip(lines, scans, strict=True)):
        if scan is None:
            continue
        if scan.item is None:
            if scan.code.sscc or scan.code.gln:
                template = gettext_noop("{code} is a logistic unit or a place, no item")
                problems.append(problem(f"lines.{i}.code", template, code=scan.code.sscc or scan.code.gln))
            continue
        quantity = _quantity(i, line, scan, scan.item, units, problems)
        if line.pasted_serials:
            line = _spelt_out(i, line, problems)  # noqa: PLW2901 - the same line, said in full
        if quantity is not None:
            filled.append(_filled(i, line, scan, scan.item, quantity))
    return filled, problems


def _spelt_out(i: int, line: ScanLine, problems: list[Problem]) -> ScanLine:
    try:
        return replace(line, serials=line.serials + series(line.pasted_serials))
    except (BadSeries, TooMany) as refused:
        problems.append(problem(f"lines.{i}.pasted_serials", refused.template, **refused.facts))
        return line


def _filled(i: int, line: ScanLine, scan: Scan, item: ItemRef, quantity: int) -> Filled:
    code, with_lot = scan.code, item.tracking != Tracking.NONE
    serials = line.serials or ((code.serial,) if code.serial and item.tracking == Tracking.SERIAL else ())
    return Filled(
        at=i,
        item=item,
        quantity=quantity,
        lot=line.lot or (code.lot if with_lot else ""),
        made_on=line.made_on or (code.made_on if with_lot else None),
        expires_on=line.expires_on or (code.expires_on if item.expires else None),
        location=line.location,
        serials=serials,
    )


def _quantity(
    i: int,
    line: ScanLine,
    scan: Scan,
    item: ItemRef,
    units: dict[tuple[int, str], Factor],
    problems: list[Problem],
) -> int | None:
    if line.quantity is None:
        return scan.quantity
    unit = line.unit or item.unit
    factor = Factor(1) if unit == item.unit else units.get((item.id, unit))
    if factor is None:
        template = gettext_noop("item {code} is not measured in {unit}")
        problems.append(problem(f"lines.{i}.unit", template, code=item.code, unit=unit))
        return None
    try:
        steps = exact.steps(line.quantity, exact.QUANTITY)
        return to_base(steps, factor, places=item.places, unit=unit, base=item.unit)
    except NotWhole:
        template = gettext_noop("{quantity} {unit} is finer than {places} places of {base}")
        facts = {"quantity": line.quantity, "unit": unit, "places": item.places, "base": item.unit}
        problems.append(problem(f"lines.{i}.quantity", template, **facts))
        return None
