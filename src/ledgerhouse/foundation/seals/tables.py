"""Which tables are sealed. A room names its own at import time."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from django.db import models

from ledgerhouse.foundation.models.audit import AuditRow
from ledgerhouse.foundation.models.commands import Command


class Differs(NamedTuple):
    """A row of another table that is not what a sealed row says it must be."""

    table: str
    row: int
    what: str


Follow = Callable[[Sequence[int]], Iterable[Differs]]
"""Sealed rows by id -> what of that which they vouch for is different now."""


def _nothing(_ids: Sequence[int]) -> Iterable[Differs]:
    return ()


class Sealed(NamedTuple):
    """A sealed table: by which columns rows are found fast (key, then `id`) and which one says the company; the keys a company has.

    `follow` compares rows of other tables, which became final long after they came, with what a sealed row says of them. Where many rows bear
    one id (in the column `id`), they are sealed together, in the order of the column `within`.
    """

    table: str
    model: type[models.Model]
    key: str
    company: str
    keys: Callable[[int], list[int]]
    id: str = "id"
    within: str = ""
    follow: Follow = _nothing

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that go into the seal today; a block remembers those of its own day, so columns may be added but not renamed."""
        return tuple(sorted(str(field.column) for field in self.model._meta.local_concrete_fields))


SEALED: dict[str, Sealed] = {}


def seal_table(
    model: type[models.Model],
    *,
    key: str,
    company: str = "company",
    keys: Callable[[int], list[int]],
    id: str = "id",  # noqa: A002 - the column is called so
    within: str = "",
    follow: Follow = _nothing,
) -> None:
    """Seal the rows of this table from now on. Rows have an application-made `id`, are never changed, and are found by (key, id)."""
    table = model._meta.db_table
    SEALED[table] = Sealed(table, model, key, company, keys, id, within, follow)


def _itself(company: int) -> list[int]:
    return [company]


seal_table(Command, key="company", keys=_itself)
seal_table(AuditRow, key="company", keys=_itself)
