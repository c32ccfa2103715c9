"""Every verb is a form drawn from its command; problems stand beside the fields; sent twice it acts once."""

import re

import pytest
from django.test import Client

from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.interfaces.web import forms
from ledgerhouse.interfaces.web.field_words import FIELD_TITLES
from ledgerhouse.masterdata.sites.models import Warehouse, Zone


@pytest.mark.parametrize("name", sorted(VERBS))
def test_every_verb_has_a_form(boss: Client, name: str, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(30):
        page = boss.get(f"/do/{name}/")
    assert page.status_code == 200
    assert re.search(r'name="key" value="[0-9a-f]{8}-[0-9a-f]{4}-7', page.content.decode())


@pytest.mark.parametrize("name", sorted(VERBS))
def test_an_empty_form_never_breaks(boss: Client, name: str) -> None:
    assert boss.post(f"/do/{name}/", {"key": "k"}).status_code < 500


def test_without_the_right_there_is_no_form(sign_in) -> None:
    picker = sign_in("picker")
    assert picker.get("/do/sites.open_warehouse/").status_code == 403
    assert picker.post("/do/sites.open_warehouse/", {"code": "X", "name": "X"}).status_code == 403
    assert not Warehouse.objects.exists()


def test_a_form_sent_twice_acts_once(boss: Client) -> None:
    form = {"key": "0190a1b2-0000-7000-8000-000000000001", "code": "SH", "name": "上海一仓"}
    first = boss.post("/do/sites.open_warehouse/", form)
    second = boss.post("/do/sites.open_warehouse/", form)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"] == "/papers/warehouse/SH/"
    assert Warehouse.objects.count() == 1


def test_the_same_token_with_other_content_is_refused_and_gets_a_new_token(boss: Client) -> None:
    form = {"key": "token-1", "code": "SH", "name": "上海一仓"}
    boss.post("/do/sites.open_warehouse/", form)
    page = boss.post("/do/sites.open_warehouse/", {**form, "code": "SZ"})
    assert page.status_code == 409
    assert 'value="token-1"' not in page.content.decode()
    assert Warehouse.objects.count() == 1


def test_problems_stand_beside_their_fields_and_nothing_is_lost(boss: Client) -> None:
    page = boss.post(
        "/do/partners.create_partners/",
        {"partners-0-code": "A", "partners-0-name": "甲", "partners-4-code": "B", "partners-4-payment_days": "many"},
    )
    assert page.status_code == 422
    body = page.content.decode()
    assert "3 things to put right" in body or "2 things to put right" in body
    assert re.search(r'name="partners-1-payment_days" value="many"', body)  # empty rows between are closed up
    assert "must be a whole number" in body
    assert "is missing" in body


def test_a_preview_says_what_would_happen_and_keeps_nothing(boss: Client, shanghai: str) -> None:
    before = Zone.objects.count()
    form = {"warehouse": "SH", "code": "B", "name": "冷藏区", "key": "k1"}
    page = boss.post("/do/sites.add_zone/", {**form, "preview": "1"})
    assert page.status_code == 200
    assert "This would happen" in page.content.decode()
    assert Zone.objects.count() == before
    assert boss.post("/do/sites.add_zone/", form).status_code in {200, 302}
    assert Zone.objects.count() == before + 1


def test_a_form_opened_from_a_paper_knows_what_the_paper_knows_and_returns_to_it(boss: Client, shanghai: str) -> None:
    page = boss.get("/do/sites.add_zone/?from=warehouse/SH&action=1").content.decode()
    assert re.search(r'name="warehouse" value="SH"', page)
    form = {"from": "warehouse/SH", "action": "1", "warehouse": "SH", "code": "B", "name": "冷藏区", "key": "k1"}
    assert boss.post("/do/sites.add_zone/", form)["Location"] == "/papers/warehouse/SH/"


def test_numbers_are_read_as_people_type_them(boss: Client, shanghai: str) -> None:
    form = {"warehouse": "SH", "zone": "A", "template": "Z{rack}", "racks": "１,０００", "preview": "1"}
    page = boss.post("/do/sites.generate_locations/", form).content.decode()
    assert "1000" in page


def names(specs):
    for spec in specs:
        yield spec
        yield from names(spec.parts)


@pytest.mark.parametrize("name", sorted(VERBS))
def test_every_field_has_a_title_that_is_translated(name: str) -> None:
    """A field without a title in its metadata must have one in `field_words`."""
    raw = [spec.name for spec in names(forms.specs_of(VERBS[name].command)) if spec.title == bare(spec.name)]
    missing = [n for n in raw if n not in FIELD_TITLES]
    assert missing == [], "give the field a title in its metadata, or its name one in interfaces/web/field_words.py"


def bare(name: str) -> str:
    return name.replace("_", " ").capitalize()
