"""Pages of the documentation that are drawn from the house itself, so that they can not be out of date.

Called by docs/conf.py; writes docs/_generated/: every verb with its right, every document's life, every role's rights.
"""

import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledgerhouse.kernel.lifecycle import Lifecycle

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "_generated"


def open_the_house() -> None:
    """Set Django up with every room registered; no database is touched."""
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledgerhouse.config.settings")
    os.environ.setdefault("LEDGERHOUSE_HOME", tempfile.gettempdir())
    os.environ.setdefault("LEDGERHOUSE_SECRET", "pages need no secret")
    import django

    django.setup()


def both(word: str) -> str:
    """A word in English and Chinese, as the screens say it."""
    from django.utils import translation

    with translation.override("zh-hans"):
        chinese = str(translation.gettext(word))
    return word if chinese == word else f"{word} {chinese}"


def row(*cells: object) -> str:
    """One line of a Markdown table."""
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def table(head: tuple[str, ...], lines: Iterator[str]) -> list[str]:
    """A Markdown table with its head."""
    return ["", row(*head), row(*("---" for _ in head)), *lines, ""]


def verbs_page() -> str:
    """Every verb by storey and room, with button, right and what it does."""
    from ledgerhouse.foundation.verb import VERBS

    rooms = defaultdict(list)
    for verb in VERBS.values():
        rooms[verb.room.rpartition(".")[0]].append(verb)
    parts = ["# Verbs", "", "Everything the house can do. Page, REST, scanner and command line offer the same verbs."]
    for room in sorted(rooms):
        parts += ["", f"## {room.removeprefix('ledgerhouse.')}"]
        lines = (
            row(f"`{v.name}`", both(v.title), v.may, v.description) for v in sorted(rooms[room], key=lambda v: v.name)
        )
        parts += table(("verb", "button", "right", "what it does"), lines)
    return "\n".join(parts)


def lives() -> Iterator[tuple[str, "Lifecycle"]]:
    """Every life in the words of a room, with the room's name."""
    from ledgerhouse.kernel.lifecycle import Lifecycle

    for path in sorted((ROOT / "src" / "ledgerhouse").glob("*/*/words.py")):
        module = import_module(".".join(path.relative_to(ROOT / "src").with_suffix("").parts))
        for life in vars(module).values():
            if isinstance(life, Lifecycle):
                yield module.__name__.removeprefix("ledgerhouse.").removesuffix(".words"), life


def lives_page() -> str:
    """Every document's life as its table of steps."""
    intro = "What can be done to a document in which state. Buttons, refusals and tests read the same tables."
    parts = ["# Lives of documents", "", intro]
    for room, life in lives():
        parts += ["", f"## {both(life.name).capitalize()}", "", f"In `{room}`; begins as *{both(life.start)}*."]
        lines = (row(both(s.verb), ", ".join(map(both, sorted(s.sources))), both(s.target)) for s in life)
        parts += table(("step", "from", "to"), lines)
    return "\n".join(parts)


def roles_page() -> str:
    """The ready-made roles with their rights."""
    from ledgerhouse.foundation.ready_roles import ROLES

    parts = ["# Ready-made roles", "", "Roles are data; these are there from the start."]
    lines = (row(f"`{code}`", both(name), ", ".join(sorted(set(rights)))) for code, (name, rights) in ROLES.items())
    return "\n".join([*parts, *table(("role", "name", "rights"), lines)])


def dimensions_of_rights() -> dict[str, set[str]]:
    """Right -> the scope dimensions of the rows it shows: those by which a grant of it limits what is seen."""
    from django.apps import apps

    from ledgerhouse.foundation.scope import DOCUMENT_TYPE, Access

    found = defaultdict(set)
    for model in apps.get_models():
        access = getattr(model, "access", None)
        if isinstance(access, Access):
            found[access.see] |= {*access.columns, *([DOCUMENT_TYPE] if access.kind else [])}
    return found


