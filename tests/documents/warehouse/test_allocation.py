"""Which stock serves which demand: strategies and rules against a slow, obvious reference. No database."""

from collections import defaultdict
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ledgerhouse.documents.warehouse.allocation import STRATEGIES, About, Rule, by_rules, rule_for, shares
from ledgerhouse.ledgers.stock.words import Candidate, Demand, Status, serves

DAY = date(2026, 11, 22)


def lot(balance, free, *, item=1, lot=0, expires=None, zone=1, sequence=0, status=Status.GOOD):
    expires_on = None if expires is None else DAY + timedelta(days=expires)
    return Candidate(balance, item, lot, balance, 0, 0, status, free, expires_on, sequence, zone, False, True)


def wants(line, quantity, *, item=1, **facts):
    return Demand(line, item, quantity, "outbound_order", f"O{line}", DAY, **facts)


def got(picks):
    return [(p.line, p.balance, p.quantity) for p in picks]


KEYS = {
    "fefo": lambda c: (c.expires_on or date.max, c.sequence, c.balance),
    "fifo": lambda c: (c.lot, c.balance),
    "lifo": lambda c: (-c.lot, -c.balance),
    "fewest-places": lambda c: (-c.free, c.sequence, c.balance),
}
demands = st.lists(
    st.builds(
        lambda item, quantity, life, lots: (item, quantity, life, tuple(lots)),
        st.integers(1, 2),
        st.integers(1, 40),
        st.sampled_from([0, 5]),
        st.sets(st.integers(0, 3), max_size=1),
    ),
    max_size=6,
).map(lambda rows: [wants(n, q, item=i, life_days=life, lots=lots) for n, (i, q, life, lots) in enumerate(rows, 1)])
candidates = st.lists(
    st.builds(
        lambda item, free, lot_, expires, zone, status: (item, free, lot_, expires, zone, status),
        st.integers(1, 2),
        st.integers(1, 30),
        st.integers(0, 3),
        st.sampled_from([None, -1, 0, 4, 9]),
        st.integers(1, 3),
        st.sampled_from([Status.GOOD, Status.GOOD, Status.DEFECTIVE]),
    ),
    max_size=8,
).map(
    lambda rows: [
        lot(n, f, item=i, lot=x, expires=e, zone=z, sequence=-n, status=s)
        for n, (i, f, x, e, z, s) in enumerate(rows, 101)
    ]
)


def piece_by_piece(wanted, stock, key):
    """The reference: every single step is taken from the first place in the strategy's order that still has one."""
    free = {c.balance: c.free for c in stock}
    taken = defaultdict(int)
    for d in wanted:
        for _ in range(d.quantity):
            for c in sorted(stock, key=key):
                if c.item == d.item and free[c.balance] and serves(c, d):
                    free[c.balance] -= 1
                    taken[d.line, c.balance] += 1
                    break
    return dict(taken)


@settings(max_examples=150)
@given(demands, candidates, st.sampled_from(sorted(KEYS)))
def test_strategies_take_what_taking_piece_by_piece_takes(wanted, stock, name):
    picks = STRATEGIES[name](wanted, stock)
    assert {(p.line, p.balance): p.quantity for p in picks} == piece_by_piece(wanted, stock, KEYS[name])


@settings(max_examples=150)
@given(demands, candidates, st.permutations([1, 2, 3]), st.integers(0, 2))
def test_zones_are_emptied_in_their_order(wanted, stock, zones, named):
    zones = tuple(zones[:named])
    rank = {zone: n for n, zone in enumerate(zones)}
    picks = by_rules(dict.fromkeys((d.line for d in wanted), Rule("fefo", zones=zones)))(wanted[:1], stock)
    reference = piece_by_piece(wanted[:1], stock, lambda c: (rank.get(c.zone, 9), KEYS["fefo"](c)))
    assert {(p.line, p.balance): p.quantity for p in picks} == reference


