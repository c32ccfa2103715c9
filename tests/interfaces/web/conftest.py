"""Browsers that have signed in: the house's own person with every right, and people with ready-made roles."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import Company, Grant, Role, User
from ledgerhouse.foundation.models.people import RoleRight
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.ready_roles import ROLES, install_roles
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.context import Context

SignIn = Callable[..., Client]


def every_right() -> set[str]:
    return {
        *(right for _, rights in ROLES.values() for right in rights),
        *(verb.may for verb in VERBS.values()),
        *(listing.see for listing in LISTINGS.values()),
        *(paper.see for paper in PAPERS.values()),
    }


@pytest.fixture
def sign_in(company: Company) -> SignIn:
    """`sign_in("picker", language="en")`: a browser of a new person with that role; `everything` has every right."""
    install_roles()

    def make(role: str, *, language: str = "en") -> Client:
        if role == "everything":
            known, made = Role.objects.get_or_create(code="everything", defaults={"name": "everything"})
            if made:
                RoleRight.objects.bulk_create(RoleRight(role=known, right=right) for right in sorted(every_right()))
        else:
            known = Role.objects.get(code=role)
        user = User.objects.create_user(role, "a-long-password", name=role, company=company, language=language)
        Grant.objects.create(user=user, role=known, company=company)
        client = Client(raise_request_exception=True)
        client.force_login(user)
        return client

    return make


@pytest.fixture
def boss(sign_in: SignIn) -> Client:
    return sign_in("everything")


@pytest.fixture
def run(ctx: Context) -> Callable[..., Any]:
    """`run("sites.open_warehouse", code=…)`: a verb by name, as the house."""

    def call(verb: str, /, **raw: Any) -> Any:
        return VERBS[verb].run(read(VERBS[verb].command, raw), ctx)

    return call


@pytest.fixture
def shanghai(run: Callable[..., Any]) -> str:
    """A warehouse with a zone of 2 × 3 × 2 × 5 = 60 locations."""
    run("sites.open_warehouse", code="SH", name="上海一仓")
    run("sites.add_zone", warehouse="SH", code="A", name="常温区")
    run("sites.generate_locations", warehouse="SH", zone="A", aisles=2, racks=3, levels=2, positions=5)
    return "SH"
