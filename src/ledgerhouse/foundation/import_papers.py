"""The list of imports and the page of one: what came in, how far it is, what was wrong."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ledgerhouse.foundation.importing import IMPORTERS
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.models.imports import ImportBatch
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.run_import import IMPORT_LIFE
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop


@dataclass(frozen=True)
class Imports:
    """Which imports."""

    kind: str = ""
    state: Literal["queued", "checked", "refused", "writing", "done", "undoing", "undone"] | None = None


@dataclass(frozen=True)
class ImportLine:
    """One import."""

    number: str = column(gettext_noop("Number"), kind="code", link="import_batch")
    kind: str = column(gettext_noop("Kind"), kind="state")
    name: str = column(gettext_noop("File"))
    state: str = column(gettext_noop("State"), kind="state")
    rows: int = column(gettext_noop("Rows"), kind="number")
    created: int = column(gettext_noop("Made"), kind="number")
    changed: int = column(gettext_noop("Changed"), kind="number")
    same: int = column(gettext_noop("Unchanged"), kind="number")
    bad: int = column(gettext_noop("Bad rows"), kind="number")
    at: datetime = column(gettext_noop("Begun"), kind="moment")
    ended_at: datetime = column(gettext_noop("Ended"), kind="moment")


@listing(
    "imports.batches",
    title=gettext_noop("Imports"),
    see="import data",
    row=ImportLine,
    search=("number", "name", "kind"),
    order="-at",
)
def imports(ctx: Context, where: Imports) -> "QuerySet[ImportBatch]":
    """Files of master data that came in."""
    rows = scoped(ctx, ImportBatch)
    if where.kind:
        rows = rows.filter(kind=where.kind)
    return rows.filter(state=where.state) if where.state else rows


@dataclass(frozen=True)
class ProblemLine:
    """What is wrong, and where in the file."""

    where: str = column(gettext_noop("Line and column"))
    what: str = column(gettext_noop("Problem"))


@dataclass(frozen=True)
class KeptLine:
    """What an undo had to leave."""

    name: str = column(gettext_noop("Name"))
    why: str = column(gettext_noop("Reason"))


@paper("import_batch", title=gettext_noop("Import"), see="import data")
def import_paper(ctx: Context, number: str) -> Paper | None:
    """An import with its first problems; the error file has all of them."""
    row = scoped(ctx, ImportBatch).filter(number=number).first()
    if row is None:
        return None
    problems = [Problem(*one) for one in row.problems]
    tables = (
        Table(gettext_noop("Problems"), ProblemLine, [ProblemLine(p.where, p.sentence(_)) for p in problems]),
        Table(gettext_noop("Kept"), KeptLine, [KeptLine(name, _(why)) for name, why in row.kept]),
    )
    return Paper(
        kind="import_batch",
        number=row.number,
        title=row.name,
        state=row.state,
        lifecycle=IMPORT_LIFE,
        facts=_facts(row),
        tables=tuple(table for table in tables if table.rows),
        actions=_actions(row),
    )


def _facts(row: ImportBatch) -> tuple[Fact, ...]:
    kind = IMPORTERS[row.kind].title if row.kind in IMPORTERS else row.kind
    facts = (
        Fact(gettext_noop("Kind"), _(kind)),
        Fact(gettext_noop("Rows"), row.rows, "number"),
        Fact(gettext_noop("Made"), row.created, "number"),
        Fact(gettext_noop("Changed"), row.changed, "number"),
        Fact(gettext_noop("Unchanged"), row.same, "number"),
        Fact(gettext_noop("Bad rows"), row.bad, "number"),
        Fact(gettext_noop("Columns left out"), ", ".join(row.ignored)),
        Fact(gettext_noop("Begun"), row.at, "moment"),
        Fact(gettext_noop("Ended"), row.ended_at, "moment"),
    )
    return tuple(fact for fact in facts if fact.value is not None and fact.value != "")


def _actions(row: ImportBatch) -> tuple[Action, ...]:
    steps = IMPORT_LIFE.verbs(row.state)
    found = []
    if "proceed" in steps and (row.check_only or row.bad):
        found.append(Action("imports.proceed", {"number": row.number, "skip_bad": row.bad > 0}))
    if "undo" in steps and row.state != "writing" and row.reached:
        found.append(Action("imports.undo", {"number": row.number}))
    return tuple(found)
