"""Several processes post at once: legal numbers have no gap and no twin, and balances lose nothing."""

import pytest
from tests.cast import NOW
from tests.crowd import Crowd
from tests.floor import doctor, open_floor
from tests.ledgers.books.desk import approve, post, write

from ledgerhouse.foundation.models import Company
from ledgerhouse.kernel.context import Context, house
from ledgerhouse.ledgers.books.models import Turnover, Voucher

HERE = "tests.ledgers.books.test_numbers_in_a_crowd"
PROCESSES, EACH = 4, 10
pytestmark = pytest.mark.slow


def _ctx() -> Context:
    return house(Company.objects.get(code="QH").id, NOW)


def open_desk(_: object) -> None:
    """A company with its books."""
    Company.objects.create(code="QH", name="青禾贸易")
    open_floor(_ctx())


def post_some(count: int) -> int:
    """One process: write, approve and post vouchers one after the other."""
    ctx = _ctx()
    for _ in range(count):
        post(ctx, *approve(ctx, write(ctx)))
    return count


def look(_: object) -> dict[str, object]:
    """What is there afterwards."""
    serials = sorted(Voucher.objects.filter(state="posted").values_list("serial", flat=True))
    debits = [str(row.debit) for row in Turnover.objects.filter(account__code="1001")]
    return {"serials": serials, "debits": debits, "doctor": doctor(_ctx())}


def test_numbers_have_no_gap_and_no_twin(crowd: Crowd) -> None:
    crowd.ask(f"{HERE}:open_desk")
    said = crowd.run([(f"{HERE}:post_some", EACH)] * PROCESSES)
    assert [one.error for one in said] == [""] * PROCESSES
    found = crowd.ask(f"{HERE}:look")
    assert found["serials"] == list(range(1, PROCESSES * EACH + 1))
    assert found["debits"] == [f"{100 * PROCESSES * EACH}.0000"]
    assert found["doctor"] == []
