"""Begin an import: remember the file as a batch and queue the work."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from ledgerhouse.foundation import jobs
from ledgerhouse.foundation.import_files import path_of
from ledgerhouse.foundation.importing import IMPORTERS, open_file
from ledgerhouse.foundation.models.imports import ImportBatch
from ledgerhouse.foundation.numbering import take
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Refused, Unreadable, gettext_noop, problem


class SameFile(Refused):
    """This very file was imported before."""

    code = "same-file"
    template = gettext_noop("This file was imported before as {number}.")


@dataclass(frozen=True)
class BeginImport:
    """A kept file to be imported as one kind. `digest` is what `keep_file` answered; `name` what people call the file.

    `mapping` says which field a header means ("" leaves a column out). `check_only` stops after the check; `skip_bad` takes
    the good rows of a file that has bad ones; `again` takes a file that was imported before. Without
    `queue` no job is made: the asker calls `run_import` itself.
    """

    __pydantic_config__ = STRICT

    kind: str
    name: str
    digest: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    check_only: bool = False
    skip_bad: bool = False
    again: bool = False
    queue: bool = True


@dataclass(frozen=True)
class ImportBegun:
    """The batch's number, and the file's columns that say nothing to us."""

    number: str
    ignored: tuple[str, ...] = ()


@verb("imports.begin", may="import data", title=gettext_noop("Import file"))
def begin_import(command: BeginImport, ctx: Context) -> ImportBegun:
    """Begin an import; the job `imports.run` checks the file and writes it.

    Refuses an unknown kind, a file that was not kept, one whose header lacks required columns, and the same file again.
    """
    if command.kind not in IMPORTERS:
        raise NotFound(kind=gettext_noop("kind of import"), name=command.kind)
    importer = IMPORTERS[command.kind]
    ctx.require_any(importer.may)
    path = path_of(command.digest)
    if not command.digest.isalnum() or not path.exists():
        raise Unreadable([problem("digest", gettext_noop("the file is not here; send it again"))])
    opened = open_file(importer, path, command.mapping)
    standing = _standing(ctx, command)
    if standing and not command.again:
        raise SameFile(number=standing)
    (number,) = take(ctx, "import_batch", 1, ctx.today(company(ctx).timezone))
    batch = ImportBatch(
        company=ctx.company,
        number=number,
        kind=command.kind,
        name=command.name[:200],
        digest=command.digest,
        twin=number if standing or command.check_only else "",
        mapping=dict(command.mapping),
        check_only=command.check_only,
        skip_bad=command.skip_bad,
        ignored=list(opened.ignored),
        user=ctx.user,
        at=ctx.now,
    )
    try:
        with transaction.atomic():
            ImportBatch.objects.bulk_create([batch])
    except IntegrityError as error:  # somebody else has just begun with it
        raise SameFile(number=_standing(ctx, command)) from error
    if command.queue:
        jobs.enqueue(ctx, "imports.run", {"number": number})
    return ImportBegun(number, opened.ignored)


def _standing(ctx: Context, command: BeginImport) -> str:
    """The batch that has imported this very file or is about to, or nothing."""
    rows = scoped(ctx, ImportBatch).filter(kind=command.kind, digest=command.digest, twin="")
    return rows.values_list("number", flat=True).first() or ""
