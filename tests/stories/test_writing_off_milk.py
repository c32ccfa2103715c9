"""Milk has turned sour, a carton of it was crushed by a customer: proposed on the floor, written off by a second person, in both ledgers."""

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest
from tests.books import entries_of
from tests.floor import as_user, bring_in, d, design, doctor, open_floor, stock
from tests.statements import sent
from tests.stories.test_following_phones import FIVE, arrive, where

from ledgerhouse.documents.warehouse.models import WriteOff
from ledgerhouse.documents.warehouse.words import CAUSES, CauseWord
from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inventory.approve_write_off import ApproveWriteOff, ProposerApproves, approve_write_off
from ledgerhouse.flows.inventory.move import MoveLine, MoveStock, move
from ledgerhouse.flows.inventory.propose_write_off import ProposeWriteOff, WriteOffLine, propose_write_off
from ledgerhouse.flows.inventory.reject_write_off import RejectWriteOff, reject_write_off
from ledgerhouse.foundation import paper
from ledgerhouse.foundation.approvals.need import ApprovalNeeded
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.context import EVERYWHERE
from ledgerhouse.kernel.errors import Unreadable, WrongState
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem

CLERK, CHIEF = 21, 22


@pytest.fixture
def floor(ctx):
    open_floor(ctx)
    bring_in(ctx, ("CUP", 48, "3.25"))
    bring_in(ctx, ("MILK", 24, "4.50"), lot="M1", expires_on=date(2026, 12, 5))
    assert stock(ctx) == {("CUP", "", "A-01"): d(48), ("MILK", "M1", "A-02"): d(24)}


def sour(quantity=10, **how):
    line = {"item": "MILK", "lot": "M1", "location": "A-02", "quantity": d(quantity), **how}
    return ProposeWriteOff(warehouse="SH1", cause="spoiled", lines=(WriteOffLine(**line),))


@pytest.mark.requirement("R099")
def test_goods_leave_both_ledgers_when_a_second_person_says_so(ctx, floor):
    clerk, chief = as_user(ctx, CLERK), as_user(ctx, CHIEF)
    number = propose_write_off(sour(), clerk).number
    assert stock(ctx)["MILK", "M1", "A-02"] == d(24), "nothing has left yet"
    assert [a.verb for a in paper.find(ctx, "write_off", number).actions] == [
        "inventory.approve_write_off",
        "inventory.reject_write_off",
    ]
    with pytest.raises(ProposerApproves):
        approve_write_off(ApproveWriteOff(number=number), clerk)
    approved = approve_write_off(ApproveWriteOff(number=number), chief)
    assert approved.lines == 1
    assert stock(ctx) == {("CUP", "", "A-01"): d(48), ("MILK", "M1", "A-02"): d(14)}
    # J27: ten cartons at 4.50 through goods pending settlement to the loss.
    assert entries_of(number) == [
        [
            ("debit", "1901", "45.00"),
            ("credit", "1405", "45.00"),
            ("debit", "6602", "45.00"),
            ("credit", "1901", "45.00"),
        ]
    ]
    with pytest.raises(WrongState):
        approve_write_off(ApproveWriteOff(number=number), chief)
    assert doctor(ctx) == []


def test_who_is_liable_owes_it(ctx, floor):
    command = replace(sour(2), cause="liable")
    number = propose_write_off(command, as_user(ctx, CLERK)).number
    approve_write_off(ApproveWriteOff(number=number), as_user(ctx, CHIEF))
    (entry,) = entries_of(number)
    assert ("debit", "1221", "9.00") in entry
    assert doctor(ctx) == []


def test_above_a_value_more_is_needed(ctx, floor):
    design(ctx, "write-off", "right:approve purchases", above=d(40))
    number = propose_write_off(sour(), as_user(ctx, CLERK)).number
    small = replace(as_user(ctx, CHIEF), rights={"approve write-offs": EVERYWHERE})
    with pytest.raises(ApprovalNeeded):
        approve_write_off(ApproveWriteOff(number=number), small)
    assert stock(ctx)["MILK", "M1", "A-02"] == d(24)
    approve_write_off(
        ApproveWriteOff(number=number), replace(small, rights={**small.rights, "approve purchases": EVERYWHERE})
    )
    assert stock(ctx)["MILK", "M1", "A-02"] == d(14)


