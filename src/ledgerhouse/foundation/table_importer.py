"""An importer for rows of one table: found by their identity, made or changed in bulk, audited, and undone.

A subclass names its model and identity and says in `resolve` what a line means in columns of the table; the rest is here.
"""

import json
from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import CASCADE, DO_NOTHING, PROTECT, RESTRICT, ForeignObjectRel, Model, QuerySet

from ledgerhouse.foundation import audit, dialect
from ledgerhouse.foundation.importing import Importer, Judged, Kept, Line, Written
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop

R = TypeVar("R")
Values = Mapping[str, Any]


class Planned(NamedTuple):
    """What one line will do: all its values, the row it is about (None: a new one), and what changes there."""

    values: Values
    row: Any
    changes: Values


class TableImporter(Importer[R], Generic[R]):
    """Rows of one model.

    `identity` are the attribute names that find a row within the company (`("code",)`, `("warehouse_id", "code")`).
    `sources` maps an attribute to the field of the file row that gives it, where the names differ; an attribute
    changes on a known row only when the file gave that field. `touched` are set whenever anything changes (time stamps).
    """

    model: ClassVar[type[Model]]
    identity: ClassVar[tuple[str, ...]]
    sources: ClassVar[Mapping[str, str]] = {}
    touched: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def resolve(self, ctx: Context, lines: Sequence[Line[R]]) -> tuple[dict[int, Values], list[Problem]]:
        """Line number -> attribute values of a new row (without company; an id is optional), and problems.

        Constant statements. Lines with problems may be absent.
        """

    def admit(self, ctx: Context, line: Line[R], values: Values) -> list[Problem]:
        """What forbids a new row with these values; nothing by default. No statements: look things up in `resolve`."""
        return []

    def guard(self, ctx: Context, line: Line[R], row: Any, changes: Values) -> list[Problem]:
        """What forbids these changes to a known row; nothing by default. No statements here either."""
        return []

    def in_use(self, ctx: Context, ids: Sequence[int]) -> set[int]:
        """Of these rows, those an undo must not delete: others point at them. One statement per such relation."""
        found: set[int] = set()
        for relation in self.model._meta.get_fields(include_hidden=True):
            # ledgers point without a constraint of the database, and without a way back
            if isinstance(relation, ForeignObjectRel) and relation.on_delete in {PROTECT, RESTRICT, DO_NOTHING}:
                name = relation.field.attname
                rows = among(relation.related_model, str(relation.field.column), ids)
                found |= set(rows.values_list(name, flat=True).distinct())
        return found

    def name(self, row: Any) -> str:
        """What the audit trail and the undo call a row."""
        return str(getattr(row, "code", row.pk))

    def judge(self, ctx: Context, lines: Sequence[Line[R]]) -> Judged:
        values, problems = self.resolve(ctx, lines)
        judged = Judged(problems, known={})
        wrong = {p.where.partition(".")[0] for p in problems}
        good = [line for line in lines if str(line.number) not in wrong]
        known = self._known(ctx, [values[line.number] for line in good])
        first: dict[tuple[Any, ...], int] = {}
        for line in good:
            said = values[line.number]
            identity = tuple(said[name] for name in self.identity)
            if first.setdefault(identity, line.number) != line.number:
                template = gettext_noop("says the same as line {line}")
                judged.problems.append(line.problem("", template, line=first[identity]))
                continue
            row = known.get(identity)
            changes = {} if row is None else self._changes(line, row, said)
            refused = self.admit(ctx, line, said) if row is None else []
            refused += self.guard(ctx, line, row, changes) if changes else []
            judged.problems += refused
            if not refused:
                judged.actions[line.number] = "create" if row is None else "change" if changes else "same"
                judged.known[line.number] = Planned(said, row, changes)
        return judged

    def write(self, ctx: Context, lines: Sequence[Line[R]], judged: Judged) -> list[Written]:
        fresh: list[Any] = []
        changed: list[Any] = []
        names: set[str] = set()
        written = []
        ids = iter(new_ids(sum(action == "create" for action in judged.actions.values())))
        for line in lines:
            planned: Planned = judged.known[line.number]
            row, before = planned.row, None
            if row is None:
                row = self.model(**{"id": next(ids), **self._company(ctx), **planned.values})
                fresh.append(row)
            elif planned.changes:
                before = {name: getattr(row, name) for name in planned.changes}
                for name in (*planned.changes, *self.touched):
                    setattr(row, name, planned.values[name])
                changed.append(row)
                names |= {*planned.changes, *self.touched}
            action = judged.actions[line.number]
            after = planned.changes if action == "change" else None
            written.append(Written(line.number, row.pk, self.name(row), action, before, after))
        self.model._base_manager.bulk_create(fresh)
        overwrite(self.model, changed, names)
        audit.record(ctx, self._audit(written, {row.pk: row for row in fresh}), reason=judged.reason)
        return written

    def undo(self, ctx: Context, done: Sequence[Written]) -> list[Kept]:
        made = {one.row: one.name for one in done if one.action == "create"}
        used = self.in_use(ctx, sorted(made))
        kept = [Kept(row, made[row], gettext_noop("is in use")) for row in sorted(used)]
        gone = sorted(set(made) - used)
        delete(self.model, gone)
        changes = [audit.Change(self.kind, row, made[row], "undo", {"exists": True}, {}) for row in gone]
        again, restored, names = self._restore(ctx, [one for one in done if one.action == "change"])
        overwrite(self.model, restored, names)
        audit.record(ctx, [*changes, *again[1]], reason="undo")
        return kept + again[0]

    def _known(self, ctx: Context, said: Sequence[Values]) -> dict[tuple[Any, ...], Any]:
        if not said:
            return {}
        among = {f"{name}__in": sorted({values[name] for values in said}) for name in self.identity}
        rows = scoped(ctx, self.model).filter(**among)
        return {tuple(getattr(row, name) for name in self.identity): row for row in rows}

    def _changes(self, line: Line[R], row: Any, said: Values) -> Values:
        return {
            name: value
            for name, value in said.items()
            if name not in self.touched
            and self.sources.get(name, name) in line.given
            and name not in self.identity
            and getattr(row, name) != value
        }

    def _company(self, ctx: Context) -> dict[str, int]:
        attribute = str(self.model.access.columns["company"])  # type: ignore[attr-defined]
        return {attribute: ctx.company} if "__" not in attribute else {}

    def _audit(self, written: Iterable[Written], fresh: Mapping[int, Any]) -> Iterable[audit.Change]:
        for one in written:
            if one.action == "create":
                row = fresh[one.row]
                facts = {f.attname: getattr(row, f.attname) for f in self.model._meta.concrete_fields}
                said = {name: value for name, value in facts.items() if value and name not in {"id", *self.touched}}
                yield audit.Change(self.kind, one.row, one.name, "create", {}, said)
            elif one.action == "change":
                yield audit.Change(self.kind, one.row, one.name, "change", one.before or {}, one.after or {})

    def _restore(
        self, ctx: Context, done: Sequence[Written]
    ) -> tuple[tuple[list[Kept], list[audit.Change]], list[Any], set[str]]:
        rows = {row.pk: row for row in scoped(ctx, self.model).filter(pk__in=sorted({one.row for one in done}))}
        kept, changes, restored, names = [], [], [], set()
        for one in done:
            row = rows.get(one.row)
            before, after = one.before or {}, one.after or {}
            if row is None or _plain({name: getattr(row, name) for name in after}) != _plain(after):
                kept.append(Kept(one.row, one.name, gettext_noop("was changed since")))
                continue
            for name, value in before.items():
                setattr(row, name, self.model._meta.get_field(name).to_python(value))  # type: ignore[union-attr]
            names |= set(before)
            restored.append(row)
            changes.append(audit.Change(self.kind, one.row, one.name, "undo", after, before))
        return (kept, changes), restored, names


