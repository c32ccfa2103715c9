"""The people and programs who come in by the doors."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from tests.interfaces.probe import MINE

import ledgerhouse.config.urls
from ledgerhouse.foundation.models import ApiToken, Company, Grant, Role, RoleRight, User

SECRET = "k-for-tests"
assert ledgerhouse.config.urls.urlpatterns  # the house's own addresses are built before the tests' room comes in


@pytest.fixture(autouse=True)
def _own_room(monkeypatch: pytest.MonkeyPatch) -> None:
    for registry, name, thing in MINE:
        monkeypatch.setitem(registry, name, thing)


@pytest.fixture
def employ(company: Company) -> Callable[..., User]:
    """Employ somebody with these rights."""

    def make(username: str, *rights: str) -> User:
        user = User.objects.create_user(username, None, name=username, company=company)
        role = Role.objects.create(code=f"role-{username}", name=username)
        RoleRight.objects.bulk_create(RoleRight(role=role, right=right) for right in rights)
        Grant.objects.create(user=user, role=role, company=company)
        return user

    return make


@pytest.fixture
def lin(employ: Callable[..., User]) -> User:
    """Lin may open departments and see companies, but not costs."""
    return employ("lin", "change people", "see companies")


@pytest.fixture
def token(lin: User) -> str:
    """Lin's program's token."""
    digest = hashlib.sha256(SECRET.encode()).hexdigest()
    ApiToken.objects.create(user=lin, name="till", digest=digest, expires_at=datetime.now(UTC) + timedelta(days=1))
    return SECRET
