"""No two processes own one node: leases are taken, kept, renewed, given back, and lost only with their time."""

import os
import time

import pytest
from django.db import connection, transaction
from tests.crowd import Crowd

from ledgerhouse.foundation import nodes
from ledgerhouse.foundation.nodes import LEASE_MS, NodeLease, ensure, new_id, new_ids
from ledgerhouse.kernel.ids import NODE_BITS, SEQUENCE_BITS, moment_ms

HERE = "tests.foundation.test_nodes"


@pytest.fixture
def fresh(monkeypatch):
    """A process that owns no node yet, and whose clock the test sets."""
    monkeypatch.setattr(nodes, "_mine", nodes._Mine())
    monkeypatch.setattr(nodes.atexit, "register", lambda _: None)
    monkeypatch.delenv("LEDGERHOUSE_NODE", raising=False)
    clock = {"ms": int(time.time() * 1000)}
    monkeypatch.setattr(nodes.time, "time", lambda: clock["ms"] / 1000)
    return clock


def node_of(identifier):
    return identifier >> SEQUENCE_BITS & ((1 << NODE_BITS) - 1)


@pytest.mark.django_db
def test_a_process_leases_one_node_and_keeps_it(fresh, django_assert_num_queries):
    first = new_id()
    lease = NodeLease.objects.get(node=node_of(first))
    assert lease.until_ms == fresh["ms"] + LEASE_MS
    with django_assert_num_queries(0):
        ids = new_ids(1_000)
    assert {node_of(i) for i in ids} == {lease.node}
    assert first < ids[0]


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_renewed_before_it_runs_out(fresh):
    node = ensure().node
    fresh["ms"] += LEASE_MS - nodes.RENEW_MS + 1
    assert ensure().node == node
    assert NodeLease.objects.get(node=node).until_ms == fresh["ms"] + LEASE_MS


@pytest.mark.django_db(transaction=True)
def test_a_renewal_is_not_left_to_a_transaction_that_may_be_taken_back(fresh):
    node = ensure().node
    until = NodeLease.objects.get(node=node).until_ms
    fresh["ms"] += LEASE_MS - nodes.RENEW_MS + 1
    with transaction.atomic():
        assert ensure().node == node
        transaction.set_rollback(True)
    assert NodeLease.objects.get(node=node).until_ms == until
    assert nodes._mine.until_ms == until
    assert ensure().node == node
    assert NodeLease.objects.get(node=node).until_ms == nodes._mine.until_ms == fresh["ms"] + LEASE_MS


@pytest.mark.django_db
def test_a_lease_that_somebody_else_took_is_given_up(fresh):
    node = ensure().node
    fresh["ms"] += 2 * LEASE_MS
    NodeLease.objects.filter(node=node).update(until_ms=fresh["ms"] + LEASE_MS)
    assert ensure().node != node


@pytest.mark.django_db
def test_a_clock_that_goes_back_finds_another_node(fresh, monkeypatch):
    before = new_ids(10)
    monkeypatch.setattr(nodes, "_mine", nodes._Mine())  # the process is killed, and the clock set back by an hour
    fresh["ms"] -= 3_600_000
    after = new_ids(10)
    assert node_of(after[0]) != node_of(before[0])


@pytest.mark.django_db
def test_the_next_owner_of_a_node_begins_after_the_last(fresh, monkeypatch):
    last = new_ids(50_000)[-1]  # borrows milliseconds from the future
    node = nodes._mine.maker.node
    NodeLease.objects.filter(node=node).update(until_ms=nodes._mine.maker.reached_ms + 1)
    monkeypatch.setattr(nodes, "_mine", nodes._Mine())
    fresh["ms"] = moment_ms(last) + 2
    again = new_id()
    assert node_of(again) == node
    assert again > last


@pytest.mark.django_db
def test_a_fork_does_not_use_its_parents_node(fresh, monkeypatch):
    node = ensure().node
    parent = os.getpid()
    monkeypatch.setattr(nodes.os, "getpid", lambda: parent + 1)
    assert ensure().node != node


def make_ids(count):
    """Work of a crowd: so many ids in small batches."""
    return [i for _ in range(count // 10) for i in new_ids(10)]


def test_processes_never_make_one_id(crowd: Crowd):
    many = 2 if connection.vendor == "sqlite" else 4
    said = crowd.run([(f"{HERE}:make_ids", 2_000)] * many)
    assert [s.error for s in said] == [""] * many
    made = [i for s in said for i in s.answer]
    assert len(set(made)) == 2_000 * many
    assert len({node_of(i) for i in made}) == many
