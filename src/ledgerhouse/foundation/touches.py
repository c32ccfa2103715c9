"""Which papers a command touched: the answer to 谁动过. Written with the command, in its transaction, by one statement.

Found in the command and its answer by the names of their fields. Master data is not here: every change of it is an audit row.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Final, cast, get_args, get_type_hints

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.models import Touch
from ledgerhouse.foundation.nodes import new_ids

WORDS: Final = (
    *("number", "order", "paper", "task", "wave", "receipt", "inbound", "outbound"),
    *("count", "return", "purchase", "sale", "parcel", "voucher"),
)
NAMES: Final = frozenset(word + plural for word in WORDS for plural in ("", "s"))
"""Fields that name papers. Numbers of papers are unique in a company, whatever their kind."""
LONGEST: Final = 60
COLUMNS: Final[dialect.Columns] = {"id": "int", "command": "int", "number": "text"}
Take = Callable[[Any], Iterator[str]]


def record(company: int, done: Sequence[tuple[int, tuple[Any, ...]]]) -> None:
    """Write which papers commands name: of each its id, and the command and the answer themselves."""
    found = [(key, number) for key, told in done for number in sorted({n for thing in told for n in names_in(thing)})]
    if found:
        rows = [(row, *touch) for row, touch in zip(new_ids(len(found)), found, strict=True)]
        dialect.insert(Touch._meta.db_table, COLUMNS, rows, constants={"company": company})


def names_in(thing: Any) -> Iterator[str]:
    """The number of every paper that a command or answer names."""
    for name, take in _plan(cast("Hashable", type(thing))):
        yield from take(getattr(thing, name))


@cache
def _plan(kind: Any) -> tuple[tuple[str, Take], ...]:
    """Which fields of a class name papers, and how to take them; made once for each class."""
    if not is_dataclass(kind):
        return ()
    hints = get_type_hints(kind)
    plan: list[tuple[str, Take]] = []
    for field in fields(kind):
        inner = _inner(hints[field.name])
        if is_dataclass(inner) and isinstance(inner, type):
            if _plan(cast("Hashable", inner)):
                plan.append((field.name, _nested))
        elif inner is str and field.name in NAMES:
            plan.append((field.name, _named))
    return tuple(plan)


def _inner(hint: Any) -> Any:
    """What a field holds one or many of: `tuple[Line, ...]` and `Annotated[Line, …] | None` hold lines."""
    while args := [a for a in get_args(hint) if a is not Ellipsis and a is not type(None)]:
        hint = args[0]
    return hint


def _named(value: Any) -> Iterator[str]:
    for one in (value,) if isinstance(value, str) else value or ():
        if isinstance(one, str) and 0 < len(one) <= LONGEST:
            yield one


def _nested(value: Any) -> Iterator[str]:
    for one in (value,) if is_dataclass(value) else value or ():
        yield from names_in(one)
