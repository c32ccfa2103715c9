"""A machine that does random business at the gate and to the model, and compares them.

After every step the five ledgers must say what the model says; at the end `finance.prove` must find nothing.
"""

from datetime import timedelta
from fractions import Fraction
from itertools import count

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.posting.model import IN, OUT, TODAY, Model, Stage, cents

from ledgerhouse.documents.warehouse.allocation import STRATEGIES
from ledgerhouse.flows.finance.prove import Prove, prove
from ledgerhouse.foundation import dialect
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.errors import Changed, Refused
from ledgerhouse.ledgers.stock.append import NotEnough, TooMuch
from ledgerhouse.ledgers.stock.words import Demand, Entry, Movement, Place, Reason, Status
from ledgerhouse.masterdata.sites.words import Kind
from ledgerhouse.posting import gate, reserve
from ledgerhouse.posting.gate import NoEntry
from ledgerhouse.posting.pools import NoCost
from ledgerhouse.posting.valuation import WrongReason

STEPS = st.integers(1, 5).map(lambda n: n * 10**6) | st.integers(1, 9 * 10**6)
SHARE = st.fractions(0, 1)
INDEX = st.integers(0, 10**6)
NONSENSE = ("zero", "below", "nowhere", "value", "reason", "reversed", "huge")


