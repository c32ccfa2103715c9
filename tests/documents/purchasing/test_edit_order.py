"""A draft is edited until it is right; a released order is amended instead."""

from datetime import date

import pytest
from tests.floor import buy, d, doctor, open_floor
from tests.statements import sent

from ledgerhouse.documents.purchasing.edit_order import EditLine, EditOrder, edit_order
from ledgerhouse.documents.purchasing.models import PurchaseLine, PurchaseOrder
from ledgerhouse.documents.purchasing.place_order import place_order
from ledgerhouse.documents.purchasing.place_orders import PlaceOrder
from ledgerhouse.documents.purchasing.pricing import NewLine
from ledgerhouse.documents.purchasing.words import ORDER
from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.errors import Changed, Unreadable


@pytest.fixture(autouse=True)
def floor(ctx):
    open_floor(ctx)


@pytest.fixture
def draft(ctx):
    lines = (NewLine(item="CUP", quantity=d(10), price=d("2.5")), NewLine(item="PLATE", quantity=d(5), price=d(3)))
    return place_order(PlaceOrder(supplier="FARM", warehouse="SH1", lines=lines), ctx).number


def edit(ctx, order, *lines, **head):
    facts = {"supplier": "FARM", "warehouse": "SH1", **head}
    return edit_order(EditOrder(order=order, lines=tuple(EditLine(**line) for line in lines), **facts), ctx)


def lines_of(order):
    rows = PurchaseLine.objects.filter(order__number=order).order_by("position")
    return [(row.item.code, row.ordered, row.price) for row in rows]


def said(ctx, order, *lines, **head):
    with pytest.raises(Unreadable) as refused:
        edit(ctx, order, *lines, **head)
    return {(p.where, p.sentence()) for p in refused.value.problems}


@pytest.mark.requirement("R011")
def test_lines_are_changed_removed_and_added_and_the_head_with_them(ctx, draft):
    done = edit(
        ctx,
        draft,
        {"line": 1, "item": "CUP", "quantity": d(12)},
        {"item": "CUP", "quantity": d(3), "price": d(2)},
        due_on=date(2026, 12, 24),
        reference="Q-77",
    )
    assert (done.number, done.version) == (draft, 2)
    assert lines_of(draft) == [("CUP", d(12), d("2.5")), ("CUP", d(3), d(2))]
    order = PurchaseOrder.objects.get(number=draft)
    assert (order.due_on, order.reference, order.state) == (date(2026, 12, 24), "Q-77", "draft")
    (inbound,) = release_purchases(ReleasePurchases(numbers=(draft,)), ctx).inbound
    rows = find(ctx, "inbound_order", inbound).tables[0].rows
    assert [(row.item, row.expected) for row in rows] == [("CUP", d(12)), ("CUP", d(3))]
    assert doctor(ctx) == []


def test_the_button_starts_from_the_order_as_it_is(ctx, draft):
    (action,) = [a for a in find(ctx, "purchase_order", draft).actions if a.verb == "purchasing.edit_order"]
    before = lines_of(draft)
    assert edit_order(read(EditOrder, dict(action.command)), ctx).version == 2
    assert lines_of(draft) == before, "saved as it was, nothing changes"


def test_everything_wrong_at_once_and_nothing_written(ctx, draft):
    before = lines_of(draft)
    wrong = (
        {"line": 1, "item": "PLATE", "quantity": d(1)},
        {"line": 9, "item": "CUP", "quantity": d(1), "price": d(1)},
        {"line": 2, "item": "PLATE", "quantity": d("0.5")},
        {"line": 2, "item": "PLATE", "quantity": d(1)},
        {"item": "MUG", "quantity": d(1), "price": d(1)},
    )
    assert said(ctx, draft, *wrong, supplier="SHOP", due_on=date(2020, 1, 1), ordered_on=date(2026, 11, 1)) == {
        ("supplier", "there is no supplier SHOP"),
        ("due_on", "is before the order date"),
        ("lines.0.item", "is item CUP; drop the line and add another"),
        ("lines.1.line", f"{draft} has no line 9"),
        ("lines.2.quantity", "0.5 pcs is finer than 0 places of pcs"),
        ("lines.3.line", "is named twice"),
        ("lines.4.item", "there is no item MUG"),
    }
    assert said(ctx, draft) == {("lines", "needs at least one line")}
    assert lines_of(draft) == before


@pytest.mark.parametrize("state", [s for s in ORDER.states if s != "draft"])
def test_only_drafts_are_edited(ctx, draft, state):
    PurchaseOrder.objects.filter(number=draft).update(state=state)
    verbs = {a.verb for a in find(ctx, "purchase_order", draft).actions}
    assert "purchasing.edit_order" not in verbs
    told = "amend it instead" if state == "released" else "only a draft is edited"
    assert said(ctx, draft, {"item": "CUP", "quantity": d(1)}) == {("order", f"{draft} is {state}; {told}")}


def test_of_two_who_edit_the_later_is_told(ctx, draft, monkeypatch):
    line = {"line": 1, "item": "CUP", "quantity": d(7)}
    edit(ctx, draft, line, version=1)
    assert said(ctx, draft, line, version=1) == {("version", f"{draft} has version 2 by now; look at it again")}

    def meanwhile(*_):
        PurchaseOrder.objects.filter(number=draft).update(state="released")
        return []

    monkeypatch.setattr("ledgerhouse.documents.purchasing.edit_order._beyond", meanwhile)
    with pytest.raises(Changed):
        edit(ctx, draft, line)
    assert lines_of(draft) == [("CUP", d(7), d("2.5"))]


def test_many_lines_cost_what_few_cost(ctx, draft):
    def cost(count):
        with sent() as statements:
            edit(ctx, draft, *[{"item": "CUP", "quantity": d(1), "price": d(1)}] * count)
        return len(statements)

    assert cost(2) == cost(60)
    assert buy(ctx, ("CUP", 1, 1))
