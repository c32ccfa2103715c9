"""A supplier announces two pallets of milk cartons; the receiver scans one label and has a whole pallet in."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.books import entries_of
from tests.floor import buy, d, doctor, open_floor
from tests.statements import sent

from ledgerhouse.documents.warehouse import inbound
from ledgerhouse.documents.warehouse.listings_advices import AdviceFilter
from ledgerhouse.documents.warehouse.models import AdviceUnit, DespatchAdvice, InboundLine, InboundOrder, Task
from ledgerhouse.flows.inbound import import_advices as _file
from ledgerhouse.flows.inbound.announce import Announce, announce
from ledgerhouse.flows.inbound.announced import AdviceFacts, AdviceLineFacts, AdviceUnitFacts, Announced
from ledgerhouse.flows.inbound.cancel_advices import CancelAdvices, cancel_advices
from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inbound.receive_units import ReceiveUnits, receive_units
from ledgerhouse.foundation.begin_import import BeginImport, begin_import
from ledgerhouse.foundation.import_files import keep_file
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import ImportBatch
from ledgerhouse.foundation.paper import find
from ledgerhouse.foundation.run_import import run_import
from ledgerhouse.foundation.run_import import undo_import as take_back
from ledgerhouse.foundation.undo_import import UndoImport, undo_import
from ledgerhouse.kernel.codes import check_digit
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.ledgers.stock.listings import BalanceFilter
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.map_external_ids import ExternalFacts, MapExternalIds, map_external_ids
from ledgerhouse.masterdata.partners.create_partners import CreatePartners, create_partners
from ledgerhouse.masterdata.partners.partner_facts import NewPartner

pytestmark = pytest.mark.requirement("R033")

assert _file
SPRING = date(2027, 4, 1)


@pytest.fixture(autouse=True)
def floor(ctx):
    open_floor(ctx)


def sscc(n: int) -> str:
    payload = f"1061414{n:010}"
    return payload + check_digit(payload)


P1, P2, C1, C2, C3 = (sscc(n) for n in range(1, 6))
UNITS = (
    AdviceUnitFacts(code=P1),
    AdviceUnitFacts(code=P2),
    AdviceUnitFacts(code=C1, parent=P1, kind="case"),
    AdviceUnitFacts(code=C2, parent=P1, kind="case"),
    AdviceUnitFacts(code=C3, parent=P2, kind="case"),
)


def milk(order, unit, quantity, lot="M1", **more):
    return AdviceLineFacts(
        order=order, item="MILK", quantity=d(quantity), lot=lot, expires_on=SPRING, handling_unit=unit, **more
    )


def advice(*lines, reference="DN-1", units=UNITS):
    return AdviceFacts(
        supplier="FARM", reference=reference, warehouse="SH1", due_on=date(2026, 11, 24), units=units, lines=lines
    )


def say(ctx, *advices):
    return announce(Announce(advices=advices), ctx)


def problems_of(verb, command, ctx):
    with pytest.raises(Unreadable) as refused:
        verb(command, ctx)
    return {(p.where, p.sentence()) for p in refused.value.problems}


def shelves(ctx):
    rows = LISTINGS["stock.balances"].every(ctx, BalanceFilter())
    return {(row.item, row.lot, row.location, row.handling_unit): row.on_hand for row in rows}


def test_a_pallet_is_received_by_one_scan(ctx):
    number, inbound = buy(ctx, ("MILK", 480, 4), ("CUP", 100, 2))
    said = advice(
        milk(number, C1, 120),
        milk(number, C2, 120, lot="M2"),
        milk(number, C3, 240),
        AdviceLineFacts(order=inbound, line=2, quantity=d(100), handling_unit=P2),
    )
    (asn,) = say(ctx, said).advices
    page = find(ctx, "despatch_advice", asn)
    assert (page.state, len(page.tables[0].rows), len(page.tables[1].rows)) == ("announced", 5, 4)
    assert list(InboundLine.objects.order_by("position").values_list("announced", flat=True)) == [d(480), d(100)]

    # The label of the first pallet: both cartons are in, each its own handling unit, at the dock.
    (receipt,) = receive_units(ReceiveUnits(codes=(f"]C100{P1}",)), ctx).receipts
    assert shelves(ctx) == {("MILK", "M1", "DOCK-1", C1): d(120), ("MILK", "M2", "DOCK-1", C2): d(120)}
    # J3 at the price of the order: 240 × 4.
    assert entries_of(receipt) == [[("debit", "1405", "960.00"), ("credit", "2202.02", "960.00")]]
    assert find(ctx, "despatch_advice", asn).state == "arriving"
    assert find(ctx, "purchase_order", number).tables[0].rows[0].received == d(240)

    # Twice is refused, and so is what nobody announced; a carton of the first pallet came in with it.
    strange = sscc(99)
    misread = P1[:-1] + str((int(P1[-1]) + 1) % 10)
    assert problems_of(receive_units, ReceiveUnits(codes=(P1, strange, C2, f"(00){misread}")), ctx) == {
        ("codes.0", f"handling unit {P1} came in already, with {receipt}"),
        ("codes.1", f"no handling unit {strange} is announced here"),
        ("codes.2", f"handling unit {C2} came in already, with {receipt}"),
        ("codes.3", f"The check digit of {misread} is wrong: it should be {P1[-1]}."),
    }

    # Of the second pallet the carton is taken off first, then the pallet with the cups.
    receive_units(ReceiveUnits(codes=(C3,)), ctx)
    (last,) = receive_units(ReceiveUnits(codes=(P2,)), ctx).receipts
    assert entries_of(last) == [[("debit", "1405", "200.00"), ("credit", "2202.02", "200.00")]]
    assert find(ctx, "despatch_advice", asn).state == "arrived"
    assert find(ctx, "purchase_order", number).state == "completed"
    units = {
        row.code: row.parent or "" for row in LISTINGS["sites.units"].every(ctx, LISTINGS["sites.units"].filters())
    }
    assert {code: units[code] for code in (P1, P2, C1, C2, C3)} == {P1: "", P2: "", C1: P1, C2: P1, C3: P2}

    # Put away as a whole: on the shelf it is still the same carton.
    tasks = [PutAwayLine(task=code) for code in Task.objects.values_list("code", flat=True)]
    put_away(PutAway(lines=tuple(tasks)), ctx)
    assert {unit for _, _, place, unit in shelves(ctx) if place != "DOCK-1"} == {C1, C2, C3, P2}
    assert doctor(ctx) == []


def test_everything_wrong_with_an_advice_at_once(ctx):
    number, inbound = buy(ctx, ("MILK", 100, 4), ("CUP", 10, 2))
    say(ctx, advice(milk(number, C1, 60), reference="DN-0", units=(UNITS[0], UNITS[2])))
    again = advice(milk(number, "", 1), reference="DN-0", units=())
    wrong = advice(
        milk(number, C1, 41),
        milk(number, "NOWHERE", 1),
        AdviceLineFacts(order=number, item="PLATE", quantity=d(1)),
        AdviceLineFacts(order=number, line=2, item="MILK", quantity=d(1)),
        AdviceLineFacts(order=number, line=7, quantity=d(1)),
        AdviceLineFacts(order="CGDD-NO", item="CUP", quantity=d(1)),
        AdviceLineFacts(order=number, item="CUP", quantity=d("0.5")),
        AdviceLineFacts(order=number, item="CUP", quantity=d(1), unit="kg"),
        AdviceLineFacts(order=number, item="4006381333931", quantity=d(1)),
        AdviceLineFacts(item="PLATE", quantity=d(5)),
        AdviceLineFacts(quantity=d(5)),
        replace(milk(number, "", 1), expires_on=date(2027, 5, 1)),
        units=(UNITS[0], AdviceUnitFacts(code=C3, parent="X"), AdviceUnitFacts(code=C3)),
    )
    strangers = replace(wrong, supplier="SHOP", warehouse="SH9", reference="DN-9", units=(), lines=wrong.lines[2:3])
    before = (DespatchAdvice.objects.count(), list(InboundLine.objects.values_list("announced", flat=True)))
    assert problems_of(announce, Announce(advices=(again, wrong, strangers)), ctx) == {
        ("advices.0.reference", f"DN-0 of FARM was announced already, as {DespatchAdvice.objects.get().number}"),
        ("advices.1.lines.0.quantity", "41 pcs of MILK is 2 more than the 40 still to be announced"),
        ("advices.1.lines.1.quantity", "1 pcs of MILK is 3 more than the 40 still to be announced"),
        ("advices.1.lines.11.quantity", "1 pcs of MILK is 4 more than the 40 still to be announced"),
        ("advices.1.lines.0.handling_unit", f"is in {C1}, which is not among the units"),
        ("advices.1.lines.1.handling_unit", "is in NOWHERE, which is not among the units"),
        ("advices.1.lines.2.item", f"PLATE is not on {number}"),
        ("advices.1.lines.3.item", f"line 2 of {number} is of CUP, not of MILK"),
        ("advices.1.lines.4.line", f"{number} has no line 7"),
        ("advices.1.lines.5.order", "FARM has no order CGDD-NO for SH1"),
        ("advices.1.lines.6.quantity", "0.5 pcs is finer than 0 places of pcs"),
        ("advices.1.lines.7.unit", "item CUP is not measured in kg"),
        ("advices.1.lines.8.item", "no item is known by the code 4006381333931"),
        ("advices.1.lines.9.price", "is needed: nobody knows yet what PLATE costs"),
        ("advices.1.lines.10.item", "is missing"),
        ("advices.1.lines.11.expires_on", "lot M1 is known to expire on 2027-04-01, not 2027-05-01"),
        ("advices.1.units.0.code", f"{P1} was announced already, with {DespatchAdvice.objects.get().number}"),
        ("advices.1.units.1.parent", "stands in X, which is not among the units"),
        ("advices.1.units.2.code", "is there twice"),
        ("advices.2.supplier", "there is no supplier SHOP"),
        ("advices.2.warehouse", "there is no warehouse SH9"),
        ("advices.2.lines.0.order", f"SHOP has no order {number} for SH9"),
    }
    assert (DespatchAdvice.objects.count(), list(InboundLine.objects.values_list("announced", flat=True))) == before
    assert inbound


def test_goods_of_a_foreign_order_and_an_advice_taken_back(ctx):
    # Nobody here ordered the plates: a foreign system did. The same paper expects them, at the price it says.
    number, _ = buy(ctx, ("CUP", 10, 2))
    plates = AdviceLineFacts(item="PLATE", quantity=d(20), price=d("1.5"), handling_unit=P1)
    cups = AdviceLineFacts(order=number, item="CUP", quantity=d(10), handling_unit=P1)
    taken = say(ctx, advice(plates, cups, units=UNITS[:1]))
    (own,) = taken.inbound
    page = find(ctx, "inbound_order", own)
    assert {fact.title: fact.value for fact in page.facts}["Comes from"] == "despatch advice"

    done = cancel_advices(CancelAdvices(numbers=taken.advices), ctx)
    assert (done.advices, done.inbound) == (1, 1)
    assert find(ctx, "inbound_order", own).state == "cancelled"
    assert problems_of(cancel_advices, CancelAdvices(numbers=(*taken.advices, "NO")), ctx) == {
        ("numbers.0", f"{taken.advices[0]} is cancelled and can not be cancelled"),
        ("numbers.1", "there is no despatch advice NO here"),
    }
    # The cups may be announced anew, in the same pallet.
    say(ctx, advice(plates, cups, units=UNITS[:1], reference="DN-2"))
    receipts = receive_units(ReceiveUnits(codes=(P1,)), ctx).receipts
    assert sorted(entries_of(receipt)[0][0] for receipt in receipts) == [
        ("debit", "1405", "20.00"),
        ("debit", "1405", "30.00"),
    ]
    rows = LISTINGS["warehouse.despatch_advices"].every(ctx, AdviceFilter(open=True))
    assert list(rows) == []
    assert doctor(ctx) == []


HEAD = "供应商,发货单号,仓库,预计到货日期,采购订单,物料编码,数量,批号,有效期至,SSCC,所在托盘\n"


@pytest.fixture
def imported(ctx, settings, tmp_path):
    settings.HOME = tmp_path

    def go(*rows, **more):
        text = HEAD + "".join(",".join(map(str, row)) + "\n" for row in rows)
        command = BeginImport("inbound.advice", "asn.csv", keep_file(text.encode()), **more)
        begun = begin_import(command, ctx)
        run_import(ctx, begun.number)
        return ImportBatch.objects.get(number=begun.number)

    return go


def test_an_advice_comes_as_a_file(ctx, imported):
    number, _ = buy(ctx, ("MILK", 481, 4), ("CUP", 10, 2))
    rows = [
        ("FARM", "DN-1", "SH1", "2026-11-24", number, "MILK", 120, "M1", "2027-04-01", C1, P1),
        ("FARM", "DN-1", "SH1", "2026-11-24", number, "MILK", 120, "M1", "2027-04-01", C2, P1),
        ("FARM", "DN-2", "SH1", "2026-11-25", number, "CUP", 10, "", "", "", ""),
    ]
    batch = imported(*rows, check_only=True)
    assert (batch.state, batch.created, batch.bad, DespatchAdvice.objects.count()) == ("checked", 3, 0, 0)
    batch = imported(*rows)
    assert (batch.state, batch.created, DespatchAdvice.objects.count()) == ("done", 3, 2)
    assert set(AdviceUnit.objects.values_list("code", "parent", "kind")) == {
        (P1, "", "pallet"),
        (C1, P1, "case"),
        (C2, P1, "case"),
    }
    # The supplier sends the same file with another name of the day: every advice in it is known.
    again = imported(*rows, ("FARM", "DN-3", "SH1", "", number, "MILK", 1, "M1", "2027-04-01", "", ""))
    assert (again.state, again.created, again.bad) == ("refused", 1, 3)
    undo_import(UndoImport(number=batch.number), ctx)
    take_back(ctx, batch.number)
    assert set(DespatchAdvice.objects.values_list("state", flat=True)) == {"cancelled"}
    assert set(InboundLine.objects.values_list("announced", flat=True)) == {d(0)}


def test_one_bad_row_in_a_hundred_and_nothing_is_written(ctx, imported):
    items = tuple(NewItem(code=f"T{n}", name=f"T{n}", unit="pcs") for n in range(100))
    create_items(CreateItems(items, active=True), ctx)
    number, _ = buy(ctx, *((f"T{n}", 10, 2) for n in range(100)))
    rows = [("FARM", "DN-1", "SH1", "", number, f"T{n}", 5, "", "", "", "") for n in range(99)]
    bad = ("FARM", "DN-1", "SH1", "", number, "T99", 11, "", "", "", "")
    batch = imported(*rows, bad)
    assert (batch.state, DespatchAdvice.objects.count()) == ("refused", 0)
    told = {where: template for where, template, _ in batch.problems}
    assert "101.数量" in told
    assert batch.bad == 100, "an advice is taken whole or not at all"
    assert set(InboundLine.objects.values_list("announced", flat=True)) == {d(0)}
    fine = imported(*rows)
    assert (fine.state, fine.created) == ("done", 99)


def cups(order, quantity, **more):
    return AdviceLineFacts(order=order, item="CUP", quantity=d(quantity), **more)


def test_lines_of_one_call_share_what_is_open(ctx):
    """Ten cups are on line 1 and ten on line 2: what one advice took of them, the next line or advice finds gone."""
    number, _ = buy(ctx, ("CUP", 10, 2), ("CUP", 10, 2))
    first = advice(cups(number, 6), cups(number, 6), units=())
    second = advice(cups(number, 4), cups(number, 4), reference="DN-2", units=())
    third = advice(cups(number, 1), reference="DN-3", units=())
    assert problems_of(announce, Announce(advices=(first, second, third)), ctx) == {
        ("advices.2.lines.0.quantity", "1 pcs of CUP is 1 more than the 10 still to be announced"),
    }
    twice = advice(cups(number, 6, line=2), cups(number, 6, line=2), units=())
    assert problems_of(announce, Announce(advices=(twice,)), ctx) == {
        ("advices.0.lines.1.quantity", "6 pcs of CUP is 2 more than the 10 still to be announced"),
    }
    say(ctx, first, second)
    assert list(InboundLine.objects.values_list("announced", flat=True)) == [d(10), d(10)]


def test_a_purchase_in_two_deliveries_is_announced_under_its_number(ctx):
    number, begun = buy(ctx, ("CUP", 10, 2))
    paper, line = InboundOrder.objects.get(number=begun), InboundLine.objects.get()
    new = inbound.NewLine(line.item_id, 5_000_000, 2_000_000, line.origin_line)
    other = inbound.NewInbound("purchase_order", number, paper.warehouse_id, paper.partner_id, None, (new,))
    (last,) = inbound.write(ctx, [other], date(2026, 11, 22))
    InboundLine.objects.filter(id=line.id).update(expected=d(5))
    say(ctx, advice(cups(number, 5), cups(number, 3), units=()))
    rows = InboundLine.objects.order_by("id").values_list("paper__number", "announced")
    assert list(rows) == [(begun, d(5)), (last, d(3))]
    assert problems_of(announce, Announce(advices=(advice(cups(last, 3), reference="DN-2", units=()),)), ctx) == {
        ("advices.0.lines.0.quantity", "3 pcs of CUP is 1 more than the 2 still to be announced"),
    }
    # The one that is closed takes nothing; the purchase still does, by the other.
    InboundOrder.objects.filter(number=begun).update(state="closed")
    say(ctx, advice(cups(number, 2), reference="DN-3", units=()))
    assert dict(rows.all()) == {begun: d(5), last: d(5)}


def test_many_suppliers_with_codes_of_their_own_cost_what_one_costs(ctx):
    def cost(first, count):
        names = [f"V{n}" for n in range(first, first + count)]
        partners = tuple(NewPartner(code=name, name=name, supplier=True) for name in names)
        create_partners(CreatePartners(partners=partners), ctx)
        codes = tuple(ExternalFacts(name, f"{name}-CUP", "CUP") for name in names)
        map_external_ids(MapExternalIds(codes), ctx)
        facts = [
            replace(advice(AdviceLineFacts(item=f"{name}-CUP", quantity=d(1), price=d(1)), units=()), supplier=name)
            for name in names
        ]
        with sent() as statements:
            announced = Announced(ctx, facts)
        assert announced.problems == []
        assert {one.item.code for one in announced.goods} == {"CUP"}
        return len(statements)

    cost(0, 1)
    assert cost(10, 1) == cost(20, 12)


def test_units_and_lines_do_not_cost_statements(ctx):
    def cost(count, reference, first):
        number, _ = buy(ctx, *(("CUP", 10, 2) for _ in range(count)))
        units = tuple(AdviceUnitFacts(code=sscc(first + n)) for n in range(count))
        lines = tuple(
            AdviceLineFacts(order=number, line=n + 1, quantity=d(10), handling_unit=units[n].code) for n in range(count)
        )
        with CaptureQueriesContext(connection) as said:
            say(ctx, advice(*lines, reference=reference, units=units))
        with CaptureQueriesContext(connection) as taken:
            receive_units(ReceiveUnits(codes=tuple(unit.code for unit in units)), ctx)
        return len(said), len(taken)

    cost(2, "A", 1000)
    assert cost(2, "B", 2000) == cost(60, "C", 3000)
    assert doctor(ctx) == []
