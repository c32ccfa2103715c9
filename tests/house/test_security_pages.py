"""The pages on security name only evidence that exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "docs/security/asvs.md", ROOT / "docs/security/threat-model.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_path_that_is_named_exists(page: Path) -> None:
    named = set(
        re.findall(r"`((?:src|tests|docs|deploy|tools|requirements|\.ci)/[\w/.@-]+)`", page.read_text(encoding="utf-8"))
    )
    assert len(named) > 10
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_every_line_of_the_standard_has_a_verdict() -> None:
    lines = re.findall(
        r"^\| ([\d.]+) \| [^|]+ \| ([^|]+) \| ([^|]*) \|$", PAGES[0].read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(lines) >= 250
    assert {state for _number, state, _why in lines} <= {"yes", "part", "**no**", "op", "–"}
    assert len({number for number, _state, _why in lines}) == len(lines)
