"""Lists: a room's query declared once, shown everywhere (page, REST, CSV, sheet, command line) with the same scope.

A listing is a function `(ctx, where) -> QuerySet` with a frozen row class, whose fields are `column(...)`s, and a
frozen filter class, whose fields are optional. The interfaces page, sort, search, total and export it; none of them
knows the table. The leak test walks `LISTINGS`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, Literal, NamedTuple, TypeVar, get_type_hints

from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.db.models import CharField, Field, Model, Q, QuerySet, TextField
from django.db.models.functions import Lower

from ledgerhouse.foundation.hidden import field_at, fields_of, looked_at
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotAllowed, Unreadable, gettext_noop, problem

Kind = Literal["text", "code", "quantity", "price", "amount", "number", "date", "moment", "state", "word", "yes_no"]
CharField.register_lookup(Lower, "lower")
TextField.register_lookup(Lower, "lower")
AT_ONCE: Final = 500
"""Values that one statement names: every engine takes so many parameters."""
F = TypeVar("F", bound=Callable[..., "QuerySet[Any]"])


class Column(NamedTuple):
    """One column: field name, title (message id), ORM path, kind, the paper it links to, and what it may do."""

    name: str
    title: str
    path: str
    kind: Kind
    link: str
    sortable: bool
    total: bool
    masked: str


@dataclass(frozen=True)
class Page:
    """Some rows, how many there are in all (None when not counted), and the cursor of the next page ("" at the end).

    `more`: there are more than `count`, where counting was to end.
    """

    rows: Sequence[Any]
    count: int | None
    next: str
    more: bool = False


@dataclass(frozen=True)
class Listing:
    """A declared list. `search` names the ORM paths a free-text search looks in; `order` is the default sort field.

    `verbs` names the verbs that a page of the list offers above its table: what makes a new row, first the usual one.
    """

    name: str
    title: str
    see: str
    row: type
    filters: type
    search: tuple[str, ...]
    order: str
    verbs: tuple[str, ...]
    query: Callable[[Context, Any], "QuerySet[Any]"]
    veil: Callable[[Context], Callable[[Any], Any]] = lambda _: lambda row: row

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the row class, in order."""
        return columns_of(self.row)

    def visible(self, ctx: Context) -> tuple[Column, ...]:
        """The columns this asker may see: a masked one needs its right, and no role may hide it."""
        return shown(ctx, self.row, self.name)

    def page(
        self,
        ctx: Context,
        where: Any = None,
        *,
        text: str = "",
        sort: str = "",
        after: str = "",
        limit: int = 50,
        count: bool = False,
        most: int = 0,
    ) -> Page:
        """One page by cursor. `sort` is a column name, `-` before it for falling; `after` the last page's cursor.

        Rows are counted up to `most`, or all: that takes time where there are many.
        """
        rows = self._found(ctx, where, text)
        order = self._order(ctx, sort, rows.model)
        total = (rows.order_by()[: most + 1] if most else rows).count() if count else 0
        more = 0 < most < total
        begin = int(after) if after.isdigit() else 0
        picked = rows.order_by(*order)[begin : begin + limit + 1]
        shown = list(self._drawn(ctx, picked.values_list(*self._paths)))
        following = str(begin + limit) if len(shown) > limit else ""
        return Page(shown[:limit], (most if more else total) if count else None, following, more)

    def every(self, ctx: Context, where: Any = None, *, text: str = "", sort: str = "") -> Iterator[Any]:
        """All rows for an export, streamed."""
        rows = self._found(ctx, where, text)
        rows = rows.order_by(*self._order(ctx, sort, rows.model))
        return self._drawn(ctx, rows.values_list(*self._paths).iterator(chunk_size=2000))

    def named(self, ctx: Context, column: str, values: Sequence[str]) -> list[Any]:
        """The rows whose column is one of the values, as far as the asker sees them. One statement for some hundred values."""
        path = next(c.path for c in self.columns if c.name == column)
        rows = self._found(ctx, None, "")
        picked: list[Any] = []
        for begin in range(0, len(values), AT_ONCE):
            some = rows.filter(**{f"{path}__in": values[begin : begin + AT_ONCE]}).order_by()
            picked += self._drawn(ctx, some.values_list(*self._paths))
        return picked

    def count(self, ctx: Context, where: Any = None, *, text: str = "") -> int:
        """How many rows match. One statement."""
        return self._found(ctx, where, text).count()

    def totals(self, ctx: Context, where: Any = None, *, text: str = "") -> dict[str, Any]:
        """Sums over all matching rows of the columns that add up."""
        from django.db.models import Sum

        adding = {c.name: Sum(c.path) for c in self.visible(ctx) if c.total}
        if not adding:
            return {}
        sums = self._found(ctx, where, text).aggregate(**{f"total_{name}": value for name, value in adding.items()})
        return {name: sums[f"total_{name}"] for name in adding}

    def _found(self, ctx: Context, where: Any, text: str) -> "QuerySet[Model]":
        if not ctx.may(self.see):
            raise NotAllowed(right=self.see)
        hidden = self.hidden(ctx)
        where = where if where is not None else self.filters()
        if hidden:
            _refuse_filters(where, hidden)
        rows = self.query(ctx, where)
        if not hidden:
            return _found_by_words(rows, self.search, text)
        secret = self._secret(ctx, rows, where, hidden)
        return _found_by_words(rows, [p for p in self.search if self._plain(rows, p, hidden, secret)], text, some=False)

    def _secret(self, ctx: Context, rows: Any, where: Any, hidden: Sequence[Column]) -> "frozenset[Field[Any, Any]]":
        """The fields that hidden columns show. Refuses a filter whose condition looks at one of them, whatever it is called."""
        query = getattr(rows, "query", None)
        if query is None:  # computed rows: their filters are known by name only
            return frozenset()
        secret = fields_of(query, [c.path for c in hidden]) - fields_of(query, [c.path for c in self.visible(ctx)])
        plain = self.filters()
        given = [f.name for f in fields(where) if getattr(where, f.name) != getattr(plain, f.name)]
        if not given or not secret & looked_at(query.where):
            return secret
        anyway = looked_at(self.query(ctx, plain).query.where)
        if secret & looked_at(query.where) - anyway:
            alone = [
                n for n in given if secret & self._looks_at(ctx, replace(plain, **{n: getattr(where, n)})) - anyway
            ]
            raise Unreadable(
                problem(name, gettext_noop("can not be filtered by {name}"), name=name) for name in alone or given
            )
        return secret

    def _looks_at(self, ctx: Context, where: Any) -> "set[Field[Any, Any]]":
        return looked_at(self.query(ctx, where).query.where)

    def _plain(self, rows: Any, path: str, hidden: Sequence[Column], secret: Collection[Any]) -> bool:
        """Whether words may be looked for at this path."""
        return path not in {c.path for c in hidden} and field_at(rows.model, path) not in secret

    def hidden(self, ctx: Context) -> tuple[Column, ...]:
        """The columns this asker may not see."""
        seen = {c.name for c in self.visible(ctx)}
        return tuple(c for c in self.columns if c.name not in seen)

    def _order(self, ctx: Context, sort: str, model: type[Model] | None) -> list[str]:
        """What to sort by. Whoever may not see a column may not sort by it either: the order would tell the values."""
        wanted = (sort or self.order).removeprefix("-")
        falling = "-" if (sort or self.order).startswith("-") else ""
        for column in self.visible(ctx):
            if column.name == wanted and column.sortable:
                return [falling + path for path in (*_indexed(model, column.path), "pk")]
        if not sort:
            return [falling + "pk"]
        raise Unreadable([problem("sort", gettext_noop("can not be sorted by {name}"), name=wanted)])

    @property
    def _paths(self) -> list[str]:
        return [c.path for c in self.columns]

    def _drawn(self, ctx: Context, rows: Iterable[Sequence[Any]]) -> Iterator[Any]:
        seen = {c.name for c in self.visible(ctx)}
        hidden = {i for i, c in enumerate(self.columns) if c.name not in seen}
        veil = self.veil(ctx)
        for values in rows:
            yield veil(self.row(*(None if i in hidden else value for i, value in enumerate(values))))


