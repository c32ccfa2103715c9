"""The list of requirements and tests reads marks wherever they may stand."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).parents[2] / "tools" / "requirements.py"


@pytest.fixture
def tool(tmp_path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("house_requirements", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.ROOT = tmp_path
    (tmp_path / "tests").mkdir()
    return module


def write(tool: ModuleType, text: str) -> None:
    (tool.ROOT / "tests" / "test_one.py").write_text(text, encoding="utf-8")


def test_marks_on_function_class_and_module_count(tool: ModuleType) -> None:
    write(
        tool,
        "import pytest\n"
        'pytestmark = [pytest.mark.requirement("R001")]\n'
        '@pytest.mark.requirement("R002")\n'
        "class TestIt:\n"
        '    @pytest.mark.requirement("R009")\n'
        "    def test_a(self): ...\n"
        "def test_b(): ...\n",
    )
    assert tool.found() == {
        "R001": ["tests/test_one.py::TestIt::test_a", "tests/test_one.py::test_b"],
        "R002": ["tests/test_one.py::TestIt::test_a"],
        "R009": ["tests/test_one.py::TestIt::test_a"],
    }


def test_an_unknown_number_is_refused(tool: ModuleType) -> None:
    write(tool, 'import pytest\n@pytest.mark.requirement("R137")\ndef test_a(): ...\n')
    with pytest.raises(ValueError, match="R137"):
        tool.found()


def test_the_house_marks_only_numbers_that_exist(tool: ModuleType) -> None:
    tool.ROOT = TOOL.parents[1]
    tool.found()
