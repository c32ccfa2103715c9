"""The demo's generator: the same seed makes the same trade, its figures are those that were measured, and it scales."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ledgerhouse_demo import goods, partners
from ledgerhouse_demo.chance import Popular, dice, figures
from ledgerhouse_demo.trade import Plan, Trade

PLAN = Plan(seed=7, orders=120, items=200, last_day=date(2026, 6, 30))


def told(plan: Plan) -> list:
    trade = Trade(plan)
    return [(trade.purchases(day), trade.orders(day)) for day in range(len(trade.days))]


def test_one_seed_makes_one_trade() -> None:
    assert told(PLAN) == told(PLAN)
    assert told(PLAN) != told(PLAN._replace(seed=8))


def test_every_order_is_made_once_and_no_saturday_is_worked() -> None:
    days = Trade(PLAN).days
    assert [number for _, numbers in days for number in numbers] == list(range(120))
    assert {day.weekday() for day, _ in days} <= {0, 1, 2, 3, 4, 6}
    assert days[-1][0] == date(2026, 6, 30)


def test_figures_say_how_they_were_measured() -> None:
    assert figures()["measured"].keys() >= figures().keys() - {"measured"}
    text = Path(goods.__file__).with_name("figures.json").read_text(encoding="utf-8")
    assert len(text) < 20_000, "figures, not data"
    assert json.loads(text) == figures()


def test_what_is_popular_follows_the_measured_curve() -> None:
    popular = Popular(figures()["items"], 100, 1, "test")
    chance = dice(1, "draws")
    drawn = Counter(popular.draw(chance) for _ in range(20_000))
    best = sum(drawn[number] for number in popular.rank[:10]) / 20_000
    curve = figures()["items"]
    expected = sum(curve[:10]) / sum(curve)
    assert best == pytest.approx(expected, abs=0.08)


def test_lines_and_returns_have_the_measured_rates() -> None:
    trade = Trade(PLAN._replace(orders=600, items=2000))
    orders = [order for day in range(len(trade.days)) for order in trade.orders(day)]
    lines = sum(len(order.lines) for order in orders)
    median = sorted(len(order.lines) for order in orders)[len(orders) // 2]
    assert median == pytest.approx(figures()["lines"][50], abs=4)
    back = sum(len(trade.comes_back(o, {n: x.quantity for n, x in enumerate(o.lines, 1)})) for o in orders)
    assert back / lines == pytest.approx(figures()["returns"]["rate"], rel=0.4)


def test_no_more_comes_back_than_was_shipped() -> None:
    trade = Trade(PLAN)
    for order in (order for day in range(len(trade.days)) for order in trade.orders(day)):
        shipped = {n: line.quantity // 2 for n, line in enumerate(order.lines, 1)}
        assert all(1 <= quantity <= shipped[line] for line, quantity in trade.comes_back(order, shipped))


def test_most_of_what_is_sold_is_bought_before() -> None:
    wanted: Counter[str] = Counter()
    bought: Counter[str] = Counter()
    for purchases, orders in told(PLAN):
        for purchase in purchases:
            for buy in purchase.lines:
                assert sum(lot.quantity for lot in buy.lots) == buy.line.quantity
                bought[buy.line.item] += buy.line.quantity
        for order in orders:
            wanted.update({line.item: line.quantity for line in order.lines})
    short = [item for item, quantity in wanted.items() if bought[item] < quantity]
    assert len(short) < len(wanted) * 0.1


def test_goods_that_expire_come_in_lots_that_still_live() -> None:
    for purchases, _ in told(PLAN):
        for purchase in purchases:
            for lot in (lot for buy in purchase.lines for lot in buy.lots if lot.lot):
                assert lot.made_on <= purchase.received_on < lot.expires_on


def test_items_scale_without_clashes() -> None:
    far = [goods.item(1, number) for number in range(499_000, 500_000)]
    assert len({item.code for item in far}) == 1000
    assert all(len(item.code) <= 20 and item.cost > 0 and item.price > item.cost * 0 for item in far)
    assert len({partners.customer(1, n).code for n in range(2000)}) == 2000
