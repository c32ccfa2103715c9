"""Several pickers ask for the next list in one moment: nobody gets what somebody else has."""

import pytest
from tests.cast import NOW
from tests.crowd import Crowd
from tests.floor import as_user, bring_in, open_floor
from tests.stories.test_a_wall_of_slots import orders

from ledgerhouse.documents.warehouse.claim_pick_list import ClaimPickList, NoListWaits, claim_pick_list
from ledgerhouse.documents.warehouse.models import PickList, Task
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.foundation.models import Company
from ledgerhouse.kernel.context import Context, house

HERE = "tests.documents.warehouse.test_claiming_lists"
PICKERS, LISTS = 6, 10
pytestmark = [pytest.mark.slow, pytest.mark.requirement("R010")]


def _ctx() -> Context:
    return house(Company.objects.get(code="QH").id, NOW)


def open_shop(_: object) -> None:
    """A wave of ten orders, of which nobody has drawn up lists."""
    Company.objects.create(code="QH", name="青禾贸易")
    ctx = _ctx()
    open_floor(ctx)
    bring_in(ctx, ("CUP", 60, 11))
    outbound = orders(ctx, *[[("CUP", 2)]] * LISTS)
    release_wave(ReleaseWave(warehouse="SH1", numbers=tuple(outbound)), ctx)


def take_all(user: int) -> list[str]:
    """One picker: take lists and put each aside as picked, until none is left."""
    ctx = as_user(_ctx(), user)
    mine: list[str] = []
    while True:
        try:
            number = claim_pick_list(ClaimPickList(warehouse="SH1"), ctx).list
        except NoListWaits:
            return mine
        mine.append(number)
        PickList.objects.filter(number=number).update(state="picked")


def look(_: object) -> list[tuple[str, int, list[int]]]:
    """Who has which list, and whose its tasks are."""
    return [
        (
            row.number,
            row.operator,
            sorted(set(Task.objects.filter(pick_list=row.id).values_list("claimed_by", flat=True))),
        )
        for row in PickList.objects.order_by("id")
    ]


def test_every_list_has_one_picker(crowd: Crowd) -> None:
    crowd.ask(f"{HERE}:open_shop")
    said = crowd.run([(f"{HERE}:take_all", n) for n in range(1, PICKERS + 1)])
    assert [one.error for one in said] == [""] * PICKERS
    of = {number: n for n, one in enumerate(said, 1) for number in one.answer}
    assert sum(len(one.answer) for one in said) == len(of) == LISTS
    assert crowd.ask(f"{HERE}:look") == [[number, of[number], [of[number]]] for number in sorted(of)]
