"""The floor map on the screen: colours by figure, a place found by its code, and what lies there, on desktop and phone."""

import pytest
from tests.browser.conftest import HANDHELD
from tests.floor import bring_in

from ledgerhouse.masterdata.sites.generate_locations import GenerateLocations, generate_locations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("language", "screen", "said"),
    [("zh-hans", None, ("现存数量", "马克杯")), ("en", HANDHELD, ("Quantity on hand", "CUP"))],
)
def test_a_supervisor_looks_for_a_place(visitor, cast, language, screen, said):
    ctx = cast.house
    bring_in(ctx, ("CUP", 100, "11.5"))
    more = GenerateLocations(
        warehouse="SH1", zone="A", template="M{aisle:02}-{rack:02}-{level}", aisles=3, racks=8, levels=3
    )
    generate_locations(more, ctx)
    window = visitor(language, screen) if screen else visitor(language)
    window.sign_in("supervisor")
    window.go("/map/SH1/")
    page, (measure, goods) = window.page, said
    page.wait_for_selector("#map[data-drawn]")
    page.get_by_role("button", name=measure).click()
    page.wait_for_function("document.querySelector('.map-legend').textContent.includes('100')")
    page.locator("#map-find").fill("a-01-1-01")
    page.keyboard.press("Enter")
    page.wait_for_selector("#map-place .map-goods li")
    assert goods in page.inner_text("#map-place")
    assert "100" in page.inner_text("#map-place")
    assert float(page.get_attribute("#map", "data-drawn")) < 100
    window.picture(f"{language}-floor-map")
