"""Errors of the engines, told as what is wrong with the surroundings; a bug stays a bug."""

import errno
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, ProgrammingError

from ledgerhouse.foundation import faults


def from_engine(kind: type[Exception], words: str, **facts: object) -> Exception:
    error = kind(words)
    cause = Exception(*([facts["number"], words] if "number" in facts else [words]))
    cause.sqlstate = facts.get("sqlstate")  # type: ignore[attr-defined]
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (from_engine(OperationalError, "FATAL: password authentication failed for user"), faults.WrongPassword),
        (
            from_engine(OperationalError, 'connection failed: FATAL:  role "nobody" does not exist'),
            faults.WrongPassword,
        ),
        (from_engine(OperationalError, 'connection failed: FATAL:  database "x" does not exist'), faults.NoDatabase),
        (from_engine(OperationalError, "connection failed: Connection refused"), faults.DatabaseDown),
        (from_engine(OperationalError, "server closed the connection unexpectedly"), faults.DatabaseDown),
        (from_engine(DatabaseError, "cannot execute INSERT", sqlstate="25006"), faults.DatabaseReadOnly),
        (from_engine(OperationalError, "could not extend file", sqlstate="53100"), faults.DiskFull),
        (from_engine(OperationalError, "lock timeout", sqlstate="55P03"), faults.DatabaseLocked),
        (from_engine(OperationalError, "Access denied", number=1045), faults.WrongPassword),
        (from_engine(OperationalError, "Unknown database", number=1049), faults.NoDatabase),
        (from_engine(OperationalError, "Can't connect", number=2003), faults.DatabaseDown),
        (from_engine(OperationalError, "--read-only", number=1290), faults.DatabaseReadOnly),
        (from_engine(OperationalError, "The table is full", number=1114), faults.DiskFull),
        (OSError(errno.ENOSPC, "No space left on device", "/data/x"), faults.DiskFull),
    ],
)
def test_an_engines_error_is_told_as_what_it_means(error: Exception, meaning: type[faults.Unusable]) -> None:
    found = faults.fault_of(error)
    assert type(found) is meaning
    assert "{" not in found.sentence()


@pytest.mark.parametrize(
    "error",
    [
        from_engine(ProgrammingError, 'relation "stock_balance" does not exist', sqlstate="42P01"),
        from_engine(OperationalError, "no such table: stock_balance"),
        from_engine(IntegrityError, "UNIQUE constraint failed"),
        ValueError("x"),
        OSError(errno.EACCES, "Permission denied", "/data/x"),
    ],
)
def test_a_bug_stays_a_bug(error: Exception) -> None:
    assert faults.fault_of(error) is None


def sqlites_own(do: str, path: Path, mode: str = "rwc") -> Exception:
    with closing(sqlite3.connect(f"file:{path}?mode={mode}", uri=True)) as file:
        try:
            file.executescript(do)
        except sqlite3.Error as error:
            wrapped = OperationalError(str(error))
            wrapped.__cause__ = error
            return wrapped
    raise AssertionError("nothing went wrong")


def test_sqlites_own_words_are_known(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    grow = "pragma max_page_count=3; create table t(x); insert into t values (zeroblob(100000));"
    assert type(faults.fault_of(sqlites_own(grow, path))) is faults.DiskFull
    assert type(faults.fault_of(sqlites_own("create table u(x)", path, "ro"))) is faults.DatabaseReadOnly
    missing = tmp_path / "none" / "x.sqlite3"
    with pytest.raises(sqlite3.OperationalError) as caught:
        sqlite3.connect(missing)
    assert type(faults.fault_of(from_engine(OperationalError, str(caught.value)))) is faults.NoDatabase
    (tmp_path / "words").write_text("only words" * 1000, encoding="utf-8")
    assert type(faults.fault_of(sqlites_own("select * from t", tmp_path / "words"))) is faults.NotADatabase


def test_the_place_never_shows_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"HOST": "db", "PORT": "5432", "NAME": "books", "USER": "ada", "PASSWORD": "geheim"}
    monkeypatch.setattr(faults, "connection", SimpleNamespace(vendor="postgresql", settings_dict=settings))
    assert faults.place() == "postgresql://db:5432/books"
