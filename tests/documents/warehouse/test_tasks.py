"""Tasks: made in one statement, ended once, never by two people."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.floor import as_user, d, open_floor

from ledgerhouse.documents.warehouse import tasks
from ledgerhouse.documents.warehouse.models import Task
from ledgerhouse.documents.warehouse.words import NewTask, TaskKind
from ledgerhouse.kernel.errors import Changed
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.sites import queries as sites

STEP = 10**6


@pytest.fixture
def place(ctx):
    open_floor(ctx)
    return sites.warehouse(ctx, "SH1")


@pytest.fixture
def make(ctx, place):
    places = sites.locations_by_code(ctx, place.id, ["DOCK-1", "A-01"])
    item = items_by_code(ctx, ["CUP"])["CUP"].id

    def made(count, **more):
        return tasks.create(
            ctx,
            place.id,
            [
                NewTask(
                    code=f"T-{n}",
                    kind=TaskKind.PUTAWAY,
                    item=item,
                    quantity=5 * STEP,
                    source=places["DOCK-1"].id,
                    target=places["A-01"].id,
                    paper_kind="receipt",
                    paper="R1",
                    explanation={"why": "空库位“近”", "runner_up": [1, None]},
                    **more,
                )
                for n in range(count)
            ],
        )

    return made


def test_any_number_of_tasks_is_one_statement(make, ctx):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        ids = make(300)
    assert len(seen) == 1
    found = tasks.by_code(ctx, [f"T-{n}" for n in range(300)])
    assert [found[f"T-{n}"].id for n in range(300)] == ids
    assert found["T-7"].open == 5 * STEP
    assert Task.objects.get(code="T-7").explanation == {"why": "空库位“近”", "runner_up": [1, None]}


def test_a_task_ends_when_nothing_is_left_of_it(make, ctx, place):
    one, other = make(2)
    tasks.advance(ctx, place.id, {one: 5 * STEP, other: 2 * STEP})
    states = {t.id: (t.state, t.done, t.ended_at) for t in Task.objects.all()}
    assert states == {one: ("done", d(5), ctx.now), other: ("open", d(2), None)}
    assert [t.id for t in tasks.open_of(ctx, "receipt", ["R1"])] == [other]
    (left,) = tasks.in_flight(ctx, place.id, TaskKind.PUTAWAY)
    assert left.open == 3 * STEP
    tasks.finish(ctx, place.id, {other: 0})
    assert tasks.in_flight(ctx, place.id, TaskKind.PUTAWAY) == []
    assert Task.objects.get(id=other).done == d(2)


@pytest.mark.parametrize("end", [tasks.advance, tasks.finish])
def test_nobody_ends_a_task_twice_or_does_more_than_it_asks(make, ctx, place, end):
    one, other = make(2)
    end(ctx, place.id, {one: 5 * STEP})
    with pytest.raises(Changed):
        end(ctx, place.id, {one: 0})
    with pytest.raises(Changed):
        end(ctx, place.id, {other: 6 * STEP})


def test_a_claimed_task_is_nobody_elses(make, ctx):
    (one,) = make(1)
    tasks.claim(as_user(ctx, 7), [one])
    with pytest.raises(Changed):
        tasks.claim(as_user(ctx, 8), [one])
    assert Task.objects.get().claimed_by == 7
    tasks.drop(ctx, [one])
    tasks.cancel(ctx, [one])
    with pytest.raises(Changed):
        tasks.claim(ctx, [one])
