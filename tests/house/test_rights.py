"""Every right that anything asks for has one name and label, and every ready-made role is made of such rights."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from ledgerhouse.config.wiring import open_house
from ledgerhouse.foundation.listing import LISTINGS, columns_of
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.ready_roles import ROLES
from ledgerhouse.foundation.scope import Access
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.foundation.words import OWN_ACCOUNT, RIGHTS

SRC = Path(__file__).parents[2] / "src" / "ledgerhouse"
ASKED = re.compile(r'(?:\bmay|\brequire|\brequire_any|\breach)\("([a-z ]+)"|(?:may|see|masked|right)="([a-z ]+)"')


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
