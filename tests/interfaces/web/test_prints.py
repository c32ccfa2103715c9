"""Printing from pages: one paper, chosen rows of a list, labels."""

import pytest
from django.test import Client
from tests import printed

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R132")]


def test_a_paper_offers_its_forms_and_sizes(boss: Client, shanghai: str) -> None:
    page = boss.get("/papers/warehouse/SH/").content.decode()
    assert "/papers/warehouse/SH/print.pdf?form=paper" in page
    answer = boss.get("/papers/warehouse/SH/print.pdf?form=paper&size=241-140")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline; filename*=UTF-8''")
    assert "上海一仓" in printed.words(answer.content)


def test_what_can_not_be_printed_is_a_page_with_a_sentence(boss: Client, shanghai: str) -> None:
    assert boss.get("/papers/warehouse/NOWHERE/print.pdf").status_code == 404
    assert boss.get("/papers/warehouse/SH/print.pdf?size=a0").status_code == 422
    assert boss.get("/lists/sites.locations/print.pdf?number=x").status_code == 404
    assert boss.get("/lists/sites.locations/labels.pdf").status_code == 422
    assert boss.get("/lists/sites.warehouses/labels.pdf?number=SH").status_code == 404
    assert boss.get("/lists/sites.locations/labels.pdf?number=SH:X&copies=0").status_code == 422


def test_labels_of_chosen_rows(boss: Client, shanghai: str, run) -> None:
    run("sites.add_locations", warehouse="SH", lines=[{"code": "ZZ-1", "zone": "A"}, {"code": "ZZ-2", "zone": "A"}])
    page = boss.get("/lists/sites.locations/?q=ZZ").content.decode()
    assert 'name="number" value="SH:ZZ-1" form="chosen"' in page
    assert 'formaction="/lists/sites.locations/labels.zpl"' in page
    asked = "label=place&number=SH:ZZ-1&number=SH:ZZ-2"
    pdf = boss.get(f"/lists/sites.locations/labels.pdf?{asked}").content
    assert ["ZZ-1" in words for words in printed.pages(pdf)] == [True, False]
    answer = boss.get(f"/lists/sites.locations/labels.zpl?{asked}&copies=2&dpi=300")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.count(b"^XA") == 4
    assert "labels.pdf?label=place&amp;number=SH%3AZZ-1" in boss.get("/papers/location/SH%3AZZ-1/").content.decode()


def test_a_list_without_prints_has_no_boxes(boss: Client, shanghai: str) -> None:
    assert "data-choose" not in boss.get("/lists/sites.zones/").content.decode()
