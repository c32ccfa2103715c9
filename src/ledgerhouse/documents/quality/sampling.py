"""Sampling by attributes, ISO 2859-1 (GB/T 2828.1): code letters, and single sampling plans by letter, AQL and severity. Pure.

The master tables are diagonals: one step in the letter or in the AQL is the same step. So a plan is found from the sum of both, and an arrow leads to
the next letter that has one. AQLs are percent nonconforming, 0.010 to 10.
"""

from typing import Final, NamedTuple

from ledgerhouse.documents.quality.words import Severity

LEVELS: Final = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
AQLS: Final = (
    *("0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25"),
    *("0.40", "0.65", "1.0", "1.5", "2.5", "4.0", "6.5", "10"),
)
LETTERS: Final = "ABCDEFGHJKLMNPQRS"

_LOTS: Final = (
    *((8, "AAAAAAB"), (15, "AAAAABC"), (25, "AABBBCD"), (50, "ABBCCDE"), (90, "BBCCCEF")),
    *((150, "BBCDDFG"), (280, "BCDEEGH"), (500, "BCDEFHJ"), (1200, "CCEFGJK"), (3200, "CDEGHKL")),
    *((10_000, "CDFGJLM"), (35_000, "CDFHKMN"), (150_000, "DEGJLNP"), (500_000, "DEGJMPQ")),
)
"""Lots up to so many, and their code letters by level (table 1)."""

_LARGEST: Final = "DEHKNQR"
_SIZES: Final = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150)
_REDUCED_SIZES: Final = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800)

_ACCEPT: Final[dict[Severity, dict[int, int]]] = {
    Severity.NORMAL: {14: 0, 17: 1, 18: 2, 19: 3, 20: 5, 21: 7, 22: 10, 23: 14, 24: 21},
    Severity.TIGHTENED: {15: 0, 18: 1, 19: 2, 20: 3, 21: 5, 22: 8, 23: 12, 24: 18},
    Severity.REDUCED: {14: 0, 18: 1, 19: 2, 20: 3, 21: 5, 22: 6, 23: 8, 24: 10},
}
"""Largest number of nonconforming items at which a lot is accepted, by the sum of letter and AQL (tables 2-A, 2-B, 2-C)."""


class SamplingPlan(NamedTuple):
    """Inspect so many; accept with at most so many nonconforming, else reject."""

    letter: str
    size: int
    accept: int

    @property
    def reject(self) -> int:
        """From so many nonconforming on the lot is rejected."""
        return self.accept + 1


def code_letter(lot: int, level: str) -> str:
    """The code letter of a lot of so many units (table 1). A lot of one is as small as it gets."""
    letters = next((letters for most, letters in _LOTS if lot <= most), _LARGEST)
    return letters[LEVELS.index(level)]


def plan_of(lot: int, level: str, aql: str, severity: Severity = Severity.NORMAL) -> SamplingPlan:
    """The single sampling plan for a lot. A sample as large as the lot or larger means all of it."""
    found = single(code_letter(lot, level), aql, severity)
    return found._replace(size=min(found.size, lot))


def single(letter: str, aql: str, severity: Severity = Severity.NORMAL) -> SamplingPlan:
    """The plan of a cell of the master table, following its arrow where there is one."""
    accept, step = _ACCEPT[severity], AQLS.index(aql)
    last = 16 if severity == Severity.TIGHTENED else 15
    at = LETTERS.index(letter)
    there = [i for i in range(last + 1) if i + step in accept]
    if at + step in accept:
        chosen = at
    elif at + step == min(accept) + 1 and severity != Severity.TIGHTENED and any(i < at for i in there):
        chosen = max(i for i in there if i < at)  # just right of the zeros: the plan above
    elif any(i > at for i in there):
        chosen = min(i for i in there if i > at)
    else:
        chosen = max(i for i in there if i < at)
    sizes = _REDUCED_SIZES if severity == Severity.REDUCED else _SIZES
    return SamplingPlan(LETTERS[chosen], sizes[chosen], accept[chosen + step])


def tighter(aql: str) -> str:
    """The next smaller AQL, itself at the end of the table."""
    return AQLS[max(AQLS.index(aql) - 1, 0)]
