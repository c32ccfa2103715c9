"""Lists whose rows are computed, not kept in a table: sorted, paged, counted and totalled like any other.

A listing's query answers `computed(rows)`, rows of its row class. The columns' paths are then the names of the fields. Such a list has no free-text
search: whoever searches everywhere would compute it every time.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django.db.models import QuerySet


def computed(rows: Sequence[Any]) -> "QuerySet[Any]":
    """The rows as the part of a query that listings use."""
    return cast("QuerySet[Any]", _Rows(rows))


class _Rows:
    """As much of a `QuerySet` as `listing.Listing` asks for, over a list of rows; without a table, `model` is None."""

    model = None

    def __init__(self, rows: Sequence[Any], paths: tuple[str, ...] = ()) -> None:
        self._rows, self._paths = rows, paths

    def filter(self, *_: Any) -> "_Rows":
        """All rows: there is nothing to search."""
        return self

    def order_by(self, *paths: str) -> "_Rows":
        """Sorted by one field; empty values come first when rising, equal ones stay as they came."""
        path = paths[0].removeprefix("-") if paths else "pk"
        if path == "pk":
            return self
        return _Rows(sorted(self._rows, key=lambda row: _key(getattr(row, path)), reverse=paths[0].startswith("-")))

    def count(self) -> int:
        """How many there are."""
        return len(self._rows)

    def __getitem__(self, part: slice) -> "_Rows":
        return _Rows(self._rows[part])

    def values_list(self, *paths: str) -> "_Rows":
        """The rows as tuples of these fields."""
        return _Rows(self._rows, paths)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self.iterator()

    def iterator(self, chunk_size: int = 0) -> Iterator[tuple[Any, ...]]:
        """One tuple after the other."""
        del chunk_size
        return (tuple(getattr(row, path) for path in self._paths) for row in self._rows)

    def aggregate(self, **sums: Any) -> dict[str, Any]:
        """The sum of a field for each name; None where it has no value at all."""
        return {name: _sum(self._rows, wanted.source_expressions[0].name) for name, wanted in sums.items()}


def _sum(rows: Sequence[Any], path: str) -> Decimal | None:
    values = [value for row in rows if (value := getattr(row, path)) is not None]
    return sum(values, Decimal(0)) if values else None


def _key(value: Any) -> tuple[bool, Any]:
    return (value is not None, value if isinstance(value, date | Decimal | int) else str(value or ""))
