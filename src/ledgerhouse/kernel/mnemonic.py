"""Mnemonic codes (助记码): initials of a name, as people type them to find it: 阿莫西林 becomes AMXL."""

import re
from functools import lru_cache
from typing import Final

WORD: Final = re.compile(r"[0-9.]+[A-Za-z]*|[A-Za-z]+|[^\x00-\x7f]+")
LONGEST: Final = 60


def mnemonic(name: str) -> str:
    """Pinyin initials, first letters of other words, numbers as they are; upper case, at most 60 characters."""
    return "".join(_initials(part) for part in WORD.findall(name)).upper()[:LONGEST]


@lru_cache(maxsize=50_000)
def _initials(part: str) -> str:
    if part[0].isdigit() or part[0] == ".":
        return part.strip(".")
    if part.isascii():
        return part[0]
    from pypinyin import Style, lazy_pinyin  # its dictionaries load only where a Chinese name is written

    return "".join(lazy_pinyin(part, style=Style.FIRST_LETTER, errors="ignore"))
