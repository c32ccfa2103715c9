"""A paper or a row as plain JSON values, for programs.

Machine names stand beside titles in the asker's language; masked columns are left out.
"""

from collections.abc import Callable, Iterable
from typing import Any

from ledgerhouse.foundation.links import Ref, around
from ledgerhouse.foundation.listing import Column, shown
from ledgerhouse.foundation.paper import Paper, Table
from ledgerhouse.foundation.problems import plain
from ledgerhouse.foundation.sight import seen
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.kernel.context import Context

Translate = Callable[[str], str]


def drawn(ctx: Context, paper: Paper, translate: Translate) -> dict[str, Any]:
    """Everything a document page shows. `actions` are those that the asker has the right for."""
    up, down = around(ctx, Ref(paper.kind, paper.number))
    in_sight = seen(ctx, [*up, *down])
    return {
        "kind": paper.kind,
        "number": paper.number,
        "title": translate(paper.title),
        "state": paper.state,
        "state_title": translate(paper.state) if paper.state else "",
        "facts": [
            {
                "name": str(f.title),
                "title": translate(f.title),
                "value": plain(f.value),
                "kind": f.kind,
                "link": f.link,
            }
            for f in paper.facts
        ],
        "tables": [_table(ctx, paper.kind, t, translate) for t in paper.tables],
        "actions": [
            {"verb": a.verb, "title": translate(VERBS[a.verb].title), "command": plain(a.command)}
            for a in paper.actions
            if a.verb in VERBS and ctx.may(VERBS[a.verb].may)
        ],
        "links": [
            {"kind": ref.kind, "number": ref.number, "direction": direction}
            for direction, refs in (("from", up), ("to", down))
            for ref in refs
            if ref in in_sight
        ],
    }


def row_values(columns: Iterable[Column], row: Any) -> dict[str, Any]:
    """The named columns of one row, as JSON values."""
    return {c.name: plain(getattr(row, c.name)) for c in columns}


def heads(columns: Iterable[Column], translate: Translate) -> list[dict[str, Any]]:
    """What each column is: name, title, kind, and the kind of paper its value opens."""
    return [{"name": c.name, "title": translate(c.title), "kind": c.kind, "link": c.link} for c in columns]


def _table(ctx: Context, kind: str, table: Table, translate: Translate) -> dict[str, Any]:
    columns = shown(ctx, table.row, kind)
    return {
        "name": str(table.title),
        "title": translate(table.title),
        "columns": heads(columns, translate),
        "rows": [row_values(columns, r) for r in table.rows],
    }