LISTINGS: dict[str, Listing] = {}


def column(
    title: str,
    *,
    path: str = "",
    kind: Kind = "text",
    link: str = "",
    sortable: bool = True,
    total: bool = False,
    masked: str = "",
) -> Any:
    """Declare a field of a row class.

    `path` defaults to the field's name; `link` is the kind of paper it opens; `masked` the right needed to see it.
    """
    return field(
        metadata={
            "title": title,
            "path": path,
            "kind": kind,
            "link": link,
            "sortable": sortable,
            "total": total,
            "masked": masked,
        }
    )


def listing(
    name: str,
    *,
    title: str,
    see: str,
    row: type,
    search: tuple[str, ...] = (),
    order: str,
    verbs: tuple[str, ...] = (),
    veil: Callable[[Context], Callable[[Any], Any]] = lambda _: lambda row: row,
) -> Callable[[F], F]:
    """Declare a query function `(ctx, where: FilterClass) -> QuerySet` as a list under `room.name`.

    `veil` answers for an asker what covers in each row what must not be seen of it, where that differs from row to row.
    """

    def keep(query: F) -> F:
        if name in LISTINGS:
            message = f"two listings are called {name!r}"
            raise ValueError(message)
        filters = get_type_hints(query)["where"]
        LISTINGS[name] = Listing(name, title, see, row, filters, search, order, verbs, query, veil)
        return query

    return keep


