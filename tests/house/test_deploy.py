"""What the pages and units tell people to type exists: commands, options, verbs, settings."""

import re
import shlex
from pathlib import Path

import pytest

from ledgerhouse.config.wiring import open_house
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.interfaces.cli import main

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs" / "how-to").glob("*.md")), *sorted((ROOT / "deploy").rglob("*"))]
COMMAND = re.compile(r"(?:\$ |ExecStart(?:Pre)?=)(?:\S*/)?(ledgerhouse [^\n#]*)")
LISTED = re.compile(r'(?:command: |^CMD )\["ledgerhouse", ([^\]]*)\]', re.MULTILINE)
open_house()


def commands() -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        if page.is_file():
            text = page.read_text(encoding="utf-8").replace("\\\n", " ")
            found += [(page.name, words.strip()) for words in COMMAND.findall(text)]
            found += [(page.name, "ledgerhouse " + words.replace(",", " ")) for words in LISTED.findall(text)]
    return found


def test_there_is_something_to_type() -> None:
    assert len(commands()) > 12


@pytest.mark.parametrize(("page", "typed"), commands())
def test_what_people_are_told_to_type_is_understood(page: str, typed: str) -> None:
    words = shlex.split(typed)[1:]
    if words and words[0] in {"demo", "import"}:
        pytest.skip("tested where it lives")
    args = main.parsed(words)
    if words[0] == "run":
        assert args.verb in VERBS


def test_every_setting_that_is_named_exists() -> None:
    settings = (ROOT / "src/ledgerhouse/config/settings.py").read_text(encoding="utf-8")
    elsewhere = {"LEDGERHOUSE_PORT"}  # of the compose file itself
    for page in PAGES:
        if page.is_file():
            named = set(re.findall(r"LEDGERHOUSE_[A-Z_]+", page.read_text(encoding="utf-8")))
            assert {name for name in named - elsewhere if name not in settings} == set(), page
