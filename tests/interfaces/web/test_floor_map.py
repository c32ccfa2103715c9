"""The floor map: places, figures by class, what lies at a place, and who sees which of it."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from tests.floor import bring_in, d, open_floor, sell
from tests.statements import sent

from ledgerhouse.interfaces.web.floor_map import labels
from ledgerhouse.kernel.errors import NotAllowed
from ledgerhouse.masterdata.sites.change_locations import ChangeLocations, LocationChange, change_locations
from ledgerhouse.masterdata.sites.queries import warehouse
from ledgerhouse.tower.analytics.floor_map import Measure, bounds, figures, measures

PLACES = "/map/SH1/places.json"
FIGURES = "/map/SH1/figures.json"


@pytest.fixture
def shelves(ctx):
    """Ten cups at 5.00 and eight litres of milk of a lot that expires in 40 days, each on a shelf of its own; the cups' one holds 40."""
    open_floor(ctx)
    bring_in(ctx, ("CUP", 10, 5))
    bring_in(ctx, ("MILK", 8, 3), lot="L1", expires_on=ctx.today("Asia/Shanghai") + timedelta(days=40))
    room = LocationChange(code="A-01", quantity_max=d(40), x_mm=0, y_mm=1000)
    change_locations(ChangeLocations(warehouse="SH1", lines=(room, LocationChange(code="A-02", x_mm=3000))), ctx)
    return warehouse(ctx, "SH1")


def test_every_figure_of_a_place(ctx, shelves):
    today = ctx.today("Asia/Shanghai")

    def found(measure):
        return figures(ctx, shelves, measure, today)

    assert found(Measure.QUANTITY) == {"A-01": 10, "A-02": 8}
    assert found(Measure.FILL) == {"A-01": 0.25, "A-02": 1}
    assert found(Measure.VALUE) == {"A-01": 50, "A-02": 24}
    assert found(Measure.EXPIRY) == {"A-02": 40}
    assert found(Measure.AGE) == {"A-02": 0}
    assert figures(ctx, shelves, Measure.AGE, today + timedelta(days=9)) == {"A-02": 9}
    assert found(Measure.PICKS) == {}
    sell(ctx, ("CUP", 2, 20))
    sell(ctx, ("CUP", 1, 20))
    assert found(Measure.PICKS) == {"A-01": 2}
    assert found(Measure.QUANTITY) == {"A-01": 7, "A-02": 8}


def test_a_map_costs_as_many_statements_for_many_goods_as_for_few(ctx, shelves):
    def count():
        with sent() as statements:
            for measure in Measure:
                figures(ctx, shelves, measure, ctx.today("Asia/Shanghai"))
        return len(statements)

    few = count()
    bring_in(ctx, *(("PLATE", n, 2) for n in range(1, 30)))
    assert count() == few == len(Measure)


def test_classes_are_round_rising_and_hold_what_is_there():
    assert bounds(Measure.QUANTITY, ()) == [1]
    assert bounds(Measure.FILL, [7]) == [0.25, 0.5, 0.75, 1]
    assert bounds(Measure.PICKS, [3, 40, 40, 41, 700, 12_000]) == [50, 1000]
    chance = random.Random(7)
    for _round in range(200):
        some = [chance.uniform(0, 10 ** chance.randint(0, 9)) for _ in range(chance.randint(1, 60))]
        ends = bounds(Measure.VALUE, some)
        assert ends == sorted(set(ends))
        assert 1 <= len(ends) <= 4
        assert all(f"{end:.0f}".rstrip("0") in {"1", "2", "5"} for end in ends)
        for measure in Measure:
            assert len(labels(measure, bounds(measure, some))) == len(bounds(measure, some)) + 1


def test_the_drawing_gets_places_and_figures(ctx, shelves, boss: Client):
    drawn = boss.get(PLACES).json()
    assert drawn["code"][:2] == ["A-01", "A-02"]  # along the route; dock and staging have no position yet
    assert {len(drawn[name]) for name in ("code", "storage", "zone", "aisle", "x", "y", "z")} == {6}
    assert (drawn["x"][:2], drawn["y"][:2]) == ([0, 3000], [1000, 0])
    assert {drawn["zones"][zone] for zone in drawn["zone"]} == {"A"}
    fill = boss.get(f"{FIGURES}?by=fill").json()
    assert fill["figures"] == {"A-01": 0.25, "A-02": 1}
    assert (fill["bounds"], fill["labels"][-1], fill["share"]) == ([0.25, 0.5, 0.75, 1.0], "overfull", True)
    assert boss.get(f"{FIGURES}?by=colour").status_code == boss.get(FIGURES).status_code == 404
    assert boss.get("/map/").url == "/map/SH1/"


def test_the_page_says_the_same_by_zone_in_both_languages(ctx, shelves, boss: Client):
    page = boss.get("/map/SH1/").content.decode()
    assert "Floor map" in page
    assert '<td class="num">6</td><td class="num">2</td>' in page
    boss.cookies["django_language"] = "zh-hans"
    page = boss.get("/map/SH1/").content.decode()
    for word in ("库区平面图", "占用率", "近七天拣货次数", "已占用"):
        assert word in page


def test_what_lies_at_a_place(ctx, shelves, boss: Client):
    panel = boss.get("/map/SH1/at/A-01/").content.decode()
    assert "CUP" in panel
    assert "MILK" not in panel
    assert "Nothing lies here." in boss.get("/map/SH1/at/A-06/").content.decode()
    assert boss.get("/map/SH1/at/B-77/").status_code == 404
    assert boss.get("/map/NOWHERE/").status_code == 404


def test_values_only_for_those_who_see_all_costs(ctx, shelves, sign_in):
    picker = sign_in("picker")
    assert 'data-by="quantity"' in picker.get("/map/SH1/").content.decode()
    assert 'data-by="value"' not in picker.get("/map/SH1/").content.decode()
    assert picker.get(f"{FIGURES}?by=quantity").status_code == 200
    assert picker.get(f"{FIGURES}?by=value").status_code == 403
    assert Measure.VALUE in measures(ctx)


def test_figures_of_stock_need_the_right_to_see_stock(ctx, shelves):
    blind = replace(ctx, rights={right: reach for right, reach in ctx.rights.items() if right != "see stock"})
    assert measures(blind) == ()
    for measure in Measure:
        with pytest.raises(NotAllowed):
            figures(blind, shelves, measure, ctx.today("Asia/Shanghai"))
