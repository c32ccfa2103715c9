"""What the ledgers must say, in dictionaries: slow and obvious. And the floor on which it is played.

Quantities per key, open holds, one pool per item, one sum per account; values are fractions rounded half up.
"""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from tests.floor import open_floor

from ledgerhouse.foundation.models import Company
from ledgerhouse.kernel.context import Context, house
from ledgerhouse.ledgers.stock.words import Movement, Reason
from ledgerhouse.masterdata.catalog.keep_lots import keep_lots
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.catalog.words import NewLot
from ledgerhouse.masterdata.partners.queries import partners_by_code
from ledgerhouse.masterdata.sites.lock_locations import LockLocations, lock_locations
from ledgerhouse.masterdata.sites.queries import locations_by_code, virtual, warehouse
from ledgerhouse.masterdata.sites.words import Kind

TODAY = date(2026, 11, 22)
MONTHS = (202611, 202612, 202701)
BOOKED = {
    Reason.RECEIPT: [("1405", "2202.02", 1)],
    Reason.SUPPLIER_RETURN: [("1405", "2202.02", -1)],
    Reason.SHIPMENT: [("6401", "1405", 1)],
    Reason.CUSTOMER_RETURN: [("6401", "1405", -1)],
    Reason.COUNT_GAIN: [("1405", "1901", 1), ("1901", "6602", 1)],
    Reason.COUNT_LOSS: [("1901", "1405", 1), ("6602", "1901", 1)],
    Reason.SCRAP: [("1901", "1405", 1), ("6602", "1901", 1)],
    Reason.OPENING: [("1405", "4001", 1)],
}
OUT = {
    Reason.SHIPMENT: Kind.CUSTOMER,
    Reason.COUNT_LOSS: Kind.LOSS,
    Reason.SCRAP: Kind.LOSS,
    Reason.SUPPLIER_RETURN: Kind.SUPPLIER,
}
IN = {
    Reason.RECEIPT: Kind.SUPPLIER,
    Reason.OPENING: Kind.SUPPLIER,
    Reason.CUSTOMER_RETURN: Kind.CUSTOMER,
    Reason.COUNT_GAIN: Kind.LOSS,
}


class Stage:
    """The floor and its goods, opened once per test: what the machines play on."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        open_floor(ctx)
        self.site = warehouse(ctx, "SH1")
        codes = ["A-01", "A-02", "A-03", "STAGE-1", "RETURN-1"]
        self.places = {code: ref.id for code, ref in locations_by_code(ctx, self.site.id, codes).items()}
        lock_locations(LockLocations(warehouse="SH1", codes=("A-03",), putting_in=False, reason="TEST"), ctx)
        self.usable_places = {self.places["A-01"], self.places["A-02"]}
        self.outside = virtual(ctx, self.site.id)
        items = items_by_code(ctx, ["CUP", "MILK"])
        self.cup, self.milk = items["CUP"].id, items["MILK"].id
        new = [
            NewLot(item=self.milk, code="OLD", expires_on=TODAY + timedelta(5)),
            NewLot(item=self.milk, code="NEW", expires_on=TODAY + timedelta(50)),
        ]
        lots = keep_lots(ctx, new)
        self.expiry = {0: None, **{ref.id: ref.expires_on for ref in lots.values()}}
        self.goods = [(self.cup, 0), *((self.milk, ref.id) for ref in lots.values())]
        self.owners = [0, partners_by_code(ctx, ["FARM"])["FARM"].id]


class Model:
    """What the ledgers must say."""

    def __init__(self) -> None:
        self.stock: dict[tuple, int] = defaultdict(int)
        self.holds: dict[int, tuple[tuple, int, int]] = {}  # id -> key, open, line
        self.pools: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
        self.accounts: dict[tuple[int, str], int] = defaultdict(int)  # (period, account code)
        self.done: list[tuple[int, Movement, int, bool]] = []  # movement id, what it was, its value, whether goods came
        self.closed: set[int] = set()

    def held(self, key: tuple) -> int:
        """The open holds on a balance."""
        return sum(opened for k, opened, _ in self.holds.values() if k == key)

    def free(self, key: tuple) -> int:
        """What nobody has a claim on."""
        return self.stock[key] - self.held(key)

    def there(self) -> list[tuple]:
        """Balances with something on them."""
        return sorted(key for key, steps in self.stock.items() if steps)

    def month(self) -> int:
        """Where money of today lands: in its own month, or in the first open one after it."""
        return next(month for month in MONTHS if month not in self.closed)

    def move(self, debit: str, credit: str, value: int) -> None:
        """One amount from account to account."""
        self.accounts[self.month(), debit] += value
        self.accounts[self.month(), credit] -= value

    def book(self, reason: Reason, value: int) -> None:
        """The posting rules of the reason."""
        for debit, credit, sign in BOOKED[reason]:
            self.move(debit, credit, sign * value)

    def receive(self, reason: Reason, item: int, steps: int, value: int, *, sign: int = 1) -> None:
        """Goods of ours come in at a value; `sign` -1: back, so that what was booked when they left is booked in red."""
        quantity, worth = self.pools[item]
        self.pools[item] = quantity + steps, worth + value
        self.book(reason, sign * value)

    def give_back(self, reason: Reason, item: int, steps: int, value: int) -> int:
        """Goods of ours that came in leave at the value of then; what the pool has too much or too little of it is cost of sales."""
        quantity, worth = self.pools[item]
        taken = worth if steps == quantity else min(value, worth)
        self.pools[item] = quantity - steps, worth - taken
        self.book(reason, -value)
        self.move("6401", "1405", taken - value)
        return taken

    def issue(self, reason: Reason, item: int, steps: int) -> int:
        """Goods of ours leave at the average; the last take what is left."""
        quantity, worth = self.pools[item]
        cost = worth if steps == quantity else min(cents(Fraction(worth * steps, quantity)), worth)
        self.pools[item] = quantity - steps, worth - cost
        self.book(reason, cost)
        return cost


def cents(value: Fraction) -> int:
    """Half up to whole cents, in steps of a ten-thousandth."""
    return int(value / 100 + Fraction(1, 2)) * 100


def new_stage(now) -> Stage:
    """A floor in a company of its own."""
    return Stage(house(Company.objects.create(code="QH", name="青禾贸易").id, now))
