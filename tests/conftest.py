"""Fixtures every test may use. The cast (`tests/cast.py`) is the one small company everybody knows."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from tests import replay, template
from tests.cast import NOW, Cast, assemble
from tests.crowd import Crowd, test_database_url

from ledgerhouse.foundation.append_only import protect, unprotect
from ledgerhouse.foundation.models import Company
from ledgerhouse.kernel.context import Context, house

# how long one example takes says more about the machine than about the house
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

# a sign-in must be slow for thieves, not for tests
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

template.install()

# tests ask faster than people; the tests of the limits set their own
settings.PAGE_RATE = settings.STRANGER_RATE = ""
settings.STREAM_SECONDS = 0  # an event stream tells what is new and ends

_empty = TransactionTestCase._fixture_teardown


def _empty_with_ledgers(self: Any) -> None:
    """Empty the tables after a test with real commits; the triggers of the ledgers would refuse that."""
    guards = [guard for app in apps.get_app_configs() for guard in _guards(app.name)]
    with connection.schema_editor(atomic=False) as editor:
        for guard in guards:
            unprotect(editor, guard.TABLES)
    try:
        _empty(self)
    finally:
        with connection.schema_editor(atomic=False) as editor:
            for guard in guards:
                guard.on(None, editor) if hasattr(guard, "on") else protect(editor, guard.TABLES)


@cache
def _guards(app: str) -> tuple[Any, ...]:
    """The migrations of an app that put triggers on tables: each names them in `TABLES`, and says `on` where they are of its own kind."""
    if not app.startswith(("ledgerhouse.ledgers.", "ledgerhouse.foundation")):
        return ()
    package = import_module(f"{app}.migrations")
    found = (import_module(f"{package.__name__}.{one.name}") for one in iter_modules(package.__path__))
    return tuple(module for module in found if hasattr(module, "TABLES"))


TransactionTestCase._fixture_teardown = _empty_with_ledgers  # type: ignore[method-assign]


@pytest.fixture
def crowd(transactional_db: None, tmp_path: Path) -> Iterator[Crowd]:
    """Other processes on the test's database. On SQLite they see what is there now; ask them for what comes of it."""
    crowd = Crowd(test_database_url(tmp_path), tmp_path)
    yield crowd
    crowd.close()


@pytest.fixture
def now() -> datetime:
    """The moment at which tests happen."""
    return NOW


@pytest.fixture
def company(db) -> Company:
    """A company without anything in it."""
    return Company.objects.create(code="QH", name="青禾贸易")


@pytest.fixture
def ctx(company: Company) -> Context:
    """The house itself in that company: every right, everywhere."""
    return house(company.id, NOW)


@pytest.fixture
def cast(db) -> Cast:
    """The whole cast: company, people, warehouses, partners, items, books. Not together with `company` or `ctx`."""
    return replay.again(assemble)
