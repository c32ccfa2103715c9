"""Every right that anything asks for has one name and label, and every ready-made role is made of such rights."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps

from ledgerhouse.config.wiring import open_house
from ledgerhouse.foundation.dimensions import DIMENSIONS
from ledgerhouse.foundation.listing import LISTINGS, columns_of
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.ready_roles import ROLES
from ledgerhouse.foundation.scope import Access
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.foundation.words import OWN_ACCOUNT, RIGHTS

ROOT = Path(__file__).parents[2]
SRC = Path(__file__).parents[2] / "src" / "ledgerhouse"
ASKED = re.compile(r'(?:\bmay|\brequire|\brequire_any|\breach)\("([a-z ]+)"|(?:may|see|masked|right)="([a-z ]+)"')


def pages() -> ModuleType:
    """The tool that draws pages of the docs from data."""
    spec = importlib.util.spec_from_file_location("house_rights_pages", ROOT / "tools" / "pages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", autouse=True)
def _open() -> None:
    open_house()


def test_every_verb_needs_a_known_right():
    assert {v.name: v.may for v in VERBS.values() if v.may not in RIGHTS} == {}


def test_every_list_and_paper_needs_a_known_right():
    asked = {f"list {name}": one.see for name, one in LISTINGS.items()}
    asked |= {f"paper {kind}": one.see for kind, one in PAPERS.items()}
    asked |= {f"column {n}.{c.name}": c.masked for n, one in LISTINGS.items() for c in columns_of(one.row) if c.masked}
    assert {where: right for where, right in asked.items() if right not in RIGHTS} == {}


def test_every_table_says_which_known_right_shows_it():
    own = [m for m in apps.get_models() if m.__module__.startswith("ledgerhouse.")]
    ruled = {m.__name__: m.access.see for m in own if isinstance(getattr(m, "access", None), Access)}
    assert {name: right for name, right in ruled.items() if right not in RIGHTS} == {}


def test_every_ready_made_role_is_made_of_known_rights():
    assert {right for _, rights in ROLES.values() for right in rights} - set(RIGHTS) == set()


def test_every_right_asked_for_in_passing_is_known():
    asked = {
        (path.relative_to(SRC).as_posix(), right)
        for path in SRC.rglob("*.py")
        if "migrations" not in path.parts
        for pair in ASKED.findall(path.read_text(encoding="utf-8"))
        for right in pair
        if right
    }
    assert len(asked) > 20, "the pattern finds nothing any more"
    assert {(where, right) for where, right in asked if right not in RIGHTS} == set()


def test_every_right_belongs_to_somebody():
    """A right that no ready-made role has can be used by nobody on a fresh site."""
    given = {right for _, rights in ROLES.values() for right in rights} | {OWN_ACCOUNT}
    assert set(RIGHTS) - given == set()


def test_the_printed_matrix_says_what_the_roles_say_and_where_limits_reach():
    """The page in the docs is drawn from the data; every mark of it is one right of one role, or one dimension of some table."""
    drawn = pages()
    roles, *others = [_cells(part) for part in drawn.matrix_page().split("\n## ")[:3]]
    printed = {(right, column) for right, *marks in roles[1:] for column, mark in enumerate(marks) if mark == "●"}
    columns = list(ROLES.values())
    assert len(roles[0]) == 1 + len(columns)
    rows = {right for right, *_ in roles[1:]}
    assert len(rows) == len(RIGHTS)
    for right in RIGHTS:
        line = drawn.both(right)
        assert line in rows
        for i, (_, rights) in enumerate(columns):
            assert ((line, i) in printed) == (right in rights or right == OWN_ACCOUNT), (right, i)
    heads, *lines = others[0]
    at = {name: heads.index(head) for head in heads for name in ("customer", "warehouse") if name in head.lower()}
    sales = next(line for line in lines if line[0].startswith("see sales"))
    books = next(line for line in lines if line[0].startswith("see books"))
    assert (sales[at["customer"]], sales[at["warehouse"]]) == ("●", "●")
    assert (books[at["customer"]], books[at["warehouse"]]) == ("", "●")
    seeing = {name: cells for name, *cells in others[1][1:]}
    picker = seeing[drawn.both(str(ROLES["picker"][0]))]
    rights = set(ROLES["picker"][1]) & drawn.dimensions_of_rights().keys()
    warehouse = sum("warehouse" in drawn.dimensions_of_rights()[right] for right in rights)
    assert len(seeing) == len(ROLES)
    assert picker[0] == str(len(rights))
    assert picker[1 + at["warehouse"] - 1] == str(warehouse)


def test_every_dimension_that_a_grant_can_name_limits_some_rows():
    """A dimension that no table knows would be a promise without rows behind it."""
    known = set().union(*pages().dimensions_of_rights().values())
    assert set(DIMENSIONS) <= known
    assert known - set(DIMENSIONS) == {"company"}


def _cells(part: str) -> list[list[str]]:
    """The rows of the table in a part of a page, the head first."""
    lines = [
        line
        for line in part.splitlines()
        if line.startswith("|") and not line.startswith("| ---") and "---" not in line
    ]
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
