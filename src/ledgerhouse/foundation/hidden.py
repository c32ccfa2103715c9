"""What somebody may not see, told by the field of the table and not by its name: so no other spelling of it tells the values either.

A list's hidden column leads to a field. A filter whose condition looks at that field and a search word looked for in it are recognised, whatever the
filter or path is called.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.db.models.expressions import Col, Ref
from django.db.models.sql import Query


def field_at(model: type[Model], path: str) -> "Field[Any, Any] | None":
    """The field at the end of an ORM path; None where the path is computed or leads to no field."""
    found: Any = None
    for name in path.split("__"):
        try:
            found = model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        model = getattr(found, "related_model", None) or model
    return found if isinstance(found, Field) else None


def fields_of(query: Query, paths: Iterable[str]) -> frozenset["Field[Any, Any]"]:
    """The fields that paths of a query lead to; of one that is computed, all that it is computed from."""
    found: set[Field[Any, Any]] = set()
    for path in paths:
        if path in query.annotations:
            found |= looked_at(query.annotations[path])
        elif query.model is not None and (field := field_at(query.model, path)) is not None:
            found.add(field)
    return frozenset(found)


def looked_at(part: Any) -> set["Field[Any, Any]"]:
    """Every field of a table that a condition or expression looks at, in subqueries too."""
    return set(_looked_at(part))


def _looked_at(part: Any) -> Iterator["Field[Any, Any]"]:
    if isinstance(part, Col):
        yield part.target
    elif isinstance(part, Ref):
        yield from _looked_at(part.get_source_expressions()[0])
    elif isinstance(part, Query):
        yield from _looked_at(part.where)
        for annotation in part.annotations.values():
            yield from _looked_at(annotation)
    elif part is not None and not isinstance(part, str | bytes | int):
        for below in _parts(part):
            yield from _looked_at(below)


def _parts(part: Any) -> Iterator[Any]:
    """What a node, lookup or expression is made of."""
    for name in ("children", "lhs", "rhs", "query"):
        below = getattr(part, name, None)
        if isinstance(below, list | tuple):
            yield from below
        else:
            yield below
    if hasattr(part, "get_source_expressions"):
        yield from part.get_source_expressions()
