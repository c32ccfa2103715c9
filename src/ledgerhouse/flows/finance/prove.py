"""Prove the ledgers, and the papers against them (doctor).

Entries = balances = holds = cost pools = inventory accounts; every journal entry balances; papers say what the ledgers say.
The invariants are those that the rooms declare with `ledgers.proof.proof`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from ledgerhouse.flows.finance import examine
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.proof import Check as Found

Word = Annotated[str, Field(max_length=60)]


@dataclass(frozen=True, kw_only=True)
class Prove:
    """Prove everything of the company, or only a warehouse, the items from code to code, what was recorded from day to day (UTC)."""

    __pydantic_config__ = STRICT

    warehouse: Word = ""
    first_item: Word = ""
    last_item: Word = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Check:
    """One invariant: its name, the rows looked at, and a sentence per offending row."""

    name: str
    rows_checked: int
    problems: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Proved:
    """Whether every invariant holds, the checks, and the names of those that can not be asked about a part alone."""

    clean: bool
    checks: tuple[Check, ...]
    left_out: tuple[str, ...] = ()


@verb("finance.prove", may=examine.RIGHT, title=gettext_noop("Prove the ledgers"))
def prove(command: Prove, ctx: Context) -> Proved:
    """Check every invariant of the ledgers and name the rows that break one."""
    part = examine.part_of(
        ctx,
        warehouse=command.warehouse,
        items=(command.first_item, command.last_item),
        since=command.since,
        until=command.until,
    )
    planned = examine.plan(ctx, part)
    return proved((examine.look(ctx, unit) for unit in planned.units), planned.left_out)


def proved(found: Iterable[Found], left_out: tuple[str, ...]) -> Proved:
    """What looks have found, as one answer."""
    checks = tuple(
        Check(name=check.name, rows_checked=check.rows, problems=check.problems) for check in examine.gather(found)
    )
    return Proved(clean=not any(check.problems for check in checks), checks=checks, left_out=left_out)
