"""Proofs: each is a function that looks at a part of the ledgers and names the rows that break one invariant.

A room writes its proofs in its `proof.py` and declares each with `@proof`; `ledgerhouse doctor`, the verb `finance.prove` and the checker that
follows new rows find them in `PROOFS`. A proof only reads, and is set-based: what it keeps in memory is what it complains about.
"""

from collections.abc import Callable, Iterable
from typing import Final, Literal, NamedTuple

from ledgerhouse.foundation import dialect
from ledgerhouse.kernel.context import Context

MOST: Final = 100
"""How many offending rows one look at a part may name."""

Axis = Literal["warehouse", "item", "row"]
"""Along what a proof may be cut without changing its answer: warehouses, items, or ids of the rows it looks at, which rise with recording time."""

LARGEST_ID: Final = 2**63 - 1


class Check(NamedTuple):
    """One invariant looked at: its name, the rows looked at, and a sentence per offending row (at most `MOST`)."""

    name: str
    rows: int
    problems: tuple[str, ...]


class Part(NamedTuple):
    """Which part of a company's rows: warehouses (none named: all), item ids from-to or named, row ids from-to. By default everything."""

    warehouses: tuple[int, ...] = ()
    items: tuple[int, int] = (0, LARGEST_ID)
    rows: tuple[int, int] = (0, LARGEST_ID)
    only: tuple[int, ...] = ()

    def axes(self) -> frozenset[Axis]:
        """Along which axes this part is less than everything."""
        named: list[tuple[Axis, bool]] = [
            ("warehouse", bool(self.warehouses)),
            ("item", self.items != EVERYTHING.items or bool(self.only)),
            ("row", self.rows != EVERYTHING.rows),
        ]
        return frozenset(axis for axis, cut in named if cut)

    def sql(self, *, warehouse: str = "", item: str = "", row: str = "") -> str:
        """The part as a SQL condition on the columns named, to be put behind another one: empty, or beginning with `and`."""
        conditions = []
        if warehouse and self.warehouses:
            conditions.append(f"{warehouse} in {dialect.among(self.warehouses)}")
        if item and self.only:
            conditions.append(f"{item} in {dialect.among(self.only)}")
        for column, limits, whole in ((item, self.items, EVERYTHING.items), (row, self.rows, EVERYTHING.rows)):
            if column and limits != whole:
                conditions.append(f"{column} between {int(limits[0])} and {int(limits[1])}")
        return "".join(f" and {condition}" for condition in conditions)


EVERYTHING: Final = Part()

Look = Callable[[Context, Part], Check]


class Proof(NamedTuple):
    """A declared proof: its name (an English message id), along what it may be cut, of which table there are how many rows, and the look itself."""

    name: str
    cut: frozenset[Axis]
    size: str
    look: Look

    def fits(self, part: Part) -> bool:
        """Whether the proof can be asked about this part alone."""
        return part.axes() <= self.cut


PROOFS: dict[str, Proof] = {}


def proof(name: str, *, cut: Iterable[Axis] = (), size: str = "") -> Callable[[Look], Look]:
    """Declare a proof under its name. `size` names the table whose rows say how much work it is; a proof without is never cut for speed."""

    def keep(look: Look) -> Look:
        if name in PROOFS:
            message = f"two proofs are called {name!r}"
            raise ValueError(message)
        PROOFS[name] = Proof(name, frozenset(cut), size, look)
        return look

    return keep
