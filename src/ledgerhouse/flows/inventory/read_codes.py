"""Say what scanned codes and the tags of an RFID reader are (识读): each once, however often it was read."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.catalog.queries import serials_by_code
from ledgerhouse.masterdata.catalog.scanned import Scan, understand_codes

Text = Annotated[str, Field(min_length=1, max_length=2000)]


@dataclass(frozen=True, kw_only=True)
class ReadCodes:
    """What a reader or scanner saw, in order; the same tag may be there many times, in the same or another writing."""

    __pydantic_config__ = STRICT

    codes: Annotated[tuple[Text, ...], Field(min_length=1, max_length=20_000)] = field(
        metadata={"title": gettext_noop("Codes")}
    )


@dataclass(frozen=True, kw_only=True)
class ReadCode:
    """One code as first read, how often it was read, and what it is.

    `problem` is empty, `unknown` where it can be read but means no item here, or `unreadable`. `quantity` is in the item's base unit.
    `known_piece`: a piece with this serial number has been here before.
    """

    code: str
    reads: int
    problem: str = ""
    kind: str = ""
    item: str = ""
    name: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    gtin: str = ""
    sscc: str = ""
    gln: str = ""
    lot: str = ""
    serial: str = ""
    made_on: date | None = None
    expires_on: date | None = None
    known_piece: bool = False


@dataclass(frozen=True, kw_only=True)
class CodesRead:
    """Each code once, in the order first read; `reads` is how many there were altogether, `unknown` how many of the codes mean nothing here."""

    codes: tuple[ReadCode, ...]
    reads: int
    unknown: int


@verb("inventory.read_codes", may="see items", title=gettext_noop("Read codes"))
def read_codes(command: ReadCodes, ctx: Context) -> CodesRead:
    """Say what codes are: items, lots, pieces and logistic units, each once. Three statements for thousands of tags."""
    times: dict[str, int] = {}
    for text in command.codes:
        times[text] = times.get(text, 0) + 1
    texts = list(times)
    scans, _ = understand_codes(ctx, [(str(n), text) for n, text in enumerate(texts)])
    pieces = serials_by_code(ctx, {(s.item.id, s.code.serial) for s in scans if s and s.item and s.code.serial})
    first: dict[object, ReadCode] = {}
    for text, scan in zip(texts, scans, strict=True):
        told = _told(text, scan, times[text], pieces)
        key = (scan.code[2:] if any(scan.code[2:]) else scan.code.text) if scan else text
        seen = first.get(key)
        first[key] = told if seen is None else replace(seen, reads=seen.reads + told.reads)
    codes = tuple(first.values())
    return CodesRead(codes=codes, reads=len(command.codes), unknown=sum(bool(code.problem) for code in codes))


def _told(text: str, scan: Scan | None, reads: int, pieces: dict[tuple[int, str], int]) -> ReadCode:
    if scan is None:
        return ReadCode(code=text, reads=reads, problem="unreadable")
    code, item = scan.code, scan.item
    return ReadCode(
        code=text,
        reads=reads,
        problem="" if item or code.sscc or code.gln else "unknown",
        kind=code.kind,
        item=item.code if item else "",
        name=item.name if item else "",
        quantity=exact.number(scan.quantity, exact.QUANTITY) if item else None,
        unit=item.unit if item else "",
        gtin=code.gtin or code.content,
        sscc=code.sscc,
        gln=code.gln,
        lot=code.lot,
        serial=code.serial,
        made_on=code.made_on,
        expires_on=code.expires_on,
        known_piece=item is not None and (item.id, code.serial) in pieces,
    )
