"""Fixtures every test may use. The cast (`tests/cast.py`) is the one small company everybody knows."""

from datetime import UTC, datetime

import pytest

from ledgerhouse.foundation.models import Company
from ledgerhouse.kernel.context import Context, house

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)  # nine in the morning in Shanghai


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
