"""What scanned codes mean here: the item, how much of it, lot, dates and pieces. Reads only; a batch costs two statements."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from ledgerhouse.kernel import exact
from ledgerhouse.kernel.codes import Code, NoSuchCode, WrongCheckDigit, read_code, same_gtin
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop, problem
from ledgerhouse.masterdata.catalog.queries import items_by_barcode
from ledgerhouse.masterdata.catalog.words import ItemRef

MASS: Final = {"kg": Decimal(1), "千克": Decimal(1), "公斤": Decimal(1), "g": Decimal(1000), "克": Decimal(1000)}
"""Base units in which the weight on a label is the quantity: so many of them to the kilogram."""


class Scan(NamedTuple):
    """One code as understood: what it says, the item it means (None: a place, a logistic unit, or nothing known), and the steps it stands for.

    No steps are 0: the code of a logistic unit or of a place.
    """

    code: Code
    item: ItemRef | None
    quantity: int


def understand_codes(ctx: Context, texts: Sequence[tuple[str, str]]) -> tuple[list[Scan | None], list[Problem]]:
    """Each (where, code) as a scan, None where it can not be read; and what is wrong, that no item is known by a code included."""
    codes: list[Code | None] = []
    problems: list[Problem] = []
    for where, text in texts:
        try:
            codes.append(read_code(text))
        except (NoSuchCode, WrongCheckDigit) as refused:
            codes.append(None)
            problems.append(problem(where, refused.template, **refused.facts))
    known = items_by_barcode(ctx, {name for code in codes if code for name in _names(code)})
    scans: list[Scan | None] = []
    for (where, _), code in zip(texts, codes, strict=True):
        if code is None:
            scans.append(None)
            continue
        item, steps = next((known[name] for name in _names(code) if name in known), (None, 0))
        scans.append(Scan(code, item, _quantity(code, item, steps)))
        if item is None and not code.sscc and not code.gln:
            problems.append(_unknown(where, code))
    return scans, problems


def _names(code: Code) -> tuple[str, ...]:
    """What a barcode may be registered as: its GTIN in every length, or what stands there."""
    gtin = code.gtin or code.content
    if gtin:
        return (*same_gtin(gtin), code.text)
    return () if code.sscc or code.gln or len(code.text) > 60 else (code.text,)


def _quantity(code: Code, item: ItemRef | None, steps: int) -> int:
    if item is None:
        return 0
    if code.weight_kg is not None and item.unit in MASS:
        return exact.steps(code.weight_kg * MASS[item.unit], exact.QUANTITY)
    return steps * (code.number or 1)


def _unknown(where: str, code: Code) -> Problem:
    shown = code.gtin or code.content or code.text
    if code.check:
        template = gettext_noop("no item is known by the code {code}; were it a GTIN, its check digit would be {digit}")
        return problem(where, template, code=shown, digit=code.check)
    return problem(where, gettext_noop("no item is known by the code {code}"), code=shown)
