"""Mnemonics (助记码): the initials by which people who type Chinese find a name, e.g. 上海仓 is `shc`."""

from pypinyin import Style, lazy_pinyin

LONGEST = 60


def initials(name: str) -> str:
    """Pinyin initials of the Chinese characters of a name, its letters and digits kept, all in lower case."""
    parts = lazy_pinyin(name, style=Style.FIRST_LETTER)
    return "".join(c for part in parts for c in part if c.isascii() and c.isalnum()).lower()[:LONGEST]
