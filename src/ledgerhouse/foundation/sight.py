"""Which papers somebody sees, asked of the lists: a list whose first column opens a kind of paper shows those in scope.

For rows that name papers by kind and number only (links, attached files) and so carry no dimension of their own.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, F, IntegerField, Q, QuerySet
from django.db.models.functions import Cast

from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.listing import LISTINGS, Listing
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.kernel.context import Context


def unlimited(ctx: Context, kind: str) -> bool:
    """Whether every paper of this kind in the company is in sight anyway."""
    return kind in PAPERS and ctx.everywhere(PAPERS[kind].see)


def seen(ctx: Context, refs: Iterable[Ref]) -> set[Ref]:
    """Those of some papers that the asker sees. One statement for each kind of which the asker does not see all."""
    numbers: dict[str, set[str]] = defaultdict(set)
    for ref in refs:
        numbers[ref.kind].add(ref.number)
    found: set[Ref] = set()
    for kind, wanted in numbers.items():
        if unlimited(ctx, kind):
            found |= {Ref(kind, number) for number in wanted}
        elif (opening := list_of(ctx, kind)) is not None:
            rows = _numbers(opening, opening.query(ctx, opening.filters())).filter(number_as_text__in=wanted)
            found |= {Ref(kind, number) for number in rows.values_list("number_as_text", flat=True)}
    return found


def about_seen(ctx: Context, *, kind: str, number: str) -> Q:
    """The rows whose columns `kind` and `number` name a paper that the asker sees, or no paper of ours at all."""
    known = sorted(PAPERS)
    condition = ~Q(**{f"{kind}__in": known})
    for name in known:
        if unlimited(ctx, name):
            condition |= Q(**{kind: name})
        elif (opening := list_of(ctx, name)) is not None:
            papers = _numbers(opening, opening.query(ctx, opening.filters()).order_by())
            condition |= Q(**{kind: name, f"{number}__in": papers.values("number_as_text")})
    return condition


def _numbers(opening: Listing, papers: "QuerySet[Any]") -> "QuerySet[Any]":
    """The papers with what names them as text: papers without a number go by their id, which no engine but SQLite compares with text."""
    path = opening.columns[0].path
    try:
        whole = isinstance(papers.model._meta.get_field(path), IntegerField)
    except FieldDoesNotExist:  # computed by the list, or of another table: a code or a number
        whole = False
    named: QuerySet[Any] = papers.annotate(number_as_text=Cast(path, CharField(max_length=60)) if whole else F(path))
    return named


def list_of(ctx: Context, kind: str) -> Listing | None:
    """The list of this kind of paper that the asker may see, if the paper itself may be seen: the one that names papers by a column of their own.

    Lists of other things may begin with a paper, too (open lines with their order): they are asked only where there is no such list.
    """
    if kind not in PAPERS or not ctx.may(PAPERS[kind].see):
        return None
    found = [one for one in LISTINGS.values() if one.columns[0].link == kind and ctx.may(one.see)]
    own = (one for one in found if one.columns[0].path == one.columns[0].name)
    return next(own, next(iter(found), None))
