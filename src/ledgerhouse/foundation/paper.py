"""Papers: a document or master-data row as one page, declared once by its room and shown by every interface.

A paper function `(ctx, number) -> Paper` is registered under its kind. The interfaces draw header, tables, life and buttons from the result;
links to other papers (联查) come from the document graph in `foundation.links`.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from ledgerhouse.foundation.listing import Kind, columns_of, shown
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, gettext_noop
from ledgerhouse.kernel.lifecycle import Lifecycle


class Fact(NamedTuple):
    """One labelled value of the header. `link` is the kind of paper it opens, the value being its number."""

    title: str
    value: Any
    kind: Kind = "text"
    link: str = ""


class Table(NamedTuple):
    """Lines of a paper: a row class made of `listing.column` fields, and its rows."""

    title: str
    row: type
    rows: Sequence[Any]


class Action(NamedTuple):
    """A button: the verb it calls, with the part of its command that is already known."""

    verb: str
    command: Mapping[str, Any]


@dataclass(frozen=True)
class Paper:
    """What a document page shows. `actions` lists only what its state allows; rights are checked when drawing."""

    kind: str
    number: str
    title: str
    state: str = ""
    lifecycle: Lifecycle | None = None
    facts: Sequence[Fact] = ()
    tables: Sequence[Table] = ()
    actions: Sequence[Action] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PaperKind:
    """A registered kind of paper: its name for people, the right to see it, and the function that finds one."""

    kind: str
    title: str
    see: str
    find: Callable[[Context, str], Paper | None]


Addition = Callable[[Context, Paper], Paper]
ADDITIONS: list[tuple[Callable[[], Collection[str]], Addition]] = []
WORD = re.compile("[a-z0-9]+")
PAPERS: dict[str, PaperKind] = {}


def paper(
    kind: str, *, title: str, see: str
) -> Callable[[Callable[[Context, str], Paper | None]], Callable[[Context, str], Paper | None]]:
    """Register the function that finds a paper of this kind by its number; None when there is none in scope."""

    def keep(find: Callable[[Context, str], Paper | None]) -> Callable[[Context, str], Paper | None]:
        if kind in PAPERS:
            message = f"two papers are called {kind!r}"
            raise ValueError(message)
        PAPERS[kind] = PaperKind(kind, title, see, find)
        return find

    return keep


def find(ctx: Context, kind: str, number: str) -> Paper:
    """The paper, or a refusal with `NotFound`; also when it is outside the asker's scope."""
    known = PAPERS.get(kind)
    if known is None:
        raise NotFound(kind=gettext_noop("kind of paper"), name=kind)
    ctx.require_any(known.see)
    found = known.find(ctx, number)
    if found is None:
        raise NotFound(kind=known.title, name=number)
    for kinds, addition in ADDITIONS:
        if kind in kinds():
            found = addition(ctx, found)
    return masked(ctx, found)


def add_to(kinds: Callable[[], Collection[str]]) -> Callable[[Addition], Addition]:
    """Let a function of the foundation add to papers of some kinds: what a room further up need not know of."""

    def keep(addition: Addition) -> Addition:
        ADDITIONS.append((kinds, addition))
        return addition

    return keep


def field_of(title: str) -> str:
    """The name of a fact's field, for hiding it: its English title in small letters, `tax_number`."""
    return "_".join(WORD.findall(title.lower()))


def masked(ctx: Context, found: Paper) -> Paper:
    """Without the facts that roles hide, and without the values of columns that the asker may not see."""
    facts = tuple(f for f in found.facts if ctx.sees(field_of(f.title), of=found.kind))
    return replace(found, facts=facts, tables=[_emptied(ctx, found.kind, table) for table in found.tables])


def _emptied(ctx: Context, kind: str, table: Table) -> Table:
    seen = {c.name for c in shown(ctx, table.row, kind)}
    hidden = {c.name: None for c in columns_of(table.row) if c.name not in seen}
    return table._replace(rows=[replace(row, **hidden) for row in table.rows]) if hidden else table
