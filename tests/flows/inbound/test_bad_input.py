"""What is wrong with goods that come in is said in the user's language, with its facts, all of it at once; and nothing is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.apps import apps
from django.utils import translation
from django.utils.translation import gettext
from tests.floor import bring_in, buy, d, doctor, open_floor

from ledgerhouse.documents.warehouse.set_receiving_rules import RuleFacts, SetReceivingRules, set_receiving_rules
from ledgerhouse.flows.inbound import import_advices as _file
from ledgerhouse.flows.inbound.announce import Announce, announce
from ledgerhouse.flows.inbound.announced import AdviceFacts, AdviceLineFacts
from ledgerhouse.flows.inbound.cancel_purchases import CancelPurchases, cancel_purchases
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inbound.receive_scans import ReceiveScans, receive_scans
from ledgerhouse.flows.inbound.scanning import ScanLine
from ledgerhouse.foundation.begin_import import BeginImport, begin_import
from ledgerhouse.foundation.import_files import keep_file
from ledgerhouse.foundation.models import ImportBatch
from ledgerhouse.foundation.run_import import run_import
from ledgerhouse.kernel.errors import Problem, Unreadable
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.sites.add_locations import AddLocations, NewLocation, add_locations

assert _file
pytestmark = [pytest.mark.requirement("R033"), pytest.mark.requirement("R041")]
SPRING = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def floor(ctx):
    open_floor(ctx)


def rows() -> dict[str, int]:
    """How many rows every table of the house has, but for those of imports: a refused file is remembered."""
    models = [model for model in apps.get_models() if model.__module__.startswith("ledgerhouse.")]
    keep = {"ImportBatch", "NumberSeries", "Job"}
    return {model._meta.label: model.objects.count() for model in models if model.__name__ not in keep}


@contextmanager
def nothing_written() -> Iterator[None]:
    before = rows()
    yield
    assert rows() == before


def told(problems: list[Problem]) -> dict[str, tuple[str, str]]:
    """Where something is wrong: the sentence in English and in Chinese."""
    found = {}
    for one in problems:
        assert one.where not in found, one
        with translation.override("zh-hans"):
            found[one.where] = (one.sentence(), one.sentence(gettext))
    return found


def refused(verb, command, ctx) -> dict[str, tuple[str, str]]:
    with nothing_written(), pytest.raises(Unreadable) as caught:
        verb(command, ctx)
    return told(caught.value.problems)


def test_scans_that_can_not_be_taken_in(ctx):
    bring_in(ctx, ("MILK", 10, 4), lot="M1", expires_on=SPRING)
    set_receiving_rules(SetReceivingRules(lines=(RuleFacts(item="MILK", life_days=90),)), ctx)
    _, inbound = buy(ctx, ("MILK", 100, 4), ("CUP", 100, 2), ("APPLE", 100, 8))
    lines = (
        ScanLine(code="4006381333931"),
        ScanLine(code="PLATE", quantity=d(1)),
        ScanLine(code="MILK", quantity=d(1), lot="OLD", expires_on=date(2026, 11, 1)),
        ScanLine(code="MILK", quantity=d(1), lot="M2", expires_on=date(2026, 12, 22)),
        ScanLine(code="MILK", quantity=d(1), lot="M1", expires_on=date(2027, 4, 1)),
        ScanLine(code="CUP", quantity=d("1.5")),
        ScanLine(code="APPLE", quantity=d("0.0001"), lot="A", expires_on=date(2026, 12, 1)),
    )
    assert refused(receive_scans, ReceiveScans(order=inbound, lines=lines), ctx) == {
        "lines.0.code": ("no item is known by the code 04006381333931", "没有物料使用条码 04006381333931"),
        "lines.1.code": (
            f"PLATE is not on {inbound}; take it in as unexpected goods",
            f"PLATE 不在 {inbound} 上；请按计划外到货收货",
        ),
        "lines.5.quantity": ("1.5 pcs is finer than 0 places of pcs", "1.5 pcs 超出了 pcs 的 0 位小数"),
        "lines.6.quantity": ("0.0001 kg is finer than 3 places of kg", "0.0001 kg 超出了 kg 的 3 位小数"),
        "lines.2.expires_on": ("lot OLD expired on 2026-11-01", "批次 OLD 已于 2026-11-01 过期"),
        "lines.3.expires_on": (
            "lot M2 keeps 30 days more, until 2026-12-22; 90 are asked for",
            "批次 M2 剩余保质期 30 天（至 2026-12-22），要求至少 90 天",
        ),
        "lines.4.expires_on": (
            "lot M1 is known to expire on 2027-03-01, not 2027-04-01",
            "批次 M1 已登记的有效期是 2027-03-01，不是 2027-04-01",
        ),
    }
    assert doctor(ctx) == []


def test_the_same_by_form_with_a_lot_of_two_dates_and_closed_orders(ctx):
    _, inbound = buy(ctx, ("MILK", 100, 4))
    _, done = buy(ctx, ("CUP", 5, 2))
    receive(Receive(lines=(ReceiveLine(order=done, line=1, quantity=d(5)),)), ctx)
    purchase, gone = buy(ctx, ("CUP", 5, 2))
    cancel_purchases(CancelPurchases(numbers=(purchase,)), ctx)
    lines = (
        ReceiveLine(order=inbound, line=1, quantity=d(1), lot="M", expires_on=SPRING),
        ReceiveLine(order=inbound, line=1, quantity=d(1), lot="M", expires_on=date(2027, 4, 1)),
        ReceiveLine(order=inbound, line=1, quantity=d("0.5"), lot="N", expires_on=SPRING),
        ReceiveLine(order=done, line=1, quantity=d(1)),
        ReceiveLine(order=gone, line=1, quantity=d(1)),
        ReceiveLine(order="SHD-NO", line=1, quantity=d(1)),
        ReceiveLine(order=inbound, line=9, quantity=d(1)),
    )
    assert refused(receive, Receive(lines=lines), ctx) == {
        "lines.1.expires_on": (
            "lot M is known to expire on 2027-03-01, not 2027-04-01",
            "批次 M 已登记的有效期是 2027-03-01，不是 2027-04-01",
        ),
        "lines.2.quantity": ("0.5 pcs is finer than 0 places of pcs", "0.5 pcs 超出了 pcs 的 0 位小数"),
        "lines.3.order": (
            f"{done} is received; nothing can be received against it",
            f"{done} 的状态为已收货，不能据此收货",
        ),
        "lines.4.order": (
            f"{gone} is cancelled; nothing can be received against it",
            f"{gone} 的状态为已取消，不能据此收货",
        ),
        "lines.5.order": ("there is no inbound order SHD-NO here", "这里没有入库单 SHD-NO"),
        "lines.6.line": (f"{inbound} has no line 9", f"{inbound} 没有第 9 行"),
    }


def test_a_full_place(ctx):
    add_locations(
        AddLocations(warehouse="SH1", lines=(NewLocation(code="F-1", zone="A", quantity_max=d(20), pick_sequence=99),)),
        ctx,
    )
    _, inbound = buy(ctx, ("CUP", 50, 2), ("PLATE", 30, 2))
    lines = tuple(ReceiveLine(order=inbound, line=n, quantity=d(q)) for n, q in ((1, 50), (2, 30)))
    cups, plates = receive(Receive(lines=lines), ctx).tasks
    wrong = tuple(PutAwayLine(task=task, location="F-1", reason="近") for task in (cups, plates))
    assert refused(put_away, PutAway(lines=wrong), ctx) == {
        "lines.0.location": ("F-1 takes 20 of 50: full", "F-1 只能放 20（共 50）：已满"),
        "lines.1.location": ("F-1 takes 20 of 30: full", "F-1 只能放 20（共 30）：已满"),
    }
    assert doctor(ctx) == []


def test_the_same_advice_again(ctx):
    number, _ = buy(ctx, ("CUP", 100, 2))
    line = AdviceLineFacts(order=number, item="CUP", quantity=d(10))
    first = AdviceFacts(supplier="FARM", reference="DN-1", warehouse="SH1", lines=(line,))
    (advice,) = announce(Announce(advices=(first,)), ctx).advices
    other = AdviceFacts(supplier="FARM", reference="DN-2", warehouse="SH1", lines=(line,))
    assert refused(announce, Announce(advices=(other, first)), ctx) == {
        "advices.1.reference": (
            f"DN-1 of FARM was announced already, as {advice}",
            f"FARM 的 DN-1 已登记为 {advice}",
        ),
    }


def test_one_bad_row_in_a_hundred(ctx, settings, tmp_path):
    settings.HOME = tmp_path
    create_items(
        CreateItems(tuple(NewItem(code=f"T{n}", name=f"T{n}", unit="pcs") for n in range(198)), active=True), ctx
    )
    number, _ = buy(ctx, *((f"T{n}", 10, 2) for n in range(198)))
    head = "供应商,发货单号,仓库,采购订单,物料编码,数量\n"
    good = [f"FARM,DN-{n},SH1,{number},T{n},5\n" for n in range(198)]
    bad = [f"FARM,DN-X,SH1,{number},T0,1.5\n", f"FARM,DN-Y,SH1,{number},NOSUCH,1\n"]
    text = head + "".join([*good[:100], bad[0], *good[100:], bad[1]])
    begun = begin_import(BeginImport("inbound.advice", "asn.csv", keep_file(text.encode())), ctx)
    with nothing_written():
        run_import(ctx, begun.number)
    batch = ImportBatch.objects.get(number=begun.number)
    assert (batch.state, batch.rows, batch.bad) == ("refused", 200, 2)
    assert told([Problem(*one) for one in batch.problems]) == {
        "102.数量": ("1.5 pcs is finer than 0 places of pcs", "1.5 pcs 超出了 pcs 的 0 位小数"),
        "201.物料编码": ("no item is known by the code NOSUCH", "没有物料使用条码 NOSUCH"),
    }
