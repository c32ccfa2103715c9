"""Carry an online retailer's file out: its goods, customers, orders and returns go through the real verbs, day by day.

Every call has an idempotency key made of the file's fingerprint, the day and the step, and everything decided here follows from the file and from
answers given before. A run that was killed is simply run again: what was done answers at once, the rest is done, nothing is doubled.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple, TypeVar

from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_orders import TakeOrder, TakeOrders, take_orders
from ledgerhouse.flows.finance.prove import Prove, prove
from ledgerhouse.flows.inbound.take_returns import ReturnedLine, TakeReturns, take_returns
from ledgerhouse.flows.outbound.allocate import Allocate, Short, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.pack import Pack, pack
from ledgerhouse.flows.outbound.pick import PickWave, pick_wave
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.flows.outbound.ship import Ship, ship
from ledgerhouse.foundation.dialect import refresh_statistics
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.tower.rollout.online_retail import Row
from ledgerhouse.tower.rollout.retail_buy import buy
from ledgerhouse.tower.rollout.retail_plan import Day, Order, Reason, Returns, Survey, Taken, days, noon
from ledgerhouse.tower.rollout.retail_set_up import WAREHOUSE, set_up

C = TypeVar("C")
A = TypeVar("A")
WAVE = 300


class Told(NamedTuple):
    """What became of a line of the file that was not simply shipped: `short` with the missing pieces, or `refused` with the reason."""

    row: Row
    outcome: str
    reason: str
    pieces: int


@dataclass
class Outcome:
    """What a run did, beyond what the papers themselves say: refused lines and returns, with their pieces and value in price steps."""

    numbers: list[str] = field(default_factory=list)
    refused: dict[Reason, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    returns: int = 0
    returned_pieces: int = 0
    returned_value: int = 0
    clean: bool = False


class Run:
    """One run over a file. `say` hears of each day done; `tell` of each line that was short or refused."""

    def __init__(
        self,
        ctx: Context,
        survey: Survey,
        key: str,
        *,
        cover: int,
        say: Callable[[date], None],
        tell: Callable[[Told], None],
    ) -> None:
        self.ctx, self.survey, self.key, self.cover, self.say, self.tell = ctx, survey, key, cover, say, tell
        self.outcome = Outcome()
        self.returns = Returns(survey.returning)
        self.number_of: dict[Order, str] = {}

    def carry_out(self, rows: Iterable[Row]) -> Outcome:
        """Everything, in order of time; ends with the proof of the ledgers, whose key marks the file as done."""
        set_up(self.ctx, self.survey)
        month: tuple[int, int] | None = None
        last = None
        for day in days(rows):
            if (day.day.year, day.day.month) != month:
                month = (day.day.year, day.day.month)
                buy(self.at(day.day), self.survey.purchase(month, self.cover))
            self._sell(day)
            self._take_back(day)
            for row, reason in day.refused:
                self._refuse(row, reason)
            if last is None or day.day.month != last.month:
                refresh_statistics()  # this day has made the tables large, or it is time again
            self.say(day.day)
            last = day.day
        ctx = replace(self.at(last), key=f"{self.key}:done") if last else self.ctx
        self.outcome.clean = prove(Prove(), ctx).clean
        return self.outcome

    def at(self, day: date) -> Context:
        """The context of a day; its key is the beginning of the keys of that day's steps."""
        return replace(self.ctx, now=noon(day), key=f"{self.key}:{day:%Y%m%d}")

    def _sell(self, day: Day) -> None:
        orders = list(day.orders.items())
        for begin in range(0, len(orders), WAVE):
            part = orders[begin : begin + WAVE]
            numbers, short = serve(self.at(day.day), begin // WAVE, [_order(order, rows) for order, rows in part])
            self.outcome.numbers += numbers
            missing = {(place, s.line): _whole(s) for place, s in short}
            for place, (order, rows) in enumerate(part):
                if any((order.customer, row.code) in self.returns.returning for row in rows):
                    self.number_of[order] = numbers[place]
                for line, row in enumerate(rows, 1):
                    self.returns.sell(order, line, row)
                    if (place, line) in missing:
                        self.returns.cut(order, line, missing[place, line])
                        self.tell(Told(row, "short", "", missing[place, line]))

    def _take_back(self, day: Day) -> None:
        lines: list[ReturnedLine] = []
        for row in day.returns:
            taken = self.returns.take(row)
            if isinstance(taken, Reason):
                self._refuse(row, taken)
                continue
            self.outcome.returns += 1
            self.outcome.returned_pieces -= row.quantity
            self.outcome.returned_value -= row.quantity * row.price
            lines += [self._returned(row, part) for part in taken]
        if lines:
            take_returns(
                TakeReturns(lines=tuple(_together(lines)), returned_on=day.day), step(self.at(day.day), "returns")
            )

    def _returned(self, row: Row, part: Taken) -> ReturnedLine:
        return ReturnedLine(
            order=self.number_of[part.order],
            line=part.line,
            quantity=exact.number(part.pieces, 0),
            reference=row.invoice,
        )

    def _refuse(self, row: Row, reason: Reason) -> None:
        total = self.outcome.refused[reason]
        total[0] += 1
        total[1] += row.quantity
        total[2] += row.quantity * row.price
        self.tell(Told(row, "refused", reason.value, row.quantity))


def step(ctx: Context, name: str, number: int = 0) -> Context:
    """The same context with the key of one step."""
    return replace(ctx, key=f"{ctx.key}:{name}:{number}")


def serve(ctx: Context, wave: int, orders: Sequence[TakeOrder]) -> tuple[tuple[str, ...], list[tuple[int, Short]]]:
    """Take orders and carry them out up to the ramp. Answers their numbers, and what stayed short by place in the list; that is cut."""
    numbers = take_orders(TakeOrders(orders=tuple(orders)), step(ctx, "take", wave)).numbers
    outbound = confirm_orders(ConfirmOrders(numbers=numbers), step(ctx, "confirm", wave)).outbound
    answer = allocate(
        Allocate(warehouse=WAREHOUSE, numbers=outbound, short="cut", limit=WAVE), step(ctx, "allocate", wave)
    )
    place = {number: n for n, number in enumerate(outbound)}
    short = [(place[s.order], s) for s in answer.short]
    gone = _wholly_short(orders, short)
    served = tuple(number for n, number in enumerate(outbound) if n not in gone)
    if served:
        released = release_wave(
            ReleaseWave(warehouse=WAREHOUSE, numbers=served, limit=WAVE), step(ctx, "release", wave)
        )
        picked = pick_wave(PickWave(wave=released.wave), step(ctx, "pick", wave))
        pack(Pack(numbers=picked.orders), step(ctx, "pack", wave))
        ship(Ship(numbers=picked.orders), step(ctx, "ship", wave))
    return numbers, short


def _wholly_short(orders: Sequence[TakeOrder], short: Sequence[tuple[int, Short]]) -> set[int]:
    """Orders of which nothing can be shipped."""
    missing: dict[int, int] = defaultdict(int)
    for place, s in short:
        missing[place] += s.quantity == orders[place].lines[s.line - 1].quantity
    return {place for place, lines in missing.items() if lines == len(orders[place].lines)}


def _order(order: Order, rows: Sequence[Row]) -> TakeOrder:
    return TakeOrder(
        customer=order.customer,
        warehouse=WAREHOUSE,
        ordered_on=order.day,
        due_on=order.day,
        reference=order.invoice,
        lines=tuple(
            NewLine(item=row.code, quantity=exact.number(row.quantity, 0), price=exact.number(row.price, exact.PRICE))
            for row in rows
        ),
    )


def _together(lines: Sequence[ReturnedLine]) -> list[ReturnedLine]:
    """One line per sales line and paper of the customer: a paper may name one line several times."""
    sums: dict[tuple[str, int, str], ReturnedLine] = {}
    for line in lines:
        known = sums.get((line.order, line.line, line.reference))
        sums[line.order, line.line, line.reference] = (
            replace(line, quantity=line.quantity + known.quantity) if known else line
        )
    return list(sums.values())


def _whole(short: Short) -> int:
    return int(short.quantity)


def reconcile(outcome: Outcome, totals: Mapping[str, tuple[int, int, int]], quantity: int, value: int) -> bool:
    """Whether pieces and value of everything that became of the lines add up to the file's. `totals` come from the papers."""
    parts = [*totals.values(), *(tuple(total) for total in outcome.refused.values())]
    return (sum(part[1] for part in parts), sum(part[2] for part in parts)) == (quantity, value)
