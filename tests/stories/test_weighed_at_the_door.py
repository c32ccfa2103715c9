"""A new item comes for the first time: the receiver weighs and measures it, the item knows it from then on, and the shelf's capacity counts it."""

from dataclasses import replace

import pytest
from tests.floor import buy, d, doctor, open_floor
from tests.statements import sent

from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.foundation import settings
from ledgerhouse.foundation.models import AuditRow
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.masterdata.catalog.models import Item, Pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(ctx):
    open_floor(ctx)
    _purchase, inbound = buy(ctx, ("CUP", 10, "3.25"), ("PLATE", 10, "5.00"))
    return inbound


def line(order, position=1, **how):
    return ReceiveLine(order=order, line=position, quantity=d(2), **how)


def test_what_is_measured_at_the_first_receipt_is_kept_on_the_item(ctx, order):
    receive(Receive(lines=(line(order, weight_g=310, length_mm=95, width_mm=95, height_mm=110),)), ctx)
    cup = Item.objects.get(code="CUP")
    assert (cup.weight_g, cup.volume_cm3) == (310, 993)  # 992,750 mm³, rounded up
    pack = Pack.objects.get(item=cup, level="each")
    assert (pack.quantity, pack.length_mm, pack.width_mm, pack.height_mm, pack.weight_g) == (1, 95, 95, 110, 310)
    change = AuditRow.objects.filter(kind="item", name="CUP").latest("id")
    assert change.after["weight_g"] == 310
    # what is known stays, whoever weighs again
    receive(Receive(lines=(line(order, weight_g=999, length_mm=1, width_mm=1, height_mm=1),)), ctx)
    cup.refresh_from_db()
    assert (cup.weight_g, cup.volume_cm3, Pack.objects.filter(item=cup).count()) == (310, 993, 1)
    assert doctor(ctx) == []


def test_a_company_may_want_every_new_item_weighed(ctx, order):
    settings.change(ctx, "inbound.measure_first", True)
    with pytest.raises(Unreadable) as refused:
        receive(Receive(lines=(line(order), line(order, 2))), ctx)
    assert [(p.where, p.facts["code"]) for p in refused.value.problems] == [
        ("lines.0.weight_g", "CUP"),
        ("lines.1.weight_g", "PLATE"),
    ]
    receive(Receive(lines=(line(order, weight_g=310), line(order, 2, weight_g=420))), ctx)
    receive(Receive(lines=(line(order), line(order, 2))), ctx)
    assert set(Item.objects.filter(code__in=["CUP", "PLATE"]).values_list("weight_g", flat=True)) == {310, 420}


def test_half_a_size_and_two_weights_are_refused_together(ctx, order):
    lines = (line(order, weight_g=310, length_mm=95), line(order, weight_g=300))
    with pytest.raises(Unreadable) as refused:
        receive(Receive(lines=lines), ctx)
    assert [p.where for p in refused.value.problems] == ["lines.0.length_mm", "lines.1.weight_g"]
    assert not Item.objects.filter(code="CUP", weight_g__gt=0).exists()


def test_statements_do_not_grow_with_the_lines(ctx, order):
    receive(Receive(lines=(line(order), line(order, 2))), ctx)
    with sent() as one:
        receive(Receive(lines=(replace(line(order), quantity=d(1), weight_g=310),)), ctx)
    with sent() as two:
        receive(Receive(lines=tuple(replace(line(order, n), quantity=d(1), weight_g=400 + n) for n in (1, 2))), ctx)
    assert len(two) == len(one)
