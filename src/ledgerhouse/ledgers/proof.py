"""What a proof answers: which invariant was checked over how many rows, and which rows break it."""

from typing import NamedTuple


class Check(NamedTuple):
    """One invariant: its name, the rows looked at, and a sentence per offending row (at most `MOST`)."""

    name: str
    rows: int
    problems: tuple[str, ...]


MOST = 100
