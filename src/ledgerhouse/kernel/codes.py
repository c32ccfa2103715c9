"""What a scanner, an RFID reader or a person at the keyboard hands over, understood: the one parser of every interface.

GS1 element strings (with symbology identifier `]C1` `]d2` `]Q3` `]e0` `]J1`, FNC1 as group separator, or in parentheses), GS1 digital links,
GTIN and SSCC by themselves, electronic product codes as hexadecimal memory or URI, and whatever else a house prints: plain codes.
The grammar of GS1 is biip's; what is a GS1 code and what is not is decided here.
"""

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from biip import ParseConfig, ParseError
from biip.checksums import gs1_standard_check_digit
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementStrings
from biip.gs1_messages import GS1Message

from ledgerhouse.kernel import epc
from ledgerhouse.kernel.errors import Refused, gettext_noop

GROUP: Final = "\x1d"
GS1_SYMBOLOGIES: Final = ("]C1", "]e0", "]d2", "]Q3", "]J1")
SYMBOLOGY: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")
WRITTEN_OUT: Final = re.compile(r"\(\d{2,4}\)")
NAKED: Final = re.compile(r"(00\d{18}|0[12]\d{14}(?=1[0-9]|2[01]|30|37|$))")
"""A message of a scanner that tells neither symbology nor separators apart: it must begin with an SSCC or a GTIN."""
LENGTHS: Final = (8, 12, 13, 14, 18)


class CodeKind(StrEnum):
    """How a code is written."""

    GS1 = "gs1"
    LINK = "link"
    EPC = "epc"
    GTIN = "gtin"
    SSCC = "sscc"
    PLAIN = "plain"


class Code(NamedTuple):
    """What a code says; what it does not say is empty.

    `gtin` has fourteen digits, `number` counts its pieces or packs, `content` is the GTIN of what a logistic unit holds. `expires_on` is the expiry
    date, or else the best-before date. `weight_kg` is the net weight of variable measure, `gln` the number of a place. `check` is the check digit
    that would make a plain number a GTIN or SSCC: it may be mistyped.
    """

    text: str
    kind: CodeKind
    gtin: str = ""
    sscc: str = ""
    content: str = ""
    lot: str = ""
    serial: str = ""
    made_on: date | None = None
    expires_on: date | None = None
    number: int = 0
    weight_kg: Decimal | None = None
    gln: str = ""
    order: str = ""
    check: str = ""


class NoSuchCode(Refused):
    """A code claims to be of a standard and breaks its rules; the fact `reason` tells developers which."""

    code = "bad-code"
    template = gettext_noop("{code} is not a valid {standard} code.")
    status = 422


class WrongCheckDigit(Refused):
    """The last digit of a number does not fit the others: it was misread, or mistyped."""

    code = "wrong-check-digit"
    template = gettext_noop("The check digit of {number} is wrong: it should be {digit}.")
    status = 422


def read_code(text: str) -> Code:
    """Understand one code. Refuses with `NoSuchCode` or `WrongCheckDigit` what says it is of a standard and is not."""
    text = text.strip(" \t\r\n")
    symbology = text[:3] if SYMBOLOGY.match(text) else ""
    text = text.removeprefix(symbology)
    lower = text.lower()
    if lower.startswith(("http://", "https://")):
        return _link(text)
    if symbology in GS1_SYMBOLOGIES:
        return _message(text)
    if lower.startswith("urn:epc:"):
        return _epc(text, epc.from_uri(text))
    if tag := epc.from_hex(text):
        return _epc(text, tag)
    if WRITTEN_OUT.match(text):
        return _written_out(text)
    return _message(text) if GROUP in text else _bare(text)


def same_gtin(gtin: str) -> tuple[str, ...]:
    """A GTIN in each length it may be registered under: 14 digits, and shorter where it begins with zeros."""
    return tuple(gtin[-n:] for n in (14, 13, 12, 8) if not gtin[:-n].strip("0"))


def check_digit(payload: str) -> str:
    """The digit that GS1 puts behind these."""
    return str(gs1_standard_check_digit(payload))


