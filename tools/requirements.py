"""Which requirement of the owner's list has which tests; read from `@pytest.mark.requirement("R009")` in tests/.

python tools/requirements.py            every number with its tests
python tools/requirements.py --json     the same as one JSON object
"""

import argparse
import ast
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NUMBERS = [f"R{number:03}" for number in range(1, 137)]


def marks(node: ast.expr) -> Iterator[str]:
    """The numbers in a requirement mark, wherever it stands in this expression (a decorator or a `pytestmark`)."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("mark.requirement"):
            for argument in call.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def tests_in(path: Path) -> Iterator[tuple[str, str]]:
    """(number, test) for one file; a mark on a class or a module counts for every test in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    name = path.relative_to(ROOT).as_posix()

    def walk(body: list[ast.stmt], above: list[str], inside: str) -> Iterator[tuple[str, str]]:
        numbers = [*above]
        for node in body:
            if isinstance(node, ast.Assign) and any(ast.unparse(target) == "pytestmark" for target in node.targets):
                numbers += marks(node.value)
        for node in body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                own = [*numbers, *(number for decorator in node.decorator_list for number in marks(decorator))]
                if isinstance(node, ast.ClassDef):
                    yield from walk(node.body, own, f"{inside}::{node.name}")
                elif node.name.startswith("test_"):
                    yield from ((number, f"{inside}::{node.name}") for number in dict.fromkeys(own))

    yield from walk(tree.body, [], name)


def found() -> dict[str, list[str]]:
    """Every number with its tests. Raises ValueError on a number that the list does not have."""
    tests: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for number, test in tests_in(path):
            if not re.fullmatch(r"R\d{3}", number) or number not in NUMBERS:
                message = f"{test} is marked {number}; requirements run from {NUMBERS[0]} to {NUMBERS[-1]}"
                raise ValueError(message)
            tests[number].append(test)
    return tests


def main() -> int:
    """Print the list."""
    parser = argparse.ArgumentParser(description="Which requirement has which tests.")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    tests = found()
    if asked.json:
        print(json.dumps({number: tests.get(number, []) for number in NUMBERS}, indent=1))
        return 0
    for number in NUMBERS:
        first, *rest = tests.get(number, ["—"])
        print(f"{number}  {first}", *rest, sep="\n      ")
    print(f"\n{len(tests)} of {len(NUMBERS)} requirements have tests.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