def test_what_has_gone_meanwhile_is_said(ctx, floor):
    number = propose_write_off(sour(), as_user(ctx, CLERK)).number
    line = MoveLine(item="MILK", lot="M1", quantity=d(20), source="A-02", target="A-05")
    move(MoveStock(warehouse="SH1", lines=(line,)), ctx)
    with pytest.raises(Unreadable) as refused:
        approve_write_off(ApproveWriteOff(number=number), as_user(ctx, CHIEF))
    (problem,) = refused.value.problems
    assert (problem.facts["short"], problem.facts["free"], problem.facts["place"]) == ("6", "4", "A-02")
    assert reject_write_off(RejectWriteOff(number=number, reason="count again"), as_user(ctx, CHIEF)).number == number
    with pytest.raises(WrongState):
        approve_write_off(ApproveWriteOff(number=number), as_user(ctx, CHIEF))
    assert doctor(ctx) == []


def test_everything_wrong_is_said_at_once_and_nothing_is_written(ctx, floor):
    bad = ProposeWriteOff(
        warehouse="SH1",
        cause="spoiled",
        lines=(
            WriteOffLine(item="MILK", location="A-02", quantity=d(1)),
            WriteOffLine(item="NONE", location="A-02", quantity=d(1)),
            WriteOffLine(item="CUP", location="Z-99", quantity=d(1)),
            WriteOffLine(item="CUP", location="A-01", quantity=d(49)),
            WriteOffLine(item="CUP", location="A-01", quantity=d("0.5")),
        ),
    )
    with pytest.raises(Unreadable) as refused:
        propose_write_off(bad, as_user(ctx, CLERK))
    assert {p.where for p in refused.value.problems} == {
        *("lines.0.lot", "lines.1.item", "lines.2.location", "lines.3.quantity", "lines.4.quantity")
    }


def test_statements_do_not_grow_with_the_lines(ctx, floor):
    def spent(count):
        lines = tuple(WriteOffLine(item="CUP", location="A-01", quantity=d(1)) for _ in range(count))
        with sent() as statements:
            number = propose_write_off(
                ProposeWriteOff(warehouse="SH1", cause="spoiled", lines=lines), as_user(ctx, CLERK)
            )
            approve_write_off(ApproveWriteOff(number=number.number), as_user(ctx, CHIEF))
        return len(statements)

    spent(1)
    assert spent(2) == spent(20)
    assert doctor(ctx) == []


@pytest.fixture
def phones(ctx):
    """Five phones: three on A-01, two on A-05."""
    open_floor(ctx)
    phone = NewItem(code="PHONE", name="手机", unit="pcs", tracking="serial", costing="specific")
    create_items(CreateItems((phone,), active=True), ctx)
    put_away(PutAway(lines=(PutAwayLine(task=arrive(ctx, FIVE)),)), ctx)
    away = MoveLine(item="PHONE", quantity=d(2), source="A-01", target="A-05", serials=("SN-4", "SN-5"))
    move(MoveStock(warehouse="SH1", lines=(away,)), ctx)


def broken(*serials, quantity=0, location="A-01"):
    line = WriteOffLine(item="PHONE", location=location, quantity=d(quantity or len(serials)), serials=serials)
    return ProposeWriteOff(warehouse="SH1", cause="broken", lines=(line,))


def test_the_very_phones_that_broke_leave(ctx, phones):
    number = propose_write_off(broken("SN-1", "SN-3"), as_user(ctx, CLERK)).number
    approve_write_off(ApproveWriteOff(number=number), as_user(ctx, CHIEF))
    assert where(ctx) == {"SN-2": "A-01", "SN-4": "A-05", "SN-5": "A-05"}
    assert doctor(ctx) == []


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (broken("SN-1", quantity=2), {"given": 1, "wanted": "2"}),
        (broken("SN-1", "SN-4"), {"short": "1", "free": "1", "place": "A-01"}),
        (broken("SN-1", "SN-9"), {"serial": "SN-9"}),
        (broken("SN-1", "SN-1"), {"serial": "SN-1"}),
    ],
    ids=["one is not named", "one lies elsewhere", "one nobody knows", "one twice"],
)
def test_phones_that_are_not_there_are_refused_before_anything_is_written(ctx, phones, command, said):
    with pytest.raises(Unreadable) as refused:
        propose_write_off(command, as_user(ctx, CLERK))
    assert [{name: p.facts[name] for name in said} for p in refused.value.problems] == [said]
    assert not WriteOff.objects.exists()


def test_what_waits_for_its_inspection_is_not_written_off_beside_it():
    line = {"item": "MILK", "lot": "M1", "location": "A-02", "quantity": "1", "status": "qc_pending"}
    with pytest.raises(Unreadable) as refused:
        read(ProposeWriteOff, {"warehouse": "SH1", "cause": "spoiled", "lines": [line]})
    assert "lines.0.status" in [p.where for p in refused.value.problems]


def test_every_cause_has_its_word():
    assert set(CAUSES) == set(get_args(CauseWord))