def _bare(text: str) -> Code:
    """Without any mark: a GTIN or SSCC by its length and check digit, a naked message by its beginning, or the house's own code."""
    if text.isascii() and text.isdigit() and len(text) in LENGTHS:
        right = check_digit(text[:-1])
        if right != text[-1]:
            return Code(text, CodeKind.PLAIN, check=right)
        if len(text) == 18:
            return Code(text, CodeKind.SSCC, sscc=text)
        return Code(text, CodeKind.GTIN, gtin=text.zfill(14))
    if (begin := NAKED.match(text)) and check_digit(begin[0][2:-1]) == begin[0][-1]:
        try:
            return _message(text)
        except Refused:
            pass
    return Code(text, CodeKind.PLAIN)


def _message(text: str) -> Code:
    try:
        found = GS1Message.parse(text.lstrip(GROUP), config=_CONFIG).element_strings
    except (ParseError, ValueError) as error:
        raise NoSuchCode(code=_shown(text), standard="GS1", reason=_first(error)) from None
    return _elements(text, CodeKind.GS1, found)


def _written_out(text: str) -> Code:
    try:
        found = GS1Message.parse_hri(text, config=_CONFIG).element_strings
    except (ParseError, ValueError) as error:
        raise NoSuchCode(code=_shown(text), standard="GS1", reason=_first(error)) from None
    return _elements(text, CodeKind.GS1, found)


def _link(text: str) -> Code:
    """A GS1 digital link; any other address is only a text."""
    try:
        found = GS1DigitalLinkURI.parse(text, config=_CONFIG).element_strings
    except (ParseError, ValueError):
        return Code(text, CodeKind.PLAIN)
    return _elements(text, CodeKind.LINK, found)


_CONFIG: Final = ParseConfig(separator_chars=(GROUP,))


def _elements(text: str, kind: CodeKind, found: GS1ElementStrings) -> Code:
    values = {element.ai.ai: element for element in found}
    for ai in ("00", "01", "02"):
        if ai in values:
            _checked(values[ai].value)

    def said(*names: str) -> str:
        return next((values[name].value for name in names if name in values), "")

    def day(*names: str) -> date | None:
        dates = (values[name].date or _day_of(values[name].datetime) for name in names if name in values)
        return next((one for one in dates if one is not None), None)

    weights = [element.decimal for ai, element in values.items() if ai[:3] == "310"]
    return Code(
        text,
        kind,
        gtin=said("01"),
        sscc=said("00"),
        content=said("02"),
        lot=said("10"),
        serial=said("21"),
        made_on=day("11", "13"),
        expires_on=day("17", "7003", "15", "16"),
        number=int(said("37", "30") or 0),
        weight_kg=next(iter(weights), None),
        gln=said("414", "410"),
        order=said("400"),
    )


def _day_of(moment: object) -> date | None:
    return moment.date() if hasattr(moment, "date") else None


def _checked(number: str) -> None:
    right = check_digit(number[:-1])
    if right != number[-1]:
        raise WrongCheckDigit(number=number, digit=right)


def _epc(text: str, tag: epc.Epc | None) -> Code:
    if tag is None:
        raise NoSuchCode(code=_shown(text), standard="EPC", reason="its parts do not fit")
    number = tag.payload + check_digit(tag.payload)
    if tag.scheme == "sscc":
        return Code(text, CodeKind.EPC, sscc=number)
    if tag.scheme == "sgln":
        return Code(text, CodeKind.EPC, gln=number, serial="" if tag.tail == "0" else tag.tail)
    if tag.scheme == "lgtin":
        return Code(text, CodeKind.EPC, gtin=number, lot=tag.tail)
    return Code(text, CodeKind.EPC, gtin=number, serial=tag.tail)


def _first(error: Exception) -> str:
    return str(error).split("\n")[0].rstrip(".").replace(GROUP, "␝")


def _shown(text: str) -> str:
    return text.replace(GROUP, "␝")
