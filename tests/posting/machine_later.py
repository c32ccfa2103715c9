"""The machine goes on: what was done is taken back at its value of then, pools are revalued, and months close under running business."""

from typing import Any

from django.db import IntegrityError, transaction
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from tests.posting.machine import INDEX, GateMachine
from tests.posting.model import MONTHS, TODAY, Stage

from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.ledgers.books import periods
from ledgerhouse.ledgers.costing.words import Adjustment, Cause, Change
from ledgerhouse.ledgers.stock.append import NotEnough
from ledgerhouse.ledgers.stock.words import Entry, Movement, Reason
from ledgerhouse.masterdata.sites.words import Kind
from ledgerhouse.posting import gate
from ledgerhouse.posting.adjust import adjust


class LaterMachine(GateMachine):
    """Random business, and second thoughts about it."""

    @precondition(lambda self: self.model.done)
    @rule(which=INDEX)
    def a_movement_is_taken_back(self, which):
        self._take_back(which % len(self.model.done))

    @precondition(lambda self: self._came())
    @rule(which=INDEX)
    def all_goes_but_a_receipt_which_is_taken_back(self, which):
        """What is left of the pool is then seldom what the receipt was worth."""
        came = self._came()
        at = came[which % len(came)]
        (entry,) = self.model.done[at][1].entries
        kept = self._key(entry, entry.target)
        for key in self.model.there():
            steps = self.model.free(key) - (entry.quantity if key == kept else 0)
            if key[0] == entry.item and key[4] == 0 and steps > 0:
                source = self._place(key)
                self._post(
                    Reason.SHIPMENT, Entry(key[0], steps, source, self._outside(Kind.CUSTOMER, source), lot=key[1])
                )
                self.model.stock[key] -= steps
                self.model.issue(Reason.SHIPMENT, key[0], steps)
        self._take_back(at)

    def _came(self):
        return [i for i, (_, m, _, came) in enumerate(self.model.done) if came and m.entries[0].target.owner == 0]

    def _take_back(self, at):
        movement, m, value, came = self.model.done[at]
        (entry,) = m.entries
        key = self._key(entry, entry.target if came else entry.source)
        back = m._replace(
            entries=(entry._replace(source=entry.target, target=entry.source, value=None),), reverses=movement
        )
        if came and self.model.free(key) < entry.quantity:
            self._refused(NotEnough, lambda: self._write(back))
            return
        posted = self._write(back)
        del self.model.done[at]
        self.model.stock[key] += -entry.quantity if came else entry.quantity
        if key[4]:
            assert posted.values == (0,)
        elif came:
            assert posted.values == (-self.model.give_back(m.reason, key[0], entry.quantity, value),)
        else:
            self.model.receive(m.reason, key[0], entry.quantity, value, sign=-1)
            assert posted.values == (value,)
        if self.model.free(key) >= entry.quantity or not came:
            self._refused((IntegrityError, NotEnough), lambda: self._write(back))

    @rule(milk=st.booleans(), cents=st.integers(-3000, 3000).filter(bool))
    def a_pool_is_revalued(self, milk, cents):
        item, steps = self.stage.milk if milk else self.stage.cup, cents * 100
        quantity, value = self.model.pools[item]
        change = Change(
            Cause.REVALUATION, "test", f"V-{next(self.number)}", TODAY, (Adjustment(steps, item=item),), why="test"
        )
        if not quantity or value + steps < 0 or self.model.month() != MONTHS[0]:
            self._refused(Unreadable, lambda: adjust(self.stage.ctx, self.stage.site, [change]))
            return
        with transaction.atomic():
            made = adjust(self.stage.ctx, self.stage.site, [change])
        assert made.spreads == (((steps, 0, 0),),)
        self.model.pools[item] = quantity, value + steps
        self.model.move("1405", "6602", steps)

    @precondition(lambda self: len(self.model.closed) < len(MONTHS) - 1)
    @rule(sure=st.integers(0, 2))
    def a_month_closes(self, sure):
        """What happens afterwards lands in the next month. Rarely, or all the rest would be about that."""
        if sure:
            return
        month = self.model.month()
        with transaction.atomic():
            periods.lock(self.stage.ctx, month)
            periods.step(self.stage.ctx, month, "close")
            periods.step(self.stage.ctx, month, "close for good")
        self.model.closed.add(month)

    def _write(self, movement: Movement) -> gate.Posted:
        with transaction.atomic():
            return gate.post(self.stage.ctx, self.stage.site, [movement])


def machine_on(stage: Stage) -> type[Any]:
    """The machine playing on this stage."""
    return type("LaterMachine", (LaterMachine,), {"stage": stage})