def set_rows(ctx: Context, importer: TableImporter[R], rows: Sequence[R], *, path: str) -> Mapping[str, int]:
    """The same for a verb: make or change these rows by the importer's rules. Answers how often each action happened.

    Every field of a row counts as given. Refuses with `Unreadable`, all problems at once, as `path.N.field`.
    """
    given = frozenset(f.name for f in fields(importer.row))
    lines = [Line(i, row, given) for i, row in enumerate(rows)]
    first: dict[Any, int] = {}
    problems = [
        line.problem("", gettext_noop("says the same as line {line}"), line=first[key])
        for line in lines
        if (key := importer.key(line.row)) is not None and first.setdefault(key, line.number) != line.number
    ]
    judged = importer.judge(ctx, lines) if lines and not problems else Judged(problems)
    if judged.problems:
        raise Unreadable(p._replace(where=f"{path}.{p.where}".rstrip(".")) for p in judged.problems)
    written = importer.write(ctx, lines, judged) if lines else []
    return Counter(one.action for one in written)


def among(model: type[Model], column: str, ids: Sequence[int]) -> "QuerySet[Any]":
    """The rows whose column is one of these ids: a literal list, as thousands of parameters cost more than the query."""
    if not ids:
        return model._base_manager.none()
    table = connection.ops.quote_name(model._meta.db_table)
    return model._base_manager.extra(where=[f"{table}.{column} in {dialect.among(ids)}"])  # noqa: S610 - numbers only


def delete(model: type[Model], ids: Sequence[int]) -> None:
    """Delete rows with all that belongs to them, a constant number of statements without reading whole rows."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.on_delete is CASCADE:
            below = among(relation.related_model, str(relation.field.column), ids)
            delete(relation.related_model, sorted(below.values_list("pk", flat=True)))
    if ids:
        dialect.execute(f"delete from {model._meta.db_table} where id in {dialect.among(ids)}")  # noqa: S608 - numbers


def overwrite(model: type[Model], rows: Sequence[Any], names: Iterable[str]) -> None:
    """Write these attributes of many known rows in one statement per few thousand rows, whatever their values."""
    changed = sorted({model._meta.get_field(name).name for name in names})
    if not rows or not changed:
        return
    model._base_manager.bulk_create(
        rows,
        update_conflicts=True,
        update_fields=changed,
        # MariaDB finds the conflicting key by itself and refuses to be told
        unique_fields=None if connection.vendor == "mysql" else ["id"],
        batch_size=2000,
    )


def _plain(values: Values) -> Any:
    return json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder))
