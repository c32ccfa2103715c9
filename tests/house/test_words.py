"""What people read about verbs and documents: named, described, translated, and within somebody's rights."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from ledgerhouse.config.wiring import open_house
from ledgerhouse.foundation.ready_roles import ROLES
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.foundation.words import OWN_ACCOUNT

ROOT = Path(__file__).parents[2]
open_house()


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"house_words_{name}", ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def marked() -> set[str]:
    """Every string of the house that is marked for translation."""
    messages = tool("messages")
    return {text.singular for texts in messages.collect(messages.installed_apps()).values() for text in texts}


def test_there_are_verbs() -> None:
    assert VERBS


@pytest.mark.parametrize("name", sorted(VERBS))
def test_a_verb_says_what_it_does_and_who_may(name: str, marked: set[str]) -> None:
    verb = VERBS[name]
    room, _, word = name.partition(".")
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", name)
    assert room in verb.room.split(".") or verb.room.startswith("ledgerhouse.foundation."), (
        "a verb is called after its room"
    )
    assert word
    assert verb.description, "the first line of its docstring is what help and documentation say"
    assert verb.title in marked, "its button can be translated"
    everybody = verb.may == OWN_ACCOUNT
    assert everybody or any(verb.may in rights for _title, rights in ROLES.values()), "no ready-made role may do it"


def test_every_life_can_be_read_in_chinese(marked: set[str]) -> None:
    words = {state for _room, life in tool("pages").lives() for state in life.states}
    assert words
    assert words - marked == set()


def test_glossary_has_both_languages_for_every_term() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    entries = re.findall(r"(?:^|\n\n|\{glossary\}\n)((?:[^\s#`].*\n)+)  \S", text)
    assert len(entries) >= 145
    poor = [entry for entry in entries if not re.search(r"[\u4e00-\u9fff]", entry) or not re.search(r"[A-Za-z]", entry)]
    assert poor == []


def test_docs_are_drawn_from_the_house() -> None:
    """The page of verbs names every verb; a verb without a line would not be found by its users."""
    page = tool("pages").verbs_page()
    assert [name for name in VERBS if f"`{name}`" not in page] == []
