"""Fixtures every test may use. The cast (`tests/cast.py`) is the one small company everybody knows."""

from datetime import datetime

import pytest
from django.conf import settings
from tests.cast import NOW, Cast, assemble

from ledgerhouse.foundation.models import Company
from ledgerhouse.kernel.context import Context, house

# a sign-in must be slow for thieves, not for tests
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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
    return assemble()
