"""Every list is a page, without code of its own."""

import re

import pytest
from django.test import Client

from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.interfaces.web import lists
from ledgerhouse.interfaces.web.lists import SIZES

BUDGET = 30


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("name", sorted(LISTINGS))
def test_every_list_opens_within_its_budget(
    boss: Client, shanghai: str, name: str, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(BUDGET):
        response = boss.get(f"/lists/{name}/")
    assert response.status_code == 200
    assert str(LISTINGS[name].title) in text(response)


@pytest.mark.parametrize("name", sorted(LISTINGS))
def test_every_list_sorts_by_every_column_it_offers(boss: Client, shanghai: str, name: str) -> None:
    for column in LISTINGS[name].columns:
        if column.sortable:
            assert boss.get(f"/lists/{name}/", {"sort": f"-{column.name}"}).status_code == 200, column.name


def test_pages_turn_by_cursor_and_back(boss: Client, shanghai: str) -> None:
    first = text(boss.get("/lists/sites.locations/", {"warehouse": "SH", "kind": "storage", "size": SIZES[0]}))
    assert "60 rows" in first
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = text(boss.get("/lists/sites.locations/" + following[1].replace("&amp;", "&")))
    assert "60 rows" in second
    assert "21–40" in second
    back = re.search(r'rel="prev" href="([^"]+)"', second)
    assert back
    assert "1–20" in text(boss.get("/lists/sites.locations/" + back[1].replace("&amp;", "&")))


def test_a_filter_limits_and_a_bad_one_is_said_beside_its_field(boss: Client, shanghai: str) -> None:
    assert "Nothing fits this query." in text(boss.get("/lists/sites.locations/", {"warehouse": "NOWHERE"}))
    page = boss.get("/lists/sites.locations/", {"kind": "nonsense"})
    assert page.status_code == 200
    assert "must be one of" in text(page)


def test_words_are_looked_for_in_the_columns_the_list_names(boss: Client, shanghai: str) -> None:
    assert "1 row" in text(boss.get("/lists/sites.warehouses/", {"q": "上海"}))
    assert "Nothing fits this query." in text(boss.get("/lists/sites.warehouses/", {"q": "北京"}))


def test_an_unknown_list_and_one_without_its_right_are_refused(sign_in, boss: Client) -> None:
    assert boss.get("/lists/no.such/").status_code == 404
    assert sign_in("picker").get("/lists/partners.partners/").status_code == 403


def test_suggestions_for_a_field(boss: Client, shanghai: str) -> None:
    found = boss.get("/look-up/sites.warehouses/", {"q": "SH"}).json()["found"]
    assert found[0][0] == "SH"


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_list_is_exported_as_the_page_filters_it(boss: Client, shanghai: str) -> None:
    answer = boss.get("/lists/sites.locations/export.csv", {"warehouse": "SH", "kind": "storage", "aisle": "A"})
    lines = body(answer).decode("utf-8-sig").splitlines()
    assert answer["Content-Disposition"].startswith("attachment")
    assert len(lines) == 1 + 60
    assert "Pick sequence" in lines[0]


def test_a_list_is_exported_as_a_workbook(boss: Client, shanghai: str) -> None:
    import io

    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(body(boss.get("/lists/sites.warehouses/export.xlsx")))).active
    assert sheet is not None
    assert [row[0].value for row in sheet.iter_rows()] == ["Code", "SH"]


def test_a_file_is_never_made_from_a_filter_that_can_not_be_read(boss: Client, shanghai: str) -> None:
    assert boss.get("/lists/sites.locations/export.csv", {"kind": "nonsense"}).status_code == 422


def test_an_export_needs_the_right_of_its_list(sign_in) -> None:
    assert sign_in("picker").get("/lists/partners.partners/export.csv").status_code == 403


def test_beyond_some_thousand_rows_a_page_says_more_and_adds_up_when_asked(
    boss: Client, shanghai: str, monkeypatch
) -> None:
    monkeypatch.setattr(lists, "MOST_COUNTED", 59)
    asked = {"warehouse": "SH", "kind": "storage", "size": SIZES[0]}
    first = text(boss.get("/lists/sites.locations/", asked))
    assert "more than 59 rows" in first
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert "more than 59 rows" in text(boss.get("/lists/sites.locations/" + following[1].replace("&amp;", "&")))
    monkeypatch.setattr(lists, "MOST_COUNTED", 60)
    assert "60 rows" in text(boss.get("/lists/sites.locations/", asked))
