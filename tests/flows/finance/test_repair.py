"""Repair: proposed first, confirmed by somebody else, only derived rows, with evidence."""

from dataclasses import replace

import pytest
from django.db import transaction
from tests.floor import bring_in, doctor, open_floor, sell

from ledgerhouse.flows.finance.propose_repairs import ProposeRepairs, propose_repairs
from ledgerhouse.flows.finance.repair import Repair, repair
from ledgerhouse.foundation import duties
from ledgerhouse.foundation.duties import SameHands
from ledgerhouse.foundation.models import AuditRow
from ledgerhouse.kernel.errors import Changed
from ledgerhouse.ledgers.costing.models import CostLine, CostPool
from ledgerhouse.ledgers.stock.models import Balance, Entry

pytestmark = [pytest.mark.requirement("R010"), pytest.mark.requirement("R057")]


@pytest.fixture
def business(ctx):
    open_floor(ctx)
    bring_in(ctx, ("CUP", 9, 3), ("PLATE", 5, 2))
    sell(ctx, ("CUP", 4, 5))
    return ctx


def broken(ctx):
    """Three derived rows that are wrong."""
    cups = Balance.objects.get(item__code="CUP", on_hand=5)
    Balance.objects.filter(id=cups.id).update(on_hand=7, held=2)
    CostPool.objects.filter(item__code="PLATE").update(value=11)
    assert len(doctor(ctx)) > 2
    return cups


def test_nothing_to_repair(business):
    assert propose_repairs(ProposeRepairs(), business) == type(propose_repairs(ProposeRepairs(), business))(
        proposal="", lines=()
    )


def test_what_is_derived_is_set_to_what_its_facts_say(business):
    cups = broken(business)
    facts = Entry.objects.count(), CostLine.objects.count()
    proposed = propose_repairs(ProposeRepairs(), business)
    assert [(line.what, line.item, line.now, line.should, line.possible) for line in proposed.lines] == [
        ("balance", "CUP", "7 / 2", "5 / 0", True),
        ("pool", "PLATE", "5 / 11", "5 / 10", True),
    ]
    assert len(doctor(business)) > 2, "a proposal changes nothing"
    done = repair(Repair(proposal=proposed.proposal, reason="power cut"), business)
    assert (done.mended, done.left) == (2, 0)
    assert doctor(business) == []
    assert (Entry.objects.count(), CostLine.objects.count()) == facts
    evidence = AuditRow.objects.get(kind="ledger.balance")
    assert (evidence.row, evidence.name, evidence.reason) == (cups.id, "CUP", "power cut")
    assert evidence.before == {"steps": [7 * 10**6, 2 * 10**6]}
    assert evidence.after == {"steps": [5 * 10**6, 0], "proposal": proposed.proposal}


def test_what_has_changed_since_must_be_proposed_again(business):
    broken(business)
    proposed = propose_repairs(ProposeRepairs(), business)
    Balance.objects.filter(item__code="CUP", on_hand=7).update(on_hand=8)
    with pytest.raises(Changed), transaction.atomic():
        repair(Repair(proposal=proposed.proposal, reason="x"), business)
    assert AuditRow.objects.filter(kind="ledger.balance").count() == 0


def test_who_proposes_does_not_confirm(business):
    duties.install([business.company])
    broken(business)
    proposer, other = replace(business, user=7), replace(business, user=8)
    proposed = propose_repairs(ProposeRepairs(), proposer)
    with pytest.raises(SameHands), transaction.atomic():
        repair(Repair(proposal=proposed.proposal, reason="x"), proposer)
    repair(Repair(proposal=proposed.proposal, reason="x"), other)
    assert doctor(business) == []


def test_what_can_not_be_true_is_left_to_a_person(business):
    """More is said to have left than came: no balance can say that."""
    Balance.objects.filter(item__code="CUP", on_hand=5).update(on_hand=5, held=5)
    proposed = propose_repairs(ProposeRepairs(), business)
    assert [line.possible for line in proposed.lines] == [True]
    CostPool.objects.filter(item__code="PLATE").delete()
    proposed = propose_repairs(ProposeRepairs(), business)
    assert [line.possible for line in proposed.lines] == [True, False]
    done = repair(Repair(proposal=proposed.proposal, reason="x"), business)
    assert (done.mended, done.left) == (1, 1)
