"""Words of alerts."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class InvariantBroken:
    """The checker has found a row that breaks an invariant of the ledgers."""

    check: str
    problem: str