def _dimensions() -> list[str]:
    """By which dimensions limits of a grant reach what a right, and what a role, shows."""
    from ledgerhouse.foundation.dimensions import DIMENSIONS
    from ledgerhouse.foundation.ready_roles import ROLES

    by_right = dimensions_of_rights()
    names = sorted({name for known in by_right.values() for name in known}, key=lambda name: (name != "company", name))
    heads = [both(DIMENSIONS[name].title) if name in DIMENSIONS else f"`{name}`" for name in names]

    def marks(known: set[str]) -> list[str]:
        return ["●" if name in known else "" for name in names]

    parts = [
        "## Where limits reach",
        "",
        "● rows that the right shows know the dimension: a grant limited by it shows those inside, and all that do not know it.",
    ]
    parts += table(("right", *heads), (row(both(right), *marks(by_right[right])) for right in sorted(by_right)))
    parts += [
        "## Where limits reach what a role sees",
        "",
        "Of how many rights to see, that the role has, the rows know the dimension.",
    ]
    parts += table(
        ("role", "rights to see", *heads),
        (
            row(both(name), len(seeing), *(sum(one in by_right[right] for right in seeing) or "" for one in names))
            for name, rights in ROLES.values()
            for seeing in [by_right.keys() & set(rights)]
        ),
    )
    return parts


def matrix_page() -> str:
    """Who may do what: every right against every ready-made role, and what asks for the right."""
    from ledgerhouse.foundation.duties import READY
    from ledgerhouse.foundation.listing import LISTINGS
    from ledgerhouse.foundation.paper import PAPERS
    from ledgerhouse.foundation.ready_roles import ROLES
    from ledgerhouse.foundation.verb import VERBS
    from ledgerhouse.foundation.words import OWN_ACCOUNT, RIGHTS

    asks = defaultdict(list)
    for v in VERBS.values():
        asks[v.may].append(f"`{v.name}`")
    for name, one in LISTINGS.items():
        asks[one.see].append(f"list `{name}`")
        for column in one.columns:
            if column.masked:
                asks[column.masked].append(f"column `{name}.{column.name}`")
    for kind, one in PAPERS.items():
        asks[one.see].append(f"paper `{kind}`")
    intro = (
        "Drawn from the same data that decides. ● the role has the right; everybody who can sign in has the last one."
    )
    parts = ["# Permission matrix", "", intro]
    lines = (
        row(both(right), *("●" if right == OWN_ACCOUNT or right in rights else "" for _, rights in ROLES.values()))
        for right in sorted(RIGHTS, key=lambda right: (right == OWN_ACCOUNT, right))
    )
    parts += table(("right", *(both(name) for name, _ in ROLES.values())), lines)
    parts += _dimensions()
    parts += ["## What needs which right"]
    parts += table(("right", "asked for by"), (row(right, ", ".join(sorted(asks[right]))) for right in sorted(RIGHTS)))
    parts += ["## Segregation of duties", "", "Ready-made rules; customers change them and write their own."]
    rules = (
        row(f"`{r.code}`", both(r.name), r.first, r.second, "yes" if r.together else "", "yes" if r.same_paper else "",
            "yes" if r.active else "no")
        for r in READY
    )  # fmt: skip
    parts += table(
        ("rule", "name", "first right", "second right", "not in one hand", "not on the same paper", "active"), rules
    )
    return "\n".join(parts)


def commands_page() -> str:
    """The command line: every sub-command with its help."""
    import argparse

    from django.utils import translation

    from ledgerhouse.interfaces.cli.main import parser

    os.environ["COLUMNS"] = "100"  # help is wrapped at the terminal's width
    parts = [
        "# The command line",
        "",
        "`.venv/bin/ledgerhouse COMMAND`; on Windows `.venv\\Scripts\\ledgerhouse COMMAND`.",
    ]
    with translation.override("en"):
        for action in parser()._actions:  # noqa: SLF001 - argparse shows its sub-commands nowhere else
            if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
                for name, command in action.choices.items():
                    parts += ["", f"## {name}", "", "```text", command.format_help().strip(), "```"]
    return "\n".join([*parts, ""])


def write_pages() -> None:
    """Write every page that differs from what is there."""
    open_the_house()
    TARGET.mkdir(exist_ok=True)
    pages = {
        "commands": commands_page,
        "verbs": verbs_page,
        "lives": lives_page,
        "roles": roles_page,
        "matrix": matrix_page,
    }
    for name, draw in pages.items():
        page = draw()
        path = TARGET / f"{name}.md"
        if not path.exists() or path.read_text(encoding="utf-8") != page:
            path.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    write_pages()
