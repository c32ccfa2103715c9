"""Scope dimensions by name: how the codes people type in a grant become the ids that limit it, and back.

A room that owns a dimension declares it; foundation has never heard of a warehouse.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from ledgerhouse.foundation.models import Department
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.scope import DOCUMENT_TYPE, document_type, scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


class Dimension(NamedTuple):
    """One dimension: its name, its title (a message id), codes to ids, ids to codes. What is unknown is absent.

    `around` answers in which wider dimensions each id lies: a zone in its warehouse.
    """

    name: str
    title: str
    ids: Callable[[Context, Iterable[str]], Mapping[str, int]]
    codes: Callable[[Context, Iterable[int]], Mapping[int, str]]
    around: Callable[[Context, Iterable[int]], Mapping[int, Mapping[str, int]]] | None = None


DIMENSIONS: dict[str, Dimension] = {}


def declare(dimension: Dimension) -> Dimension:
    """Make a dimension known; its name must be free."""
    if dimension.name in DIMENSIONS:
        message = f"two dimensions are called {dimension.name!r}"
        raise ValueError(message)
    DIMENSIONS[dimension.name] = dimension
    return dimension


def _ids(ctx: Context, codes: Iterable[str]) -> dict[str, int]:
    return dict(scoped(ctx, Department).filter(code__in=set(codes)).values_list("code", "id"))


def _codes(ctx: Context, ids: Iterable[int]) -> dict[int, str]:
    return dict(scoped(ctx, Department).filter(id__in=set(ids)).values_list("id", "code"))


declare(Dimension("department", gettext_noop("Department"), _ids, _codes))


def _type_ids(_ctx: Context, codes: Iterable[str]) -> dict[str, int]:
    return {code: document_type(code) for code in codes if code in PAPERS}


def _type_codes(_ctx: Context, ids: Iterable[int]) -> dict[int, str]:
    wanted = set(ids)
    return {number: kind for kind in PAPERS if (number := document_type(kind)) in wanted}


declare(Dimension(DOCUMENT_TYPE, gettext_noop("Document type"), _type_ids, _type_codes))
