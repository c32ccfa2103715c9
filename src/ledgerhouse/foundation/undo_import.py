"""Verbs on a batch: go on with a checked one, take one back."""

from dataclasses import dataclass

from ledgerhouse.foundation import jobs
from ledgerhouse.foundation.importing import IMPORTERS
from ledgerhouse.foundation.models.imports import ImportBatch
from ledgerhouse.foundation.run_import import IMPORT_LIFE
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, NotFound, gettext_noop


@dataclass(frozen=True)
class ProceedImport:
    """A batch that was only checked, or refused for its bad rows; `skip_bad` leaves these out now."""

    __pydantic_config__ = STRICT

    number: str
    skip_bad: bool = False


@dataclass(frozen=True)
class UndoImport:
    """A batch to be taken back. Without `queue` no job is made: the asker calls `run_import.undo_import` itself."""

    __pydantic_config__ = STRICT

    number: str
    queue: bool = True


@dataclass(frozen=True)
class ImportMoved:
    """The batch and its state now; the work itself is a job."""

    number: str
    state: str


@verb("imports.proceed", may="import data", title=gettext_noop("Go on with import"))
def proceed_import(command: ProceedImport, ctx: Context) -> ImportMoved:
    """Check once more and write. Refuses with `WrongState` unless the batch was only checked, or was refused."""
    facts = {"check_only": False, "skip_bad": command.skip_bad}
    number, state = _moved(ctx, command.number, "proceed", facts)
    jobs.enqueue(ctx, "imports.run", {"number": number})
    return ImportMoved(number, state)


@verb("imports.undo", may="import data", title=gettext_noop("Undo import"))
def undo_import(command: UndoImport, ctx: Context) -> ImportMoved:
    """Take a batch back: its new rows are deleted unless used, changed rows get their old values."""
    number, state = _moved(ctx, command.number, "undo", {})
    if command.queue:
        jobs.enqueue(ctx, "imports.undo", {"number": number})
    return ImportMoved(number, state)


def _moved(ctx: Context, number: str, step: str, facts: dict[str, bool]) -> tuple[str, str]:
    batch = scoped(ctx, ImportBatch).filter(number=number).first()
    if batch is None:
        raise NotFound(kind=gettext_noop("import"), name=number)
    ctx.require_any(IMPORTERS[batch.kind].may)
    target = IMPORT_LIFE.after(batch.state, step, name=number)
    if ImportBatch.objects.filter(id=batch.id, state=batch.state).update(state=target, **facts) != 1:
        raise Changed(name=number)
    return number, target
