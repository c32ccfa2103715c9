"""The one place where rights become rows: every read of a table goes through `scoped` or `scope_sql`.

A model says with `access` which right shows its rows and which of its columns carry which scope dimension. While a verb runs, its own
right decides instead, so a receiver who may receive in warehouse A only cannot even load an order of warehouse B.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple, Protocol, TypeVar
from zlib import crc32

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import Q, QuerySet

from ledgerhouse.kernel.context import Context, Reach, Scope, merged
from ledgerhouse.kernel.errors import NotAllowed

DOCUMENT_TYPE: Final = "document_type"
Paths = str | tuple[str, ...]
Truth = Q | bool


if TYPE_CHECKING:
    _Lookup = models.Lookup[Any]
else:
    _Lookup = models.Lookup


@models.ForeignObject.register_lookup
@models.Field.register_lookup
class Among(_Lookup):
    """The column is one of some ids, written as literal numbers: forty parameters cost more than the database needs to look."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        if not self.rhs:
            raise EmptyResultSet
        column, params = self.process_lhs(compiler, connection)
        return f"{column} IN ({_numbers(self.rhs)})", params


@dataclass(frozen=True)
class Access:
    """Who sees rows of a model: the right `see`, and dimension -> ORM path of the column that carries it.

    The path of `company` always limits to the context's company; the other dimensions limit as the reach says. Several paths
    of one dimension (from where, to where) mean that any of them is enough. `kind` says of which kind of paper all rows are.
    `whole`: the rows tell about the whole company (its audit trail, the cost of all its stock) and are seen only by those whose
    right has no limits; a verb that acts may load them for its own work.
    """

    see: str
    columns: Mapping[str, Paths] = field(default_factory=dict)
    kind: str = ""
    whole: bool = False


class Accessible(Protocol):
    """A model with an access rule."""

    access: ClassVar[Access]


M = TypeVar("M", bound=models.Model)


def scoped(ctx: Context, model: type[M]) -> QuerySet[M]:
    """The rows of this model that the asker may see or act on. Refuses with `NotAllowed` without the right."""
    access = _access(model)
    rows = model._default_manager.all()
    condition = condition_for(ctx, access)
    return rows.filter(condition) if condition else rows


def condition_for(ctx: Context, access: Access) -> Q:
    """The filter that `scoped` applies; empty when nothing limits."""
    right = ctx.acting or access.see
    if not ctx.may(right):
        raise NotAllowed(right=right)
    if access.whole and not ctx.acting and not ctx.everywhere(right):
        return Q(pk__in=())
    condition = Q(**{str(access.columns["company"]): ctx.company}) if "company" in access.columns else Q()
    return condition & inside(ctx.reach(right), access)


def inside(reach: Reach, access: Access) -> Q:
    """The rows inside a reach: in any of what it allows, in none of what it denies."""
    allowed = [_scope(scope, access) for scope in _asked(reach.allow, access)]
    either = Q()
    if not any(one is True for one in allowed):
        some = [one for one in allowed if isinstance(one, Q)]
        if not some:
            return Q(pk__in=())
        for one in some:
            either |= one
    for scope in reach.deny:
        if not _applies(scope, access):
            continue
        denied = _scope(scope, access)
        if denied is True:
            return Q(pk__in=())
        if isinstance(denied, Q):
            either &= ~denied
    return either


def scope_sql(ctx: Context, model: type[models.Model], alias: str, **columns: str) -> str:
    """The same as a SQL condition on a table alias. Ids are literal numbers, so there are no parameters.

    `columns` names the SQL column of a dimension that the query has joined anyway, e.g. `zone="p.zone_id"`; a dimension of
    another table that is not named is asked for by a subselect.
    """
    access = _access(model)
    right = ctx.acting or access.see
    if not ctx.may(right):
        raise NotAllowed(right=right)
    if access.whole and not ctx.acting and not ctx.everywhere(right):
        return "1 = 0"
    return _condition(model, alias, tuple(columns.items()), ctx.company, ctx.reach(right))


