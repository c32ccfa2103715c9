"""Which allocated orders go into which wave. No database."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ledgerhouse.documents.warehouse.wave_plans import (
    ENOUGH,
    FULL,
    NOT_ALONE,
    NOT_DUE,
    NOT_MANY,
    NOT_ONE_PIECE,
    NOT_URGENT,
    OTHER_GROUP,
    OTHER_ZONE,
    PIECE,
    TOO_FEW,
    TOO_LATE,
    Now,
    Order,
    Template,
    plan,
    why_not,
)

AT = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)


def order(n, *, item=0, pieces=1, **facts):
    known = {"priority": 5, "due_on": date(2026, 11, 22), "made": AT - timedelta(hours=3), "group": 0}
    known |= {"lines": 1 if item else 3, "alone": item, "quantity": pieces * PIECE}
    return Order(id=n, number=f"O{n}", **known | facts)


def numbers(planned):
    return [(one.template.code, [o.id for o in one.orders]) for one in planned]


def left_of(left):
    return {(one.order.id, one.template.code): one.why for one in left}


def test_each_condition_says_why():
    whole = order(1, item=7)
    for template, wanted, why in (
        (Template(1, "A", group=4), whole, OTHER_GROUP),
        (Template(1, "A", kind="single_line"), order(1), NOT_ALONE),
        (Template(1, "A", kind="single_item"), order(1, item=7, pieces=2), NOT_ONE_PIECE),
        (Template(1, "A", kind="many_lines"), whole, NOT_MANY),
        (Template(1, "A", priority=4), whole, NOT_URGENT),
        (Template(1, "A", due_days=0), order(1, due_on=date(2026, 11, 23)), NOT_DUE),
        (Template(1, "A", cut_off="16:00"), order(1, made=AT - timedelta(minutes=5)), TOO_LATE),
        (Template(1, "A", zone=3), order(1, zones=frozenset({3, 4})), OTHER_ZONE),
    ):
        assert why_not(wanted, template, AT) == why
    assert why_not(whole, Template(1, "A", cut_off="16:00", due_days=0, priority=5), AT) == ""
    assert why_not(order(1, made=AT), Template(1, "A", cut_off="17:00"), AT) == ""


def test_hot_items_make_a_wave_each_and_the_rest_goes_on():
    orders = [
        order(1, item=7),
        order(2, item=8),
        order(3, item=7),
        order(4, item=7, pieces=2),
        order(5),
        order(6, item=8),
    ]
    hot, rest = Template(1, "HOT", kind="hot_item", orders_min=2), Template(2, "REST")
    planned, left = plan(orders, [hot, rest], Now(AT, {}))
    assert numbers(planned) == [("HOT", [1, 3]), ("HOT", [2, 6]), ("REST", [4, 5])]
    assert left == []
    _, left = plan(orders, [hot], Now(AT, {}))
    assert left_of(left) == {(4, "HOT"): TOO_FEW, (5, "HOT"): NOT_ALONE}


def test_limits_leave_room_for_smaller_orders_and_say_that_a_wave_is_full():
    orders = [order(1, lines=4), order(2, lines=4), order(3, lines=1)]
    planned, left = plan(orders, [Template(1, "A", lines_max=5)], Now(AT, {}))
    assert numbers(planned) == [("A", [1, 3])]
    assert left_of(left) == {(2, "A"): FULL}
    planned, _ = plan(orders, [Template(1, "A", quantity_max=2 * PIECE)], Now(AT, {}))
    assert numbers(planned) == [("A", [1, 2])]
    big = [order(1, volume_cm3=800), order(2, volume_cm3=300)]
    assert numbers(plan(big, [Template(1, "A", volume_max_cm3=900)], Now(AT, {}))[0]) == [("A", [1])]


def test_without_waves_only_so_many_are_in_process():
    flow = Template(1, "FLOW", waveless=True, in_process=3)
    planned, left = plan([order(n) for n in range(1, 5)], [flow], Now(AT, {1: 1}))
    assert numbers(planned) == [("FLOW", [1, 2])]
    assert set(left_of(left).values()) == {ENOUGH}
    planned, left = plan([order(1)], [flow], Now(AT, {1: 3}))
    assert (planned, left_of(left)) == ([], {(1, "FLOW"): ENOUGH})


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3), st.integers(1, 5)), max_size=12),
    st.lists(
        st.tuples(
            st.integers(1, 9),
            st.sampled_from(["any", "single_line", "single_item", "hot_item", "many_lines"]),
            st.integers(1, 3),
            st.integers(1, 4),
            st.integers(0, 8),
            st.integers(0, 4),
        ).map(
            lambda t: Template(
                t[0], f"T{t[0]}", t[1], orders_min=t[2], orders_max=t[3], lines_max=t[4], in_process=t[5]
            )
        ),
        max_size=3,
    ),
)
def test_every_order_is_in_one_wave_at_most_and_every_wave_keeps_its_limits(rows, templates):
    orders = [
        order(n, item=item, pieces=pieces, lines=1 if item else lines + 1)
        for n, (item, pieces, lines) in enumerate(rows)
    ]
    planned, left = plan(orders, templates, Now(AT, {}))
    taken = [o.id for one in planned for o in one.orders]
    assert len(taken) == len(set(taken))
    for one in planned:
        assert 1 <= len(one.orders) <= one.template.orders_max
        assert not one.template.lines_max or sum(o.lines for o in one.orders) <= one.template.lines_max
        assert all(not why_not(o, one.template, AT) for o in one.orders)
        if one.template.kind == "hot_item":
            assert len({(o.alone, o.quantity) for o in one.orders}) == 1
    untaken = {o.id for o in orders} - set(taken)
    assert {one.order.id for one in left} == (untaken if templates else set())
