"""The picker's handheld: take the next list, scan place and goods, confirm; a wrong scan is refused, an empty place takes two taps."""

import pytest
from tests.browser.conftest import HANDHELD
from tests.browser.test_receiving import scan, take_in
from tests.floor import bring_in
from tests.stories.test_a_wall_of_slots import orders

from ledgerhouse.documents.warehouse.models import Count, PickList, Task, WrongScan
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.kernel.commands import read

pytestmark = [pytest.mark.browser, pytest.mark.requirement("R037")]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_two_scans_and_a_key_for_a_line(visitor, cast, language: str) -> None:
    bring_in(cast.house, ("CUP", 48, 11))
    outbound = orders(cast.house, [("CUP", 5)], [("CUP", 2)], [("CUP", 1)])
    release_wave(ReleaseWave(warehouse="SH1", numbers=tuple(outbound)), cast.house)
    window = visitor(language, HANDHELD)
    page = window.page
    window.sign_in("picker")
    window.go("/pick/")
    window.picture(f"pick-{language}-1-lists")
    with page.expect_navigation():
        page.locator(".hand-go").first.click()
    place = page.inner_text(".hand-place")

    # the wrong place is refused with the right one, and counted
    scan(page, "NOWHERE-1")
    assert place in page.inner_text(".note-error")
    window.picture(f"pick-{language}-2-wrong")
    scan(page, place)
    window.picture(f"pick-{language}-3-place")
    scan(page, "6909999000018")
    assert page.input_value("#scan") == "5"
    window.picture(f"pick-{language}-4-goods")
    take_in(page)
    assert Task.objects.filter(state="done", done=5).count() == 1
    assert PickList.objects.filter(state="picked").count() == 1
    window.picture(f"pick-{language}-5-done")
    assert list(WrongScan.objects.values_list("what", "expected", "given")) == [("location", place, "NOWHERE-1")]
    rows = LISTINGS["warehouse.wrong_scans"]
    assert rows.page(cast.person("supervisor"), read(rows.filters, {})).rows[0].operator

    # the next list: skipping leaves it to be done, and two taps say that nothing is there
    window.go("/pick/")
    with page.expect_navigation():
        page.locator(".hand-go").first.click()
    for deed in ("skip", "missing"):
        page.locator("details.hand-scan summary").click()
        with page.expect_navigation():
            page.locator(f"#{deed}").click()
    window.picture(f"pick-{language}-6-missing")
    assert Task.objects.filter(state="done", done=0).count() == 1
    assert Count.objects.count() == 1
