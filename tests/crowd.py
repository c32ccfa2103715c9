"""Several processes at once on the test's own database, as several workers of one house would be.

`Crowd.run` starts one process per piece of work, lets all of them open their connections, and then lets them go together. A piece of work is
`"package.module:function"` with JSON arguments; the function's JSON answer comes back, or the traceback of what it raised.
"""

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]


class Said(NamedTuple):
    """What one process answered, or the traceback it ended with."""

    answer: Any
    error: str


class Crowd:
    """Runs work in processes of their own on one database. Processes are kept for the next work of the same test."""

    def __init__(self, url: str, home: Path) -> None:
        self._environment = os.environ | {
            "LEDGERHOUSE_DATABASE": url,
            "LEDGERHOUSE_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "ledgerhouse.config.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }
        self._members: list[subprocess.Popen[str]] = []

    def run(self, work: Sequence[tuple[str, Any]]) -> list[Said]:
        """Do all the work at once; answers in order."""
        while len(self._members) < len(work):
            self._members.append(self._start())
        members = self._members[: len(work)]
        for member, one in zip(members, work, strict=True):
            _say(member, json.dumps(one))
        for member in members:
            assert member.stdout.readline() == "ready\n", member.communicate()[1]
        for member in members:
            _say(member, "go")
        return [Said(*json.loads(member.stdout.readline())) for member in members]

    def ask(self, name: str, arguments: Any = None) -> Any:
        """Do one piece of work; its answer. Fails with its traceback."""
        (said,) = self.run([(name, arguments)])
        assert not said.error, said.error
        return said.answer

    def close(self) -> None:
        """Let all processes end."""
        for member in self._members:
            member.communicate(timeout=60)

    def _start(self) -> "subprocess.Popen[str]":
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "tests.crowd"]
        return subprocess.Popen(command, cwd=ROOT, env=self._environment, stdin=pipe, stdout=pipe, text=True)


def _say(member: "subprocess.Popen[str]", line: str) -> None:
    member.stdin.write(line + "\n")
    member.stdin.flush()


def test_database_url(home: Path) -> str:
    """The URL under which other processes find the test database; of SQLite's, which is in memory, they get a copy as a file."""
    from django.db import connection

    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        import sqlite3

        home.mkdir(parents=True, exist_ok=True)
        target = home / "crowd.sqlite3"
        connection.ensure_connection()
        with sqlite3.connect(target) as copy:
            connection.connection.backup(copy)
        copy.close()
        return f"sqlite:///{target}"
    scheme = "postgresql" if connection.vendor == "postgresql" else "mariadb"
    who = f"{settings['USER']}:{settings['PASSWORD']}" if settings["PASSWORD"] else settings["USER"]
    return f"{scheme}://{who}@{settings['HOST']}:{settings['PORT'] or _PORTS[scheme]}/{settings['NAME']}"


test_database_url.__test__ = False  # type: ignore[attr-defined]
_PORTS = {"postgresql": 5432, "mariadb": 3306}


def main() -> None:
    """One process of a crowd."""
    import django

    django.setup()
    from django.db import connection

    for line in sys.stdin:
        name, arguments = json.loads(line)
        module, _, function = name.partition(":")
        work = getattr(import_module(module), function)
        connection.ensure_connection()
        _answer("ready")
        sys.stdin.readline()
        try:
            said = (work(arguments), "")
        except Exception:  # noqa: BLE001 - whatever it is, the test must see it
            said = (None, traceback.format_exc())
        _answer(json.dumps(said))
    connection.close()


def _answer(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
