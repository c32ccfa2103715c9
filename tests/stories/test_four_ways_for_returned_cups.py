"""Six cups come back: two go on the shelf, one is second grade, two are scrap, one goes to its supplier; each cent is where it belongs."""

from datetime import timedelta

import pytest
from tests.books import entries_of
from tests.floor import bring_in, d, doctor, open_floor, sell, stock
from tests.statements import sent

from ledgerhouse.documents.sales.dispositions import rates
from ledgerhouse.flows.inbound.dispose_returns import DisposedLine, DisposeReturns, dispose_returns
from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
from ledgerhouse.flows.inbound.reverse_returns import ReverseReturns, reverse_returns
from ledgerhouse.flows.inbound.send_supplier_returns import SendSupplierReturns, send_supplier_returns
from ledgerhouse.flows.inbound.take_returns import ReturnedLine, TakeReturns, take_returns
from ledgerhouse.flows.inventory.approve_write_off import ApproveWriteOff, approve_write_off
from ledgerhouse.flows.inventory.taking_back import PaperLine
from ledgerhouse.foundation.links import Ref, around
from ledgerhouse.foundation.paper import find
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.ledgers.stock.models import Balance
from ledgerhouse.ledgers.stock.words import Status

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R117")]


@pytest.fixture
def receipt(ctx):
    open_floor(ctx)
    return bring_in(ctx, ("CUP", 40, 11))


def came_back(ctx, quantity=6, lines=1):
    order = sell(ctx, *[("CUP", quantity, 20)] * lines)
    back = tuple(ReturnedLine(order=order, line=n, quantity=d(quantity)) for n in range(1, lines + 1))
    (number,) = take_returns(TakeReturns(lines=back), ctx).returns
    return number


def decide(number, quantity, disposition, line=1, **more):
    more = {"cause": "customer", "finding": "dented", **more}
    return DisposedLine(number=number, line=line, quantity=d(quantity), disposition=disposition, **more)


def test_four_decisions_on_six_cups(ctx, receipt):
    number = came_back(ctx)
    assert entries_of(number) == [
        [("debit", "6401", "-66.00"), ("credit", "1405", "-66.00")]
    ]  # J19: at what they left with
    done = dispose_returns(
        DisposeReturns(
            lines=(
                decide(number, 2, "restock", finding=""),
                decide(number, 1, "second", cause="warehouse", finding="scratched"),
                decide(number, 2, "scrap", cause="carrier", finding="shards"),
                decide(number, 1, "supplier", cause="product", finding="leaks", receipt=receipt),
            )
        ),
        ctx,
    )
    assert done.closed == (number,)
    assert find(ctx, "customer_return", number).state == "closed"

    # Back to stock: a task takes two cups to the shelf. No money moves.
    assert len(done.tasks) == 1
    put_away(PutAway(lines=tuple(PutAwayLine(task=task) for task in done.tasks)), ctx)
    # Second grade: one cup is defective where it lies, at what it is worth in the books until somebody values it anew.
    defective = Balance.objects.get(status=Status.DEFECTIVE)
    assert (defective.on_hand, entries_of(done.status_change)) == (d(1), [])
    # Scrap: somebody else approves it; then two cups are a loss at their cost.
    assert not entries_of(done.write_off)
    approve_write_off(ApproveWriteOff(number=done.write_off), ctx)
    (loss,) = entries_of(done.write_off)
    assert loss[:2] == [("debit", "1901", "22.00"), ("credit", "1405", "22.00")]
    assert loss[2:] == [("debit", "6602", "22.00"), ("credit", "1901", "22.00")]
    # To the supplier: the lorry takes one cup, at what it was bought for.
    send_supplier_returns(SendSupplierReturns(numbers=done.supplier_returns), ctx)
    assert entries_of(done.supplier_returns[0]) == [[("debit", "1405", "-11.00"), ("credit", "2202.02", "-11.00")]]

    assert sum(stock(ctx).values()) == d(34 + 2 + 1)
    assert set(around(ctx, Ref("customer_return", number))[1]) == {
        Ref("write_off", done.write_off),
        Ref("supplier_return", done.supplier_returns[0]),
    }
    assert doctor(ctx) == []

    today = ctx.now.date()
    found = {
        one.cause: (one.orders, one.rate) for one in rates(ctx, today - timedelta(days=1), today + timedelta(days=1))
    }
    assert found == dict.fromkeys(("warehouse", "customer", "product", "carrier"), (1, d(100)))
    sell(ctx, ("CUP", 1, 20))
    assert {one.rate for one in rates(ctx, today, today)} == {d(50)}


def test_part_by_part_and_never_too_much(ctx, receipt):
    number = came_back(ctx)
    assert dispose_returns(DisposeReturns(lines=(decide(number, 4, "restock"),)), ctx).closed == ()
    before = stock(ctx)
    wrong = (
        decide(number, 1, "restock"),
        decide(number, 2, "scrap", finding=""),
        decide(number, "0.5", "second"),
        decide(number, 1, "supplier", line=7),
        decide("XT-NO", 1, "restock"),
    )
    with pytest.raises(Unreadable) as refused:
        dispose_returns(DisposeReturns(lines=wrong), ctx)
    assert {(p.where, p.sentence()) for p in refused.value.problems} == {
        ("lines.1.finding", "is needed for goods that do not go back to stock"),
        ("lines.1.quantity", "1 more than the 1 that wait for a decision"),
        ("lines.2.quantity", "0.5 pcs is finer than 0 places of pcs"),
        ("lines.3.receipt", "is needed: the receipt that brought the goods"),
        ("lines.3.line", f"{number} has no line 7"),
        ("lines.4.number", "there is no customer return XT-NO"),
    }
    with pytest.raises(Unreadable, match="decided already"):
        reverse_returns(ReverseReturns(lines=(PaperLine(number=number),), reason="wrong"), ctx)
    assert stock(ctx) == before
    assert dispose_returns(DisposeReturns(lines=(decide(number, 2, "second"),)), ctx).closed == (number,)
    with pytest.raises(Unreadable, match="closed"):
        dispose_returns(DisposeReturns(lines=(decide(number, 1, "second"),)), ctx)
    assert doctor(ctx) == []


def test_lines_do_not_cost_statements(ctx, receipt):
    bring_in(ctx, ("CUP", 1000, 2))

    def job(count):
        number = came_back(ctx, 2, count)
        lines = tuple(decide(number, 1, how, line=n) for n in range(1, count + 1) for how in ("second", "scrap"))
        with sent() as statements:
            dispose_returns(DisposeReturns(lines=lines), ctx)
        return len(statements)

    job(3)  # the first number of a day is two statements more
    assert job(3) == job(30)
    assert doctor(ctx) == []
