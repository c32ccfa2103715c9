"""A database that is down, locked, newer, read-only or full, a port in use: one clear sentence and exit status 2.

These start the program as people do, on a file of their own or against a server that refuses.
"""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROGRAM = [sys.executable, "-W", "ignore", "-m", "ledgerhouse.interfaces.cli"]


def surroundings(home: Path, **more: str) -> dict[str, str]:
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("LEDGERHOUSE_", "LC_", "LANG", "DJANGO_", "PYTHONDONT"))
    }
    return {
        **kept,
        "PYTHONPATH": str(ROOT / "src"),
        "LEDGERHOUSE_HOME": str(home),
        "LEDGERHOUSE_LANGUAGE": "en",
        **more,
    }


def run(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *words], env=surroundings(home, **more), capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a database, a company and a user, made once; tests copy what they break."""
    home = tmp_path_factory.mktemp("home")
    password = home / "password"
    password.write_text("a-long-enough-9-word\n", encoding="utf-8")
    made = run(
        home, "init", "--company", "QH", "--name", "青禾贸易", "--admin", "ada", "--password-file", str(password)
    )
    assert made.returncode == 0, made.stderr
    return home


@pytest.fixture
def home(founded: Path, tmp_path: Path) -> Path:
    source = sqlite3.connect(founded / "ledgerhouse.sqlite3")
    target = sqlite3.connect(tmp_path / "ledgerhouse.sqlite3")
    with closing(source), closing(target):
        source.backup(target)
    return tmp_path


def test_init_may_be_repeated(home: Path) -> None:
    again = run(home, "init", "--company", "QH")
    assert (again.returncode, "QH exists already" in again.stdout) == (0, True)
    assert json.loads(run(home, "health", "--json").stdout)["healthy"] is True


def test_an_empty_place_says_what_to_do(tmp_path: Path) -> None:
    answer = run(tmp_path, "list", "operations.jobs")
    assert answer.returncode == 2
    assert re.search(r"not up to date \(\d+ steps missing\). Run: ledgerhouse migrate", answer.stderr)
    assert run(tmp_path, "migrate").returncode == 0
    assert "no company" in run(tmp_path, "list", "operations.jobs").stderr


@pytest.mark.parametrize(("language", "words"), [("en", "newer version"), ("zh-hans", "更新的版本")])
def test_a_database_of_a_newer_version_is_refused(home: Path, language: str, words: str) -> None:
    with closing(sqlite3.connect(home / "ledgerhouse.sqlite3")) as file, file:
        file.execute("insert into django_migrations(app, name, applied) values ('stock', '0099_future', '2030-01-01')")
    for command in (["health"], ["migrate"], ["serve", "--port", "0"], ["work", "--once"]):
        answer = run(home, *command, LEDGERHOUSE_LANGUAGE=language)
        assert answer.returncode == 2, command
        assert words in answer.stderr
        assert "stock.0099_future" in answer.stderr
        assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("scheme", ["postgresql", "mariadb"])
def test_a_database_that_is_down_is_named_without_its_password(tmp_path: Path, scheme: str) -> None:
    url = f"{scheme}://user:geheim@127.0.0.1:1/books"
    answer = run(tmp_path, "health", LEDGERHOUSE_DATABASE=url)
    assert answer.returncode == 2
    assert "does not answer" in answer.stderr
    assert "127.0.0.1:1/books" in answer.stderr
    assert "geheim" not in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1


def test_a_locked_database_is_named(home: Path) -> None:
    with closing(sqlite3.connect(home / "ledgerhouse.sqlite3")) as file:
        file.execute("begin exclusive")
        answer = run(home, "init", "--company", "NEW", LEDGERHOUSE_BUSY="1")
    assert answer.returncode == 2
    assert "is locked by another program" in answer.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everything")
def test_a_read_only_file_is_named(home: Path) -> None:
    (home / "ledgerhouse.sqlite3").chmod(0o444)
    answer = run(home, "init", "--company", "NEW")
    assert (answer.returncode, "only be read" in answer.stderr) == (2, True)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "ledgerhouse.sqlite3").write_text("not a database at all, only words" * 100, encoding="utf-8")
    answer = run(tmp_path, "health")
    assert (answer.returncode, "not a database" in answer.stderr) == (2, True)


def test_a_folder_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    answer = run(tmp_path / "file" / "home", "health")
    assert (answer.returncode, "Traceback" in answer.stderr) == (2, False)


@pytest.mark.parametrize(("language", "word"), [("en", "The settings are wrong"), ("zh-hans", "设置有误")])
def test_wrong_settings_are_one_sentence(tmp_path: Path, language: str, word: str) -> None:
    answer = run(tmp_path, "health", LEDGERHOUSE_DATABASE="oracle://x", LEDGERHOUSE_LANGUAGE=language)
    assert answer.returncode == 2
    assert word in answer.stderr
    assert "oracle" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_weak_password_is_refused(home: Path) -> None:
    (home / "password").write_text("12345", encoding="utf-8")
    answer = run(home, "init", "--company", "QH", "--admin", "bob", "--password-file", str(home / "password"))
    assert (answer.returncode, "password" in answer.stderr) == (1, True)


@pytest.mark.parametrize(("language", "words"), [("en", "is in use"), ("zh-hans", "已被占用")])
def test_a_port_in_use_is_named_with_a_free_one(home: Path, language: str, words: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = run(home, "serve", "--port", str(port), LEDGERHOUSE_LANGUAGE=language)
    assert answer.returncode == 2
    assert words in answer.stderr
    assert str(port) in answer.stderr
    free = int(re.search(r"--port (\d+)", answer.stderr)[1])
    assert free != port


@contextmanager
def started(home: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [*PROGRAM, *words], env=surroundings(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(30)
        for pipe in (process.stdout, process.stderr):
            pipe.close()


def fetch(url: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - our own server
    for _ in range(100):
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(url)


def test_serving_answers_and_ends_politely_with_its_worker(home: Path) -> None:
    token = run(home, "token", "ada", "test").stdout.strip()
    with started(home, "serve", "--port", "0", "--with-jobs") as server:
        address = re.search(r"http://\S+", server.stdout.readline())[0]
        status, body = fetch(f"{address}api/v1/lists/operations/jobs", Authorization=f"Bearer {token}")
        assert (status, json.loads(body)["rows"]) == (200, [])
        assert fetch(f"{address}metrics")[0] == 200
        job = run(home, "run", "operations.start_job", "kind=house.tidy")
        assert job.returncode == 0, job.stderr
        for _ in range(100):
            rows = json.loads(fetch(f"{address}api/v1/lists/operations/jobs", Authorization=f"Bearer {token}")[1])[
                "rows"
            ]
            if rows[0]["state"] == "done":
                break
            time.sleep(0.2)
        assert rows[0]["state"] == "done", "the worker beside the server does it"
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0


def test_a_worker_ends_politely_and_logs_json(home: Path) -> None:
    with started(home, "work") as worker:
        first = json.loads(worker.stderr.readline())
        assert (first["event"], first["level"]) == ("working", "info")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
        assert json.loads(worker.stderr.read().splitlines()[-1])["event"] == "stopped"


def test_a_killed_worker_loses_nothing(home: Path) -> None:
    run(home, "run", "operations.start_job", "kind=house.tidy")
    with started(home, "work") as worker:
        worker.stderr.readline()
        worker.kill()
        worker.wait(30)
    with closing(sqlite3.connect(home / "ledgerhouse.sqlite3")) as file, file:
        file.execute("update foundation_job set lease_until = '2020-01-01' where state = 'running'")
    assert run(home, "work", "--once").returncode == 0
    jobs = map(json.loads, run(home, "list", "operations.jobs", "--json").stdout.splitlines())
    assert [job["state"] for job in jobs if job["kind"] == "house.tidy"] == ["done"]
