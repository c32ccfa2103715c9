"""Receive whole handling units (按托盘收货): one scan of a pallet takes in everything that was announced in it, cartons inside included."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse import advices
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, Received, receive
from ledgerhouse.flows.inbound.scanning import ScanText
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.codes import NoSuchCode, WrongCheckDigit, read_code
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.sites.keep_units import keep_units
from ledgerhouse.masterdata.sites.words import NewUnit


@dataclass(frozen=True, kw_only=True)
class ReceiveUnits:
    """Handling units as scanned, at one warehouse; at the first dock if no location is named. `beyond_rules` as in “Receive”."""

    __pydantic_config__ = STRICT

    codes: Annotated[tuple[ScanText, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Handling units")}
    )
    location: str = field(default="", metadata={"title": gettext_noop("Location")})
    beyond_rules: bool = field(default=False, metadata={"title": gettext_noop("Take in more than the rules allow")})


@verb("inbound.receive_units", may="receive goods", title=gettext_noop("Receive handling units"))
def receive_units(command: ReceiveUnits, ctx: Context) -> Received:
    """Receive pallets and cartons with all that is announced in them. Constant statements for any number of units."""
    codes, problems = _read(command.codes)
    flying = advices.units_on_their_way(ctx, codes.values())
    by_code = {unit.code: unit for unit in flying}
    for at, code in codes.items():
        unit = by_code.get(code)
        if unit is None:
            template = gettext_noop("no handling unit {code} is announced here")
            problems.append(problem(f"codes.{at}", template, code=code))
        elif unit.receipt:
            template = gettext_noop("handling unit {code} came in already, with {receipt}")
            problems.append(problem(f"codes.{at}", template, code=code, receipt=unit.receipt))
        elif unit.warehouse != by_code[next(iter(codes.values()))].warehouse:
            problems.append(problem(f"codes.{at}", gettext_noop("is for another warehouse than the first")))
    if problems:
        raise Unreadable(problems)
    wanted = _inside(flying, set(codes.values()))
    inside = {unit.code for unit in wanted}
    lines = [line for line in advices.lines(ctx, {unit.advice for unit in wanted}) if line.unit in inside]
    if not lines:
        raise Unreadable([problem("codes", gettext_noop("nothing is announced in these handling units"))])
    keep_units(ctx, wanted[0].warehouse, [NewUnit(u.code, u.kind, u.parent) for u in _with_outer(flying, wanted)])
    received = receive(
        Receive(lines=tuple(_line(line, command.location) for line in lines), beyond_rules=command.beyond_rules), ctx
    )
    advices.take_in(ctx, [(unit.id, received.receipts[0]) for unit in wanted])
    return received


def _read(texts: Sequence[str]) -> tuple[dict[int, str], list[Problem]]:
    """What each code says the unit is called: its SSCC, or what stands there. The same unit scanned twice counts once."""
    codes: dict[int, str] = {}
    problems = []
    for at, text in enumerate(texts):
        try:
            code = read_code(text)
        except (NoSuchCode, WrongCheckDigit) as refused:
            problems.append(problem(f"codes.{at}", refused.template, **refused.facts))
            continue
        name = code.sscc or code.text
        if name not in codes.values():
            codes[at] = name
    return codes, problems


def _inside(flying: Sequence[advices.UnitRef], codes: set[str]) -> list[advices.UnitRef]:
    """These units and all that stand in them, however deep, that have not come in yet."""
    inside: dict[str, list[advices.UnitRef]] = {}
    for unit in flying:
        inside.setdefault(unit.parent, []).append(unit)
    found = [unit for unit in flying if unit.code in codes]
    seen = set(codes)
    for unit in found:
        new = [one for one in inside.get(unit.code, ()) if one.code not in seen]
        seen |= {one.code for one in new}
        found += new
    return [unit for unit in found if not unit.receipt]


def _with_outer(flying: Sequence[advices.UnitRef], wanted: Sequence[advices.UnitRef]) -> list[advices.UnitRef]:
    """Units with those they stand in: a carton taken off a pallet still knows the pallet."""
    by_code = {unit.code: unit for unit in flying}
    found = list(wanted)
    seen = {unit.code for unit in wanted}
    for unit in found:
        if unit.parent in by_code and unit.parent not in seen:
            seen.add(unit.parent)
            found.append(by_code[unit.parent])
    return found


def _line(line: advices.LineRef, location: str) -> ReceiveLine:
    return ReceiveLine(
        order=line.order,
        line=line.position,
        quantity=exact.number(line.quantity, exact.QUANTITY),
        lot=line.lot,
        made_on=line.made_on,
        expires_on=line.expires_on,
        location=location,
        serials=line.serials,
        handling_unit=line.unit,
    )
