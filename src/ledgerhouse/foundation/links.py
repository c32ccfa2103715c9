"""The document graph (联查): which paper came from which. Written by flows, read from either end."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import Q

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.models.links import Link
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.context import Context


class Ref(NamedTuple):
    """A paper by kind and number."""

    kind: str
    number: str


def link(ctx: Context, pairs: Iterable[tuple[Ref, Ref]]) -> None:
    """Remember that the second paper of each pair came from the first. One statement; a known pair is skipped."""
    edges = list(dict.fromkeys(pairs))
    columns: dialect.Columns = {
        "id": "int",
        "from_kind": "text",
        "from_number": "text",
        "to_kind": "text",
        "to_number": "text",
    }
    rows = [(i, *a, *b) for i, (a, b) in zip(new_ids(len(edges)), edges, strict=True)]
    dialect.insert("foundation_link", columns, rows, constants={"company": ctx.company}, ignore=True)


def around(ctx: Context, ref: Ref) -> tuple[list[Ref], list[Ref]]:
    """The papers this one came from, and those that came from it. Opening one still needs the right to see it."""
    rows = Link.objects.filter(company=ctx.company).filter(
        Q(from_kind=ref.kind, from_number=ref.number) | Q(to_kind=ref.kind, to_number=ref.number)
    )
    up, down = [], []
    for row in rows.order_by("id"):
        if (row.to_kind, row.to_number) == ref:
            up.append(Ref(row.from_kind, row.from_number))
        else:
            down.append(Ref(row.to_kind, row.to_number))
    return up, down


def down_from(ctx: Context, refs: Collection[Ref]) -> list[tuple[Ref, Ref]]:
    """What came straight from these papers, as pairs of (from, to), oldest link first. One statement."""
    rows = Link.objects.filter(
        company=ctx.company, from_kind__in={r.kind for r in refs}, from_number__in={r.number for r in refs}
    )
    pairs = [
        (Ref(a, b), Ref(c, d))
        for a, b, c, d in rows.order_by("id").values_list("from_kind", "from_number", "to_kind", "to_number")
    ]
    return [pair for pair in pairs if pair[0] in refs]
