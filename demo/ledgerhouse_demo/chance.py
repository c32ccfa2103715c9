"""Chance by seed, shaped by the measured figures. Same seed and same words: same numbers, on every machine and in every process."""

import json
from bisect import bisect
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import Any


@cache
def figures() -> Mapping[str, Any]:
    """What `demo/calibrate.py` measured."""
    found: Mapping[str, Any] = json.loads(files(__package__).joinpath("figures.json").read_text(encoding="utf-8"))
    return found


def dice(seed: int, *words: object) -> Random:
    """A source of chance of its own for each thing that is made up, so that one can be made without the others."""
    return Random(":".join(str(word) for word in (seed, *words)))


def draw(percentiles: Sequence[float], chance: Random) -> float:
    """A value with the distribution of these percentiles; the outermost ones, single cases, are left out."""
    return percentiles[chance.randrange(1, len(percentiles) - 1)]


class Popular:
    """Numbers 0 … count-1 drawn as unequally as a measured curve says. Who is popular is decided by the seed."""

    def __init__(self, curve: Sequence[float], count: int, seed: int, name: str) -> None:
        last = len(curve) - 1
        self.rank = list(range(count))
        dice(seed, name).shuffle(self.rank)
        places = (last * place / max(count - 1, 1) for place in range(count))
        self.sums = list(accumulate(_between(curve, place) for place in places))

    def draw(self, chance: Random) -> int:
        """One number."""
        return self.rank[min(bisect(self.sums, chance.random() * self.sums[-1]), len(self.rank) - 1)]


def _between(curve: Sequence[float], place: float) -> float:
    low = min(int(place), len(curve) - 2)
    return curve[low] + (curve[low + 1] - curve[low]) * (place - low)
