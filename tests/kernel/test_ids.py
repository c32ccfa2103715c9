"""Ids rise, also when the clock goes back, in threads and in large batches; two nodes never make the same one."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ledgerhouse.kernel.ids import EPOCH_MS, NODES, IdMaker, command_id, moment_ms

CLOCKS = st.lists(st.tuples(st.integers(EPOCH_MS, EPOCH_MS + 10**9), st.integers(0, 10_000)), max_size=30)


@given(CLOCKS, st.integers(0, NODES - 1))
def test_ids_rise_whatever_the_clock_does(clocks, node):
    maker = IdMaker(node)
    made = [i for now, count in clocks for i in maker.take(count, now)]
    assert all(a < b for a, b in pairwise(made))
    assert all(0 <= i < 2**63 for i in made)


@given(CLOCKS)
def test_two_nodes_never_make_one_id(clocks):
    one, other = IdMaker(1), IdMaker(2)
    made = [(one.take(count, now), other.take(count, now)) for now, count in clocks]
    assert not {i for ids, _ in made for i in ids} & {i for _, ids in made for i in ids}


def test_a_successor_on_the_same_node_begins_after_the_last_id():
    before = IdMaker(7)
    used = before.take(9_000, EPOCH_MS + 1_000)  # borrows milliseconds from the future
    after = IdMaker(7, after_ms=before.reached_ms + 1)
    assert after.take(1, EPOCH_MS)[0] > used[-1]


def test_an_id_tells_its_millisecond():
    assert moment_ms(IdMaker(3).take(1, EPOCH_MS + 123_456)[0]) == EPOCH_MS + 123_456


def test_threads_share_a_maker():
    maker = IdMaker(5)
    with ThreadPoolExecutor(8) as pool:
        batches = list(pool.map(lambda _: maker.take(500), range(40)))
    made = [i for batch in batches for i in batch]
    assert len(set(made)) == len(made) == 20_000
    assert all(batch == sorted(batch) for batch in batches)


def test_command_ids_are_uuids_of_version_seven_that_sort_by_time():
    early, late = command_id(1_700_000_000_000), command_id(1_700_000_000_001)
    assert UUID(early).version == UUID(late).version == 7
    assert UUID(early).variant == "specified in RFC 4122"
    assert early < late
    assert len({command_id(1) for _ in range(1_000)}) == 1_000