def columns_of(row: type) -> tuple[Column, ...]:
    """The columns of a row class made of `column(...)` fields, in order."""
    return tuple(_column(f) for f in fields(row))


def shown(ctx: Context, row: type, of: str) -> tuple[Column, ...]:
    """The columns of a row class that this asker may see in the list or kind of paper `of`."""
    return tuple(c for c in columns_of(row) if ctx.sees(c.name, of=of, masked=c.masked))


def _refuse_filters(where: Any, hidden: Iterable[Column]) -> None:
    """Refuse a filter by what the asker may not see: whether rows are found would tell the values.

    Known by the name of the column, or that before `_from`, `_until`, `_above` and the like, before anything is asked of the database; by
    the fields that the condition looks at, whatever the filter is called, once there is a condition.
    """
    names = {c.name for c in hidden}
    wrong = [
        f.name
        for f in fields(where)
        if (f.name in names or f.name.rpartition("_")[0] in names) and getattr(where, f.name) != f.default
    ]
    if wrong:
        raise Unreadable([problem(name, gettext_noop("can not be filtered by {name}"), name=name) for name in wrong])


def _found_by_words(rows: "QuerySet[Any]", paths: Iterable[str], text: str, *, some: bool = True) -> "QuerySet[Any]":
    """The rows with each of the first five words in one of the paths; `some` says that no path at all means no condition."""
    paths = tuple(paths)
    for word in text.split()[:5]:
        condition = Q() if some else Q(pk__in=())
        for path in paths:
            condition |= _contains(rows.model, path, word)
        rows = rows.filter(condition)
    return rows


def _contains(model: type[Model], path: str, word: str) -> Q:
    """The path contains the word; where it leads to many rows, in any of them, without multiplying ours."""
    try:
        many = model._meta.get_field(path.partition("__")[0]).one_to_many
    except FieldDoesNotExist:
        many = False
    # MariaDB compares by the collation of the column, which keeps codes apart by case
    binary = connection.vendor == "mysql" and isinstance(field_at(model, path) or CharField(), CharField | TextField)
    found = Q(**({f"{path}__lower__contains": word.lower()} if binary else {f"{path}__icontains": word}))
    return Q(pk__in=model._base_manager.filter(found).values("pk")) if many else found


def _indexed(model: type[Model] | None, path: str) -> tuple[str, ...]:
    """How to sort by a path so that an index can be followed: codes of another table are indexed within their company.

    All rows of a list are of one company, so that putting it first changes nothing but the way.
    """
    link, _, far = path.partition("__")
    try:
        other = model._meta.get_field(link).related_model if model and far else None
    except FieldDoesNotExist:
        return (path,)
    if not isinstance(other, type) or ("company", far) not in {
        c.fields[:2] for c in other._meta.total_unique_constraints
    }:
        return (path,)
    return f"{link}__{getattr(other._meta.get_field('company'), 'attname', 'company')}", path


def _column(f: Any) -> Column:
    meta = f.metadata
    return Column(
        f.name,
        meta["title"],
        meta["path"] or f.name,
        meta["kind"],
        meta["link"],
        meta["sortable"],
        meta["total"],
        meta["masked"],
    )
