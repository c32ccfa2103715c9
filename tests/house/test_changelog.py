"""The changelog is made from its pieces."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).parents[2] / "tools" / "changelog.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("house_changelog", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tool(tmp_path: Path) -> ModuleType:
    module = load()
    module.ROOT, module.PIECES = tmp_path, tmp_path / "changelog.d"
    module.PIECES.mkdir()
    (module.PIECES / "README.md").write_text("how to")
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\nMade from pieces.\n\n## 0.1.0 (2026-01-01)\n\n- old\n", encoding="utf-8"
    )
    return module


def test_a_release_stands_on_top_and_takes_its_pieces(tool: ModuleType) -> None:
    (tool.PIECES / "waves.added.md").write_text("Waves are\nreleased together.\n")
    (tool.PIECES / "12.fixed.md").write_text("A count of zero is a count.")
    tool.release("0.2.0")
    text = (tool.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert text.index("## 0.2.0 (") < text.index("### Added") < text.index("- Waves are released together.")
    assert text.index("### Fixed") < text.index("- A count of zero") < text.index("## 0.1.0")
    assert [path.name for path in tool.PIECES.iterdir()] == ["README.md"]


def test_a_piece_of_no_kind_is_refused(tool: ModuleType) -> None:
    (tool.PIECES / "waves.better.md").write_text("x")
    with pytest.raises(ValueError, match=r"waves\.better\.md"):
        tool.chapter("Unreleased")


def test_the_pieces_of_the_house_have_a_kind() -> None:
    load().pieces()
