"""News the gate tells."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class GoodsMoved:
    """Goods moved because of a paper. Ids are text, for receivers whose numbers are not 64 bits wide."""

    movement: str
    journal_entry: str
    warehouse: str
    reason: str
    paper: str
    number: str
    lines: int


@dataclass(frozen=True, kw_only=True)
class MethodChanged:
    """Items of one valuation area are costed by another method, because of a paper."""

    warehouse: str
    number: str
    lines: int


@dataclass(frozen=True, kw_only=True)
class ValueChanged:
    """Values changed without goods moving, because of a paper."""

    change: str
    journal_entry: str
    warehouse: str
    cause: str
    paper: str
    number: str
    lines: int
