"""The work of an import: check the whole file, then write it in chunks; and take a batch back.

Both may be killed at any moment and go on where the last committed chunk ended.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.import_files import ErrorFile, errors_path, path_of
from ledgerhouse.foundation.importing import (
    IMPORTERS,
    Importer,
    Judged,
    Line,
    Opened,
    Written,
    at_headers,
    lines,
    open_file,
)
from ledgerhouse.foundation.jobs import KINDS, Report
from ledgerhouse.foundation.models.imports import ImportBatch, ImportRow
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.spreadsheets import RawRow
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, NotFound, Problem, gettext_noop
from ledgerhouse.kernel.lifecycle import Lifecycle

CHUNK: Final = 5000
SHOWN: Final = 200
"""Problems kept on the batch for screens; the error file has all."""

IMPORT_LIFE: Final = Lifecycle(
    gettext_noop("import"),
    start="queued",
    steps={
        "check": ({"queued"}, "checked"),
        "refuse": ({"queued", "checked", "writing"}, "refused"),
        "write": ({"checked"}, "writing"),
        "finish": ({"writing"}, "done"),
        "proceed": ({"checked", "refused"}, "queued"),
        "undo": ({"done", "writing", "refused", "undoing"}, "undoing"),
        "forget": ({"undoing"}, "undone"),
    },
)
STATES: Final = (
    gettext_noop("queued"),
    gettext_noop("checked"),
    gettext_noop("refused"),
    gettext_noop("writing"),
    gettext_noop("done"),
    gettext_noop("undoing"),
    gettext_noop("undone"),
)
Rows = Iterable[tuple[RawRow, Line[Any] | None, list[Problem]]]


def silent(done: int, total: int, message: str = "") -> None:
    """Progress nobody looks at."""


def run_import(ctx: Context, number: str, report: Report = silent) -> ImportBatch:
    """Check and write a batch, or go on with it. Answers the batch as it ended: checked, refused or done."""
    batch = _batch(ctx, number)
    importer = IMPORTERS[batch.kind]
    ctx.require_any(importer.may)
    ctx = replace(ctx.under(importer.may), user=batch.user)
    opened = open_file(importer, path_of(batch.digest), batch.mapping)
    if batch.state == "queued":
        _check(ctx, batch, importer, opened, report)
        opened = open_file(importer, path_of(batch.digest), batch.mapping)
    if batch.state == "checked" and not batch.check_only:
        _move(batch, "write", created=0, changed=0, same=0)
    if batch.state == "writing":
        _write(ctx, batch, importer, opened, report)
    return batch


def undo_import(ctx: Context, number: str, report: Report = silent) -> ImportBatch:
    """Take back what a batch did, last chunk first. What is in use or was changed since stays, and is listed."""
    batch = _batch(ctx, number)
    importer = IMPORTERS[batch.kind]
    ctx.require_any(importer.may)
    ctx = replace(ctx.under(importer.may), user=batch.user)
    done, total = 0, batch.lines.count()
    while rows := list(batch.lines.order_by("-line")[: CHUNK // 2]):
        with transaction.atomic():
            written = [Written(r.line, r.row, r.name, r.action, r.before, r.after) for r in rows]
            kept = importer.undo(ctx, written)
            batch.lines.filter(line__gte=rows[-1].line).delete()
            batch.kept = (batch.kept + [[k.name, k.reason] for k in kept])[:SHOWN]
            batch.save(update_fields=["kept"])
        done += len(rows)
        report(done, total, gettext_noop("undoing"))
    _move(batch, "forget", twin=batch.number, ended_at=timezone.now())
    return batch


@KINDS.add("imports.run")
def work(ctx: Context, args: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """The job: `args["number"]` is the batch."""
    batch = run_import(ctx, args["number"], report)
    return {
        "state": batch.state,
        "created": batch.created,
        "changed": batch.changed,
        "same": batch.same,
        "bad": batch.bad,
    }


@KINDS.add("imports.undo")
def take_back(ctx: Context, args: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """The job: `args["number"]` is the batch."""
    batch = undo_import(ctx, args["number"], report)
    return {"state": batch.state, "kept": len(batch.kept)}


def _check(ctx: Context, batch: ImportBatch, importer: Importer[Any], opened: Opened[Any], report: Report) -> None:
    rows = bad = 0
    shown: list[list[str | Mapping[str, object]]] = []
    actions: Counter[str] = Counter()
    path = errors_path(batch.company, batch.number)
    with ErrorFile(path, opened.headers, ctx.language) as errors:
        for chunk in _chunks(lines(importer, opened)):
            judged = _judged(ctx, importer, [line for _, line, _ in chunk if line])
            actions.update(judged.actions.values())
            by_line = _by_line(judged)
            for raw, line, problems in chunk:
                found = at_headers(opened, problems + by_line.get(raw.line, []))
                rows += line is not None or bool(found)
                if found:
                    bad += 1
                    errors.add(raw.cells, found)
                    shown += [[p.where, p.template, _plain(p.facts)] for p in found[: SHOWN - len(shown)]]
            report(rows, 0, gettext_noop("checking"))
    facts = {"rows": rows, "bad": bad, "problems": shown, "created": actions["create"]}
    facts |= {"changed": actions["change"], "same": actions["same"]}
    refused = bad and not batch.skip_bad and not batch.check_only
    if refused:
        facts |= {"twin": batch.number, "ended_at": timezone.now()}
    _move(batch, "refuse" if refused else "check", **facts)


def _write(ctx: Context, batch: ImportBatch, importer: Importer[Any], opened: Opened[Any], report: Report) -> None:
    for chunk in _chunks(lines(importer, opened)):
        fresh = [line for _, line, _ in chunk if line and line.number > batch.reached]
        last = chunk[-1][0].line
        if last <= batch.reached:
            continue
        with transaction.atomic():
            judged = _judged(ctx, importer, fresh)
            if judged.problems and not batch.skip_bad:
                break
            good = [line for line in fresh if line.number in judged.actions]
            judged.reason = batch.number
            written = importer.write(ctx, good, judged) if good else []
            _remember(batch, written)
            _reach(batch, last, judged)
        report(batch.created + batch.changed + batch.same, batch.rows, gettext_noop("writing"))
    else:
        _move(batch, "finish", ended_at=timezone.now())
        return
    # somebody changed the master data between the check and this chunk
    shown = [[p.where, p.template, _plain(p.facts)] for p in at_headers(opened, judged.problems[:SHOWN])]
    _move(batch, "refuse", problems=shown, ended_at=timezone.now())


def _judged(ctx: Context, importer: Importer[Any], some: list[Line[Any]]) -> Judged:
    return importer.judge(ctx, some) if some else Judged()


def _chunks(rows: Rows) -> Iterator[list[tuple[RawRow, Line[Any] | None, list[Problem]]]]:
    chunk = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _by_line(judged: Judged) -> dict[int, list[Problem]]:
    found: dict[int, list[Problem]] = {}
    for one in judged.problems:
        found.setdefault(int(one.where.partition(".")[0]), []).append(one)
    return found


def _remember(batch: ImportBatch, written: list[Written]) -> None:
    told = [one for one in written if one.action != "same"]
    plain = [one for one in told if not one.before]
    quote = connection.ops.quote_name  # `row` is a word of SQL
    columns: dialect.Columns = {"id": "int", "line": "int", quote("row"): "int", "name": "text", "action": "text"}
    ids = iter(new_ids(len(told)))
    data = [(next(ids), one.line, one.row, one.name[:120], one.action) for one in plain]
    constants = {"company": batch.company, "batch_id": batch.id}
    dialect.insert(ImportRow._meta.db_table, columns, data, constants=constants)
    ImportRow.objects.bulk_create(
        ImportRow(
            id=next(ids),
            company=batch.company,
            batch=batch,
            line=one.line,
            row=one.row,
            name=one.name[:120],
            action=one.action,
            before=dict(one.before) if one.before else None,
            after=dict(one.after) if one.after else None,
        )
        for one in told
        if one.before
    )


def _reach(batch: ImportBatch, last: int, judged: Judged) -> None:
    count = Counter(judged.actions.values())
    facts = {
        "reached": last,
        "created": batch.created + count["create"],
        "changed": batch.changed + count["change"],
        "same": batch.same + count["same"],
    }
    mine = ImportBatch.objects.filter(id=batch.id, state="writing", reached=batch.reached)
    if mine.update(**facts) != 1:
        raise Changed(name=batch.number)
    for name, value in facts.items():
        setattr(batch, name, value)


def _move(batch: ImportBatch, step: str, **facts: Any) -> None:
    target = IMPORT_LIFE.after(batch.state, step, name=batch.number)
    if ImportBatch.objects.filter(id=batch.id, state=batch.state).update(state=target, **facts) != 1:
        raise Changed(name=batch.number)
    for name, value in {"state": target, **facts}.items():
        setattr(batch, name, value)


def _batch(ctx: Context, number: str) -> ImportBatch:
    batch = scoped(ctx.under("import data"), ImportBatch).filter(number=number).first()
    if batch is None:
        raise NotFound(kind=gettext_noop("import"), name=number)
    return batch


def _plain(facts: Mapping[str, object]) -> Mapping[str, object]:
    return {name: value if isinstance(value, int) else str(value) for name, value in facts.items()}
