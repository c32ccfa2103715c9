"""Lock files say what, never where from."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = [*sorted((ROOT / "requirements").glob("*.txt")), ROOT / "package-lock.json"]
ADDRESS = re.compile(
    r"--(index|extra-index|find-links|default-index)|\bfile:|(?<!\w)/(home|tmp|opt|root|usr|work)/|pypi\.|registry\.",
    re.IGNORECASE,
)


def entries(lock: str) -> list[str]:
    """The requirements of a lock file, each with its continuation lines joined."""
    return [
        entry
        for entry in re.sub(r"\\\n", " ", lock).splitlines()
        if entry.strip() and not entry.lstrip().startswith("#")
    ]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_registry_and_no_machine(lock: Path) -> None:
    assert [line for line in lock.read_text(encoding="utf-8").splitlines() if ADDRESS.search(line)] == []


@pytest.mark.parametrize("lock", LOCKS[:-1], ids=lambda lock: lock.name)
def test_every_python_package_is_pinned_with_hashes(lock: Path) -> None:
    loose = [
        entry
        for entry in entries(lock.read_text(encoding="utf-8"))
        if "==" not in entry or "--hash=sha256:" not in entry
    ]
    assert loose == []
    assert entries(lock.read_text(encoding="utf-8"))


def test_every_npm_package_has_its_hash_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [
        path for path, entry in packages.items() if path and ("resolved" in entry or "integrity" not in entry)
    ] == []


def test_locks_agree_with_each_other() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS[:-1]:
        for name, version in re.findall(
            r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", lock.read_text(encoding="utf-8"), re.MULTILINE
        ):
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_every_extra_has_its_lock() -> None:
    import tomllib

    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert {lock.stem for lock in LOCKS[:-1]} == {"base", *extras}


def test_the_check_would_see_an_address() -> None:
    assert ADDRESS.search("--index-url https://mirror.example/simple")
    assert ADDRESS.search('"resolved": "https://registry.example/htmx.tgz"')
    assert entries("a==1 \\\n    --hash=sha256:0\n    # via b\n") == ["a==1      --hash=sha256:0"]