class GateMachine(RuleBasedStateMachine):
    """Random business on one warehouse."""

    stage: Stage

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.model = Model()
        self.line = count(1)
        self.number = count(1)
        self.last: Movement | None = None

    def teardown(self) -> None:
        try:
            found = prove(Prove(), self.stage.ctx)
            assert found.clean, [check for check in found.checks if check.problems]
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    @initialize(steps=STEPS)
    def there_is_something(self, steps):
        for item, lot in self.stage.goods:
            target = Place(self.stage.places["A-01"])
            entry = Entry(
                item,
                steps,
                self._outside(Kind.SUPPLIER, target),
                target,
                lot=lot,
                value=exact.extend(steps, 11_330_000),
            )
            self._post(Reason.RECEIPT, entry)
            self.model.stock[self._key(entry, target)] += steps
            self.model.receive(Reason.RECEIPT, item, steps, entry.value)

    # -- what may happen ------------------------------------------------------------------------------------------------------

    @rule(
        reason=st.sampled_from(sorted(IN)),
        data=st.data(),
        steps=STEPS,
        price=st.integers(0, 30_000_000),
        mine=st.booleans(),
    )
    def goods_come(self, reason, data, steps, price, mine):
        item, lot = data.draw(st.sampled_from(self.stage.goods))
        code = data.draw(st.sampled_from(sorted(self.stage.places)))
        owner = 0 if mine or reason != Reason.RECEIPT else self.stage.owners[1]
        status = Status.QC_PENDING if reason == Reason.CUSTOMER_RETURN else Status.GOOD
        asked = reason in {Reason.RECEIPT, Reason.OPENING} or data.draw(st.booleans())
        value = exact.extend(steps, price) if asked else None
        if asked and data.draw(st.integers(0, 9)) == 0:
            value = 1  # a ten-thousandth: less than a cent
        target = Place(self.stage.places[code], 0, owner, status)
        entry = Entry(item, steps, self._outside(IN[reason], target), target, lot=lot, value=value)
        quantity, worth = self.model.pools[item]
        if value is None and not quantity:
            return self._refused(NoCost, reason, entry)
        if value is None:
            value = cents(Fraction(worth * steps, quantity))
        posted = self._post(reason, entry)
        self.model.stock[self._key(entry, target)] += steps
        if owner == 0:
            self.model.receive(reason, item, steps, value)
        assert posted.values == (value if owner == 0 else 0,)
        self.model.done.append((posted.movements[0], self.last, value, True))
        return None

    @precondition(lambda self: self.model.there())
    @rule(reason=st.sampled_from(sorted(OUT)), which=INDEX, share=SHARE)
    def goods_go(self, reason, which, share):
        key = self._some(which)
        steps = int(share * self.model.free(key))
        if not steps:
            return
        source = self._place(key)
        entry = Entry(key[0], steps, source, self._outside(OUT[reason], source), lot=key[1])
        posted = self._post(reason, entry)
        self.model.stock[key] -= steps
        cost = self.model.issue(reason, key[0], steps) if key[4] == 0 else 0
        assert posted.values == (-cost,)
        self.model.done.append((posted.movements[0], self.last, cost, False))

    @precondition(lambda self: self.model.there())
    @rule(which=INDEX, share=SHARE, data=st.data(), unit=st.integers(0, 2))
    def goods_move(self, which, share, data, unit):
        key = self._some(which)
        steps = int(share * self.model.free(key))
        target = Place(data.draw(st.sampled_from(sorted(self.stage.places.values()))), unit, key[4], key[5])
        if not steps or target == self._place(key):
            return
        entry = Entry(key[0], steps, self._place(key), target, lot=key[1])
        self._post(Reason.MOVE, entry)
        self.model.stock[key] -= steps
        self.model.stock[self._key(entry, target)] += steps

    @precondition(lambda self: self.model.there())
    @rule(which=INDEX, share=SHARE, status=st.sampled_from(sorted(Status)))
    def status_changes(self, which, share, status):
        key = self._some(which)
        steps = int(share * self.model.free(key))
        target = self._place(key)._replace(status=int(status))
        if not steps or target == self._place(key):
            return
        entry = Entry(key[0], steps, self._place(key), target, lot=key[1])
        self._post(Reason.STATUS_CHANGE, entry)
        self.model.stock[key] -= steps
        self.model.stock[self._key(entry, target)] += steps

    @precondition(lambda self: self.model.there())
    @rule(
        wanted=st.lists(st.tuples(st.booleans(), STEPS), min_size=1, max_size=3),
        strategy=st.sampled_from(sorted(STRATEGIES)),
        life=st.sampled_from([0, 10]),
    )
    def stock_is_held(self, wanted, strategy, life):
        items = [self.stage.milk if milk else self.stage.cup for milk, _ in wanted]
        demands = [
            Demand(next(self.line), item, steps, "order", "O", on=TODAY, life_days=life)
            for item, (_, steps) in zip(items, wanted, strict=True)
        ]
        usable = {
            item: sum(self.model.free(k) for k in self.model.there() if k[0] == item and self._usable(k, life))
            for item in set(items)
        }
        balances = {row[0]: tuple(row[1:]) for row in self._balances()}
        reserved = reserve.allocate(self.stage.ctx, self.stage.site, demands, STRATEGIES[strategy])
        for demand in demands:
            got = min(demand.quantity, usable[demand.item])
            usable[demand.item] -= got
            assert reserved.short.get(demand.line, 0) == demand.quantity - got
            assert sum(p.quantity for p, _ in reserved.picks if p.line == demand.line) == got
        for pick, hold in reserved.picks:
            key = balances[pick.balance][:6]
            assert self._usable(key, life)
            self.model.holds[hold] = key, pick.quantity, pick.line
            assert self.model.free(key) >= 0

    @precondition(lambda self: self.model.holds)
    @rule(which=INDEX, share=SHARE, how=st.sampled_from(["pick", "pick", "part", "line"]))
    def a_hold_ends(self, which, share, how):
        {"pick": self._pick, "part": self._give_back_part, "line": self._give_back_line}[how](which, share)

    def _pick(self, which, share):
        hold, key, opened, line = self._some_hold(which)
        steps = int(share * opened) or opened
        target = Place(self.stage.places["STAGE-1"], 0, key[4], key[5])
        entry = Entry(key[0], steps, self._place(key), target, lot=key[1], hold=hold, line=line)
        self._post(Reason.MOVE, entry)
        self.model.stock[key] -= steps
        self.model.stock[self._key(entry, target)] += steps
        self._close(hold, key, opened - steps, line)

    def _give_back_part(self, which, share):
        hold, key, opened, line = self._some_hold(which)
        steps = int(share * opened) or opened
        reserve.release_part(self.stage.ctx, self.stage.site, {hold: steps})
        self._close(hold, key, opened - steps, line)

    def _give_back_line(self, which, share):
        del share
        *_, line = self._some_hold(which)
        mine = {hold: opened for hold, (_, opened, of) in self.model.holds.items() if of == line}
        assert reserve.release(self.stage.ctx, self.stage.site, [line]) == {line: sum(mine.values())}
        for hold in mine:
            del self.model.holds[hold]

    @precondition(lambda self: self.model.there())
    @rule(which=INDEX, other=INDEX)
    def a_batch_sees_its_own_entries(self, which, other):
        """Two movements in one call: goods move on, and a part of them leaves at once."""
        key = self._some(which)
        steps = self.model.free(key)
        stage = Place(self.stage.places["STAGE-1"], 0, key[4], key[5])
        if steps < 2 or stage == self._place(key) or key[4]:
            return
        gone = other % (steps - 1) + 1
        there = Entry(key[0], steps, self._place(key), stage, lot=key[1])
        off = Entry(key[0], gone, stage, self._outside(Kind.CUSTOMER, stage), lot=key[1])
        day = TODAY
        with transaction.atomic():
            movements = [
                Movement(Reason.MOVE, "t", "M", day, (there,)),
                Movement(Reason.SHIPMENT, "t", "S", day, (off,)),
            ]
            posted = gate.post(self.stage.ctx, self.stage.site, movements)
        self.model.stock[key] -= steps
        self.model.stock[self._key(there, stage)] += steps - gone
        assert posted.values == (0, -self.model.issue(Reason.SHIPMENT, key[0], gone))

    # -- what may not happen --------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.model.there())
    @rule(
        which=INDEX,
        more=st.integers(1, 10**6),
        how=st.sampled_from(["free", "held", "foreign", "nonsense"]),
        data=st.data(),
    )
    def too_much_or_nonsense_is_refused(self, which, more, how, data):
        if how == "free":
            self._more_than_is_free(which, more)
        elif how == "nonsense":
            self._nonsense(which, data.draw(st.sampled_from(NONSENSE)))
        elif self.model.holds:
            (self._more_than_is_held if how == "held" else self._foreign_hold)(which, more)

    def _more_than_is_free(self, which, more):
        key = self._some(which)
        source = self._place(key)
        entry = Entry(key[0], self.model.free(key) + more, source, self._outside(Kind.CUSTOMER, source), lot=key[1])
        self._refused(NotEnough, Reason.SHIPMENT, entry)

    def _more_than_is_held(self, which, more):
        hold, key, opened, _ = self._some_hold(which)
        stage = Place(self.stage.places["STAGE-1"], 9, key[4], key[5])
        self._refused(
            (Changed, NotEnough),
            Reason.MOVE,
            Entry(key[0], opened + more, self._place(key), stage, lot=key[1], hold=hold),
        )
        self._refused(Changed, lambda: reserve.release_part(self.stage.ctx, self.stage.site, {hold: opened + more}))

    def _foreign_hold(self, which, other):
        hold, key, opened, _ = self._some_hold(which)
        foreign = self._some(other)
        if foreign == key:
            return
        stage = Place(self.stage.places["STAGE-1"], 9, foreign[4], foreign[5])
        steps = min(opened, self.model.stock[foreign])
        self._refused(
            (Changed, NotEnough),
            Reason.MOVE,
            Entry(foreign[0], steps, self._place(foreign), stage, lot=foreign[1], hold=hold),
        )

    def _nonsense(self, which, how):
        key = self._some(which)
        source = self._place(key)
        customer, supplier = self._outside(Kind.CUSTOMER, source), self._outside(Kind.SUPPLIER, source)
        good = Entry(key[0], 1, source, customer, lot=key[1])
        if how in {"reason", "reversed"} and (key[4] or not self.model.free(key)):
            return
        refused, reason, entry = {
            "zero": (NoEntry, Reason.SHIPMENT, good._replace(quantity=0)),
            "below": (NoEntry, Reason.SHIPMENT, good._replace(quantity=-1)),
            "nowhere": (NoEntry, Reason.MOVE, good._replace(target=source)),
            "value": (NoEntry, Reason.RECEIPT, good._replace(source=supplier, target=source, value=-1)),
            "reason": (WrongReason, Reason.MOVE, good),
            "reversed": (WrongReason, Reason.COUNT_GAIN, good),
            "huge": (
                TooMuch,
                Reason.RECEIPT,
                good._replace(source=supplier, target=source, quantity=exact.LARGEST, value=0),
            ),
        }[how]
        self._refused(refused, reason, entry)

    # -- what must always be ---------------------------------------------------------------------------------------------------

    @invariant()
    def ledgers_say_what_the_model_says(self):
        site = self.stage.site
        found = {tuple(row[1:7]): (row[7], row[8]) for row in self._balances() if row[7] or row[8]}
        assert found == {key: (self.model.stock[key], self.model.held(key)) for key in self.model.there()}
        holds = dialect.select(
            "select id, quantity - settled - released from stock_hold "
            f"where warehouse_id = {site.id} and quantity > settled + released"
        )
        assert dict(holds) == {hold: opened for hold, (_, opened, _) in self.model.holds.items()}
        pools = dialect.select(
            f"select item_id, quantity, value from costing_costpool where area = {site.area} and quantity > 0"
        )
        assert {item: (q, v) for item, q, v in pools} == {i: p for i, p in self.model.pools.items() if p[0]}
        accounts = dialect.select(
            "select l.month, a.code, sum(l.debit - l.credit) from books_journalline l join books_account a on a.id = l.account_id "
            f"where l.company_id = {self.stage.ctx.company} group by l.month, a.code"
        )
        assert {(m, code): int(v) for m, code, v in accounts if v} == {
            k: v for k, v in self.model.accounts.items() if v
        }
        stock = sum(value for (_, code), value in self.model.accounts.items() if code == "1405")
        assert stock == sum(value for _, value in self.model.pools.values())

    # -- small words -----------------------------------------------------------------------------------------------------------

    def _balances(self):
        columns = "id, item_id, lot_id, location_id, unit, owner_id, status, on_hand, held"
        return dialect.select(f"select {columns} from stock_balance where warehouse_id = {self.stage.site.id}")

    def _post(self, reason, *entries):
        self.last = Movement(reason, "test", f"T-{next(self.number)}", TODAY, entries)
        with transaction.atomic():
            return gate.post(self.stage.ctx, self.stage.site, [self.last])

    def _refused(self, error, what, *entries):
        try:
            with transaction.atomic():
                if callable(what):
                    what()
                else:
                    self._post(what, *entries)
        except error:
            return
        except Refused as other:
            raise AssertionError(f"refused for another reason: {other}") from other
        message = f"{what} {entries} should have been refused"
        raise AssertionError(message)

    def _some(self, which):
        there = self.model.there()
        return there[which % len(there)]

    def _some_hold(self, which):
        hold = sorted(self.model.holds)[which % len(self.model.holds)]
        return hold, *self.model.holds[hold]

    def _close(self, hold, key, opened, line):
        if opened:
            self.model.holds[hold] = key, opened, line
        else:
            del self.model.holds[hold]

    def _usable(self, key, life):
        _, lot, location, _, owner, status = key
        expiry = self.stage.expiry[lot]
        fresh = expiry is None or expiry >= TODAY + timedelta(life)
        return location in self.stage.usable_places and owner == 0 and status == Status.GOOD and fresh

    def _outside(self, kind, inside):
        return Place(self.stage.outside[kind], 0, inside.owner, inside.status)

    @staticmethod
    def _place(key):
        return Place(*key[2:])

    @staticmethod
    def _key(entry, place):
        return (entry.item, entry.lot, place.location, place.unit, place.owner, int(place.status))