@lru_cache(maxsize=2000)
def _condition(
    model: type[models.Model], alias: str, joined: tuple[tuple[str, str], ...], company: int, reach: Reach
) -> str:
    """One verb asks for the same condition of the same asker many times, and so does the next."""
    access, columns = _access(model), dict(joined)
    tests = {name: [_test(model, alias, path) for path in _paths(of)] for name, of in access.columns.items()}
    tests |= {name: [_Test(column, f"{column} {{among}}")] for name, column in columns.items()}
    parts = [tests["company"][0].sql.format(among=f"= {int(company)}")] if "company" in tests else []
    either = [_scope_sql(scope, tests, access.kind) for scope in _asked(reach.allow, access)]
    if not either:
        parts.append("1 = 0")
    elif all(either):
        parts.append("(" + " or ".join(either) + ")")
    denials = [scope for scope in reach.deny if _applies(scope, access)]
    parts += [f"not ({_scope_sql(scope, tests, access.kind, known=True) or '1 = 1'})" for scope in denials]
    return " and ".join(parts) or "1 = 1"


class _Test(NamedTuple):
    """How to ask in SQL whether a dimension's value is `{among}` some ids, and the column that is empty when it has none."""

    column: str
    sql: str


def _test(model: type[models.Model], alias: str, path: str) -> _Test:
    """The test of one ORM path: a subselect for every table that it leads through."""
    link, _, far = path.partition("__")
    column = f"{alias}.{_column(model, link)}" if alias else _column(model, link)
    if not far:
        return _Test(column, f"{column} {{among}}")
    other = model._meta.get_field(link).related_model
    if not isinstance(other, type):
        message = f"{model.__name__}: {path} leads nowhere"
        raise TypeError(message)
    table, key = other._meta.db_table, other._meta.pk.column
    return _Test(column, f"{column} in (select {key} from {table} where {_test(other, '', far).sql})")  # noqa: S608 - names of our tables


def document_type(kind: str) -> int:
    """The number by which limits know a kind of paper; the same for ever and everywhere."""
    return crc32(kind.encode())


def _numbers(ids: Iterable[int]) -> str:
    return ", ".join([str(int(one)) for one in sorted(ids)])


def _column(model: type[models.Model], path: str) -> str:
    """The SQL column of one of the model's own fields, named by field or by attribute."""
    return str(getattr(model._meta.get_field(path), "column", path))


def _paths(of: Paths) -> Sequence[str]:
    return (of,) if isinstance(of, str) else of


def _access(model: type[models.Model]) -> Access:
    access = getattr(model, "access", None)
    if not isinstance(access, Access):
        message = f"{model.__name__} has no access rule; nothing may be read without one"
        raise TypeError(message)
    return access


def _asked(scopes: tuple[Scope, ...], access: Access) -> tuple[Scope, ...]:
    """The scopes as these rows know them, without dimensions that they do not have: then fewer differ."""
    if len(scopes) < 2:
        return scopes
    known = {*access.columns, DOCUMENT_TYPE} if access.kind else access.columns.keys()
    return merged(tuple(Scope(tuple(limit for limit in scope.limits if limit[0] in known)) for scope in scopes))


def _applies(scope: Scope, access: Access) -> bool:
    """Whether a denial can be asked of these rows at all: they have every dimension it names."""
    return bool(scope.limits) and all(
        name in access.columns or (name == DOCUMENT_TYPE and access.kind) for name, _ in scope.limits
    )


def _scope(scope: Scope, access: Access) -> Truth:
    """The limits as a filter, or True where they hold for every row of the model and False where for none."""
    condition = Q()
    for name, ids in scope.limits:
        if name == DOCUMENT_TYPE and access.kind:
            if document_type(access.kind) not in ids:
                return False
        elif name in access.columns:
            inside = Q()
            for path in _paths(access.columns[name]):
                inside |= Q(**{f"{path}__among": ids})
            condition &= inside
    return condition or True


def _scope_sql(scope: Scope, tests: Mapping[str, Sequence[_Test]], kind: str, *, known: bool = False) -> str:
    """The limits as SQL. `known` makes an empty column false instead of unknown, so that a denial of others does not hide it."""
    parts = []
    for name, ids in scope.limits:
        if name == DOCUMENT_TYPE and kind and document_type(kind) not in ids:
            return "1 = 0"
        if name in tests:
            among = f"in ({_numbers(ids)})"
            either = [
                ((f"{test.column} is not null and " if known else "") + test.sql.format(among=among))
                if ids
                else "1 = 0"
                for test in tests[name]
            ]
            parts.append(either[0] if len(either) == 1 else "(" + " or ".join(either) + ")")
    return " and ".join(parts)
