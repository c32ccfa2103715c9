"""Print forms: what a kind of paper looks like on paper, declared by its room. Every kind has the plain form without a word of code.

A form reads papers of its kind by their numbers, many in the same number of statements as one, and says who signs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ledgerhouse.foundation.paper import PAPERS, Paper, find, masked
from ledgerhouse.foundation.printing.words import MOST_SHEETS, SIZES, NothingChosen, TooManyPrints
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Unreadable, gettext_noop, problem

Read = Callable[[Context, Sequence[str]], Mapping[str, Paper]]
PLAIN: Final = "paper"
"""The name of the form that every kind has: the paper as its page shows it."""
MADE_AND_CHECKED: Final = (gettext_noop("Made by"), gettext_noop("Checked by"), gettext_noop("Date"))


@dataclass(frozen=True)
class Form:
    """A declared form. `lists` says of which lists its papers can be chosen, and which columns there name one.

    `signatures` are lines to sign at the foot; `seal` keeps room for the company's seal; `notice` is a sentence above them.
    """

    name: str
    kind: str
    title: str
    read: Read | None
    signatures: tuple[str, ...] = MADE_AND_CHECKED
    seal: bool = False
    size: str = "a4"
    notice: str = ""
    template: str = "paper.typ"
    lists: tuple[str, ...] = ()


FORMS: dict[tuple[str, str], Form] = {}
"""By kind of paper and name of the form."""


def form(  # what a form is, each named where it is declared
    kind: str,
    name: str,
    *,
    title: str,
    lists: tuple[str, ...] = (),
    signatures: tuple[str, ...] = MADE_AND_CHECKED,
    seal: bool = False,
    size: str = "a4",
    notice: str = "",
    template: str = "paper.typ",
) -> Callable[[Read], Read]:
    """Register `(ctx, numbers) -> {number: Paper}` as a form of a kind of paper. It finds only what is in the asker's scope."""

    def keep(read: Read) -> Read:
        if (kind, name) in FORMS or name == PLAIN:
            message = f"two forms of {kind!r} are called {name!r}"
            raise ValueError(message)
        FORMS[kind, name] = Form(name, kind, title, read, signatures, seal, size, notice, template, lists)
        return read

    return keep


def forms_of(kind: str) -> list[Form]:
    """The forms of a kind of paper: its own in the order they were declared, then the plain one."""
    own = [one for (of, _name), one in FORMS.items() if of == kind]
    return [*own, Form(PLAIN, kind, PAPERS[kind].title, None)] if kind in PAPERS else own


def chosen(kind: str, name: str) -> Form:
    """A form by its name; without one, the first. Refuses with `NotFound`."""
    if kind not in PAPERS:
        raise NotFound(kind=gettext_noop("kind of paper"), name=kind)
    known = forms_of(kind)
    found = next((one for one in known if one.name == (name or known[0].name)), None)
    if found is None:
        raise NotFound(kind=gettext_noop("print form"), name=name)
    return found


def of_list(listing: str) -> list[Form]:
    """The forms whose papers can be chosen in a list, to print many at once."""
    return [one for one in FORMS.values() if listing in one.lists]


def size_of(name: str, usual: str) -> str:
    """The name of a size of paper, the usual one where none is asked for. Refuses one that there is not."""
    if name and name not in SIZES:
        raise Unreadable([problem("size", gettext_noop("must be one of {expected}"), expected=", ".join(SIZES))])
    return name or usual


def papers(ctx: Context, one: Form, numbers: Sequence[str]) -> list[Paper]:
    """The papers of a form in the order asked for, each once, as the asker may see them.

    Statements do not grow with their number. Refuses with all numbers that are not in the asker's scope.
    """
    wanted = list(dict.fromkeys(n for n in numbers if n))
    if not wanted:
        raise NothingChosen
    if len(wanted) > MOST_SHEETS:
        raise TooManyPrints(most=MOST_SHEETS, count=len(wanted))
    ctx.require_any(PAPERS[one.kind].see)
    if one.read is None:
        return [find(ctx, one.kind, number) for number in wanted]
    found = one.read(ctx, wanted)
    missing = [number for number in wanted if number not in found]
    if missing:
        raise NotFound(kind=PAPERS[one.kind].title, name="、".join(missing[:20]))
    return [masked(ctx, found[number]) for number in wanted]
