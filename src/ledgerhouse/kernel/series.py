"""Numbers of many pieces as people paste them: one after the other, and rows from a first to a last one."""

import re
from typing import Final

from ledgerhouse.kernel.errors import Refused, gettext_noop

MOST: Final = 100_000
"""More pieces than one line of a paper holds."""
BETWEEN: Final = re.compile(r"[\s,;，；、]+")
ROW: Final = re.compile(r"(.*?)(\d{1,18})\.\.(.*?)(\d{1,18})")


class BadSeries(Refused):
    """A row from a first to a last number that can not be counted through."""

    code = "bad-series"
    template = gettext_noop(
        "{row} is no row of numbers: write FIRST..LAST, alike but for the digits at the end, upwards."
    )
    status = 422


class TooMany(Refused):
    """More numbers than one line of a paper holds."""

    code = "too-many-numbers"
    template = gettext_noop("These are more than {most} numbers.")
    status = 422


def series(text: str) -> tuple[str, ...]:
    """All numbers of a text, parted by blanks, commas, semicolons or new lines; `SN0001..SN0100` is a hundred.

    Refuses with `BadSeries` or `TooMany`.
    """
    numbers: list[str] = []
    for word in BETWEEN.split(text):
        if ".." in word:
            numbers += _row(word)
        elif word:
            numbers.append(word)
        if len(numbers) > MOST:
            raise TooMany(most=MOST)
    return tuple(numbers)


def _row(word: str) -> list[str]:
    found = ROW.fullmatch(word)
    if found is None:
        raise BadSeries(row=word)
    prefix, first, other, last = found.groups()
    if prefix != other or len(first) != len(last) or int(first) > int(last):
        raise BadSeries(row=word)
    if int(last) - int(first) >= MOST:
        raise TooMany(most=MOST)
    return [f"{prefix}{n:0{len(first)}}" for n in range(int(first), int(last) + 1)]
