"""Electronic product codes of RFID tags: the hexadecimal memory of a tag or its URI, as the GS1 keys they stand for.

Follows the EPC Tag Data Standard 2.0, chapters 6 and 14: SGTIN-96 and -198, SSCC-96, SGLN-96 and -195; the URIs `urn:epc:id:…`,
`urn:epc:tag:…` of these and of lots (`urn:epc:class:lgtin:…`).
"""

import re
from typing import Final, NamedTuple
from urllib.parse import unquote

PREFIX_BITS: Final = (40, 37, 34, 30, 27, 24, 20)
"""Bits of the company prefix by partition; its digits are 12 minus the partition."""


class Scheme(NamedTuple):
    """A binary layout: all bits of the tag, bits of company prefix and reference together, digits of the two together, bits of the tail.

    The tail is a serial number or an extension, whole or in characters of seven bits; of an SSCC it is empty and must be zero.
    """

    name: str
    bits: int
    middle: int
    digits: int
    tail: int
    characters: bool = False


SCHEMES: Final = {
    0x30: Scheme("sgtin", 96, 44, 13, 38),
    0x31: Scheme("sscc", 96, 58, 17, 24),
    0x32: Scheme("sgln", 96, 41, 12, 41),
    0x36: Scheme("sgtin", 198, 44, 13, 140, characters=True),
    0x39: Scheme("sgln", 195, 41, 12, 140, characters=True),
}
LENGTHS: Final = {96: (24,), 195: (49, 52), 198: (50, 52)}
"""How many hexadecimal digits a tag of so many bits may be written in: readers fill up to whole words of 16 bits."""
HEX: Final = re.compile(r"[0-9A-Fa-f]{24}|[0-9A-Fa-f]{49,52}")
URI: Final = re.compile(r"urn:epc:(id|tag|class):([a-z0-9-]+):(.+)", re.IGNORECASE)


class Epc(NamedTuple):
    """What a tag says: the scheme, the digits of company prefix and reference, and the serial number, extension or lot."""

    scheme: str
    prefix: str
    reference: str
    tail: str = ""

    @property
    def payload(self) -> str:
        """The digits of the GS1 key without its check digit; the indicator or extension digit of the reference goes first."""
        if self.scheme == "sgln":
            return self.prefix + self.reference
        return self.reference[:1] + self.prefix + self.reference[1:]


def looks_binary(text: str) -> bool:
    """Whether a text may be the memory of a tag: so many hexadecimal digits, beginning with a header that is known here."""
    if not HEX.fullmatch(text):
        return False
    scheme = SCHEMES.get(int(text[:2], 16))
    return scheme is not None and len(text) in LENGTHS[scheme.bits]


def from_hex(text: str) -> Epc | None:
    """The product code in a tag's memory; None where the bits can not be one."""
    if not looks_binary(text):
        return None
    scheme = SCHEMES[int(text[:2], 16)]
    spare = 4 * len(text) - scheme.bits
    whole = int(text, 16)
    if whole & ((1 << spare) - 1):
        return None
    value = whole >> spare
    partition = value >> (scheme.bits - 14) & 7
    if partition >= len(PREFIX_BITS):
        return None
    middle = value >> scheme.tail & ((1 << scheme.middle) - 1)
    reference_bits = scheme.middle - PREFIX_BITS[partition]
    prefix_digits = 12 - partition
    prefix = f"{middle >> reference_bits:0{prefix_digits}}"
    reference_digits = scheme.digits - prefix_digits
    reference = f"{middle & ((1 << reference_bits) - 1):0{reference_digits}}" if reference_digits else ""
    if len(prefix) > prefix_digits or len(reference) > reference_digits:
        return None
    tail = _tail(value & ((1 << scheme.tail) - 1), scheme)
    return None if tail is None else Epc(scheme.name, prefix, reference, tail)


def _tail(value: int, scheme: Scheme) -> str | None:
    if scheme.name == "sscc":
        return "" if value == 0 else None
    if not scheme.characters:
        return str(value)
    codes = [value >> (scheme.tail - 7 * (n + 1)) & 0x7F for n in range(scheme.tail // 7)]
    text = bytes(codes).rstrip(b"\0")
    return None if b"\0" in text or any(not 0x21 <= c <= 0x7A for c in text) else text.decode("ascii")


def from_uri(text: str) -> Epc | None:
    """The product code of a URI; None where it is of another scheme or its parts do not fit."""
    found = URI.fullmatch(text)
    if found is None:
        return None
    kind, name, rest = found[1].lower(), found[2].lower().partition("-")[0], found[3]
    parts = rest.split(".", 3 if kind == "tag" else 2)
    if kind == "tag":
        parts = parts[1:]  # the filter value says what level of packing a tag is on: not who
    digits = {"sgtin": 13, "sscc": 17, "sgln": 12, "lgtin": 13}.get(name)
    wanted = 2 if name == "sscc" else 3
    if digits is None or len(parts) != wanted or (kind == "class") != (name == "lgtin"):
        return None
    prefix, reference = parts[:2]
    fits = 6 <= len(prefix) <= 12 and len(prefix) + len(reference) == digits
    if not fits or not (prefix + reference).isdigit() or not (prefix + reference).isascii():
        return None
    return Epc(name, prefix, reference, unquote(parts[2]) if len(parts) > 2 else "")