@settings(max_examples=150)
@given(
    demands,
    candidates,
    st.lists(
        st.builds(
            Rule,
            st.sampled_from([*KEYS, "not installed"]),
            zones=st.sampled_from([(), (2,), (3, 1)]),
            whole=st.booleans(),
            share=st.booleans(),
        ),
        min_size=6,
        max_size=6,
    ),
)
def test_no_rule_takes_what_is_not_there_or_not_wanted_and_none_leaves_what_could_serve(wanted, stock, rules):
    of = {d.line: rules[d.line - 1] for d in wanted}
    wanted = [d._replace(packs=(12, 4) if of[d.line].whole else ()) for d in wanted]
    picks = by_rules(of)(wanted, stock)
    need, have = {d.line: d for d in wanted}, {c.balance: c for c in stock}
    by_line, by_balance = defaultdict(int), defaultdict(int)
    for p in picks:
        assert p.quantity > 0
        assert serves(have[p.balance], need[p.line])
        assert have[p.balance].item == need[p.line].item
        by_line[p.line] += p.quantity
        by_balance[p.balance] += p.quantity
    assert len({(p.line, p.balance) for p in picks}) == len(picks)
    assert all(by_line[d.line] <= d.quantity for d in wanted)
    assert all(by_balance[c.balance] <= c.free for c in stock)
    for d in wanted:
        if by_line[d.line] < d.quantity:
            assert not any(c.item == d.item and serves(c, d) and by_balance[c.balance] < c.free for c in stock), (
                "something was left that this line could have had"
            )


def test_the_runner_up_is_what_would_have_been_next():
    stock = [lot(1, 5, expires=9), lot(2, 5, expires=3), lot(3, 5, expires=6, status=Status.RECALLED)]
    (pick,) = STRATEGIES["fefo"]([wants(1, 5)], stock)
    assert (pick.balance, pick.runner_up) == (2, 1)
    (_, last) = STRATEGIES["fefo"]([wants(1, 7)], stock)
    assert (last.balance, last.runner_up) == (1, 0)


def test_whole_pallets_then_cases_then_pieces_from_broken_packs():
    stock = [lot(1, 7), lot(2, 480), lot(3, 100), lot(4, 960)]
    rule = {1: Rule("fewest-places", whole=True)}
    picks = by_rules(rule)([wants(1, 480 + 2 * 24 + 5, packs=(480, 24))], stock)
    assert sorted(got(picks)) == [
        (1, 3, 5),
        (1, 4, 528),
    ]  # pallet and cases where most lies, pieces where a case is open
    fefo = [lot(1, 30, expires=3), lot(2, 480, expires=9)]
    picks = by_rules({1: Rule("fefo", whole=True)})([wants(1, 480, packs=(480, 24))], fefo)
    assert got(picks) == [(1, 1, 30), (1, 2, 450)]  # a whole pallet is no reason to leave what expires first


def test_scarce_goods_are_shared_by_what_was_ordered_in_whole_grains():
    wanted = [wants(1, 70, grain=10), wants(2, 70, grain=10), wants(3, 30, grain=10)]
    assert [d.quantity for d in shares(wanted, [lot(1, 100)])] == [50, 40, 10]
    assert shares(wanted, [lot(1, 170)]) == wanted
    picks = by_rules(dict.fromkeys((1, 2, 3), Rule(share=True)))(wanted, [lot(1, 60), lot(2, 40)])
    sums = defaultdict(int)
    for p in picks:
        sums[p.line] += p.quantity
    assert dict(sums) == {1: 50, 2: 40, 3: 10}


def test_what_some_can_not_use_of_their_share_goes_to_the_others():
    wanted = [wants(1, 10, life_days=8), wants(2, 10)]
    picks = by_rules(dict.fromkeys((1, 2), Rule(share=True)))(wanted, [lot(1, 8, expires=3), lot(2, 2, expires=9)])
    assert sorted(got(picks)) == [(1, 2, 2), (2, 1, 8)]


def test_the_first_rule_that_means_a_demand_decides():
    rules = [
        Rule("lifo", 1, item=7, customer=3),
        Rule("fifo", 2, category="COLD"),
        Rule("fewest-places", 3, customer=3),
    ]
    cold = frozenset({"FOOD", "COLD"})
    assert rule_for(rules, About(7, cold, 3)).position == 1
    assert rule_for(rules, About(7, cold, 4)).position == 2
    assert rule_for(rules, About(8, frozenset(), 3)).position == 3
    assert rule_for(rules, About(8, frozenset(), 4)) == Rule()


def test_different_rules_for_one_item_keep_the_order_of_the_demands():
    of = {1: Rule("fefo"), 2: Rule("lifo"), 3: Rule("fefo")}
    picks = by_rules(of)([wants(n, 4) for n in (1, 2, 3)], [lot(1, 6, lot=1, expires=1), lot(2, 4, lot=2, expires=5)])
    assert sorted(got(picks)) == [(1, 1, 4), (2, 2, 4), (3, 1, 2)]
