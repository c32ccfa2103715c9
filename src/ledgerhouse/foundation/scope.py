"""The one place where rights become rows: every read of a table goes through `scoped` or `scope_sql`.

A model says with `access` which right shows its rows and which of its columns carry which scope dimension. While a verb runs, its own
right decides instead, so a receiver who may receive in warehouse A only cannot even load an order of warehouse B.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Protocol, TypeVar

from django.db import models
from django.db.models import Q, QuerySet

from ledgerhouse.kernel.context import Context, Reach, Scope
from ledgerhouse.kernel.errors import NotAllowed


@dataclass(frozen=True)
class Access:
    """Who sees rows of a model: the right `see`, and dimension -> ORM path of the column that carries it.

    The path of `company` always limits to the context's company; the other dimensions limit as the reach says.
    """

    see: str
    columns: Mapping[str, str] = field(default_factory=dict)


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
    condition = Q(**{access.columns["company"]: ctx.company}) if "company" in access.columns else Q()
    return condition & _reach(ctx.reach(right), access.columns)


def scope_sql(ctx: Context, model: type[models.Model], alias: str, **columns: str) -> str:
    """The same as a SQL condition on a table alias. Ids are literal numbers, so there are no parameters.

    `columns` names the SQL column of a dimension that the model reaches through a join, e.g. `zone="p.zone_id"`. A dimension
    that limits the asker but has no column here is a programming error, not a leak.
    """
    access = _access(model)
    right = ctx.acting or access.see
    if not ctx.may(right):
        raise NotAllowed(right=right)
    own = {dim: path for dim, path in access.columns.items() if "__" not in path}
    column = {dim: f"{alias}.{_column(model, path)}" for dim, path in own.items()} | columns
    parts = [f"{column['company']} = {int(ctx.company)}"] if "company" in column else []
    reach = ctx.reach(right)
    missing = {
        name for scope in reach.allow + reach.deny for name, _ in scope.limits
    } & access.columns.keys() - column.keys()
    if missing:
        message = f"{model.__name__} is limited by {sorted(missing)}, for which this query names no column"
        raise TypeError(message)
    either = [_scope_sql(scope, column) for scope in reach.allow]
    if not either:
        parts.append("1 = 0")
    elif all(either):
        parts.append("(" + " or ".join(either) + ")")
    parts += [f"not ({_scope_sql(scope, column, known=True)})" for scope in reach.deny if _applies(scope, column)]
    return " and ".join(parts) or "1 = 1"


def _column(model: type[models.Model], path: str) -> str:
    """The SQL column of one of the model's own fields, named by field or by attribute."""
    return str(getattr(model._meta.get_field(path), "column", path))


def _access(model: type[models.Model]) -> Access:
    access = getattr(model, "access", None)
    if not isinstance(access, Access):
        message = f"{model.__name__} has no access rule; nothing may be read without one"
        raise TypeError(message)
    return access


def _reach(reach: Reach, columns: Mapping[str, str]) -> Q:
    if not reach.allow:
        return Q(pk__in=())
    either = [_scope(scope, columns) for scope in reach.allow]
    condition = Q()
    if all(either):
        for one in either:
            condition |= one
    for scope in reach.deny:
        if _applies(scope, columns):
            condition &= ~_scope(scope, columns)
    return condition


def _applies(scope: Scope, columns: Mapping[str, str]) -> bool:
    return bool(scope.limits) and all(name in columns for name, _ in scope.limits)


def _scope(scope: Scope, columns: Mapping[str, str]) -> Q:
    condition = Q()
    for name, ids in scope.limits:
        if name in columns:
            condition &= Q(**{f"{columns[name]}__in": sorted(ids)})
    return condition


def _scope_sql(scope: Scope, columns: Mapping[str, str], *, known: bool = False) -> str:
    """The limits as SQL. `known` makes an empty column false instead of unknown, so that a denial of others does not hide it."""
    parts = []
    for name, ids in scope.limits:
        if name in columns:
            inside = f"{columns[name]} in ({', '.join(map(str, sorted(ids)))})" if ids else "1 = 0"
            parts.append(f"{columns[name]} is not null and {inside}" if known else inside)
    return " and ".join(parts)
