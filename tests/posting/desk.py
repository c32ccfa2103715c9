"""A costing desk for tests of the gate: one item per method, goods in and out at will, values changed, movements reversed, months run."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from tests.floor import open_floor

from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.books.models import JournalLine
from ledgerhouse.ledgers.costing.models import CostPool
from ledgerhouse.ledgers.costing.words import Adjustment, Cause, Change
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.keep_lots import keep_lots
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.catalog.words import NewLot
from ledgerhouse.masterdata.sites.queries import locations_by_code, virtual, warehouse
from ledgerhouse.masterdata.sites.words import Kind
from ledgerhouse.posting import gate
from ledgerhouse.posting.adjust import Adjusted, adjust
from ledgerhouse.posting.month_end import Ran, run_month_end

DAY = date(2026, 11, 22)
METHODS = ("moving_average", "fifo", "specific", "standard", "month_average")
FROM = {
    Reason.RECEIPT: Kind.SUPPLIER,
    Reason.SHIPMENT: Kind.CUSTOMER,
    Reason.CUSTOMER_RETURN: Kind.CUSTOMER,
    Reason.COUNT_GAIN: Kind.LOSS,
    Reason.COUNT_LOSS: Kind.LOSS,
}


def amount(yuan: Decimal | int | str) -> int:
    """Steps of so many yuan."""
    return int(Decimal(str(yuan)) * 10**4)


class Desk:
    """An item of each method, called after it, on shelf A-01 of SH1; standard cost 10.00."""

    def __init__(self, ctx: Context) -> None:
        open_floor(ctx)
        new = tuple(
            NewItem(code=m, name=m, unit="pcs", tracking="lot", costing=m, standard_cost=Decimal(10)) for m in METHODS
        )
        create_items(CreateItems(new, active=True), ctx)
        self.ctx, self.site = ctx, warehouse(ctx, "SH1")
        self.outside = virtual(ctx, self.site.id)
        self.shelf = Place(locations_by_code(ctx, self.site.id, ["A-01"])["A-01"].id)
        self.items = {code: item.id for code, item in items_by_code(ctx, METHODS).items()}
        self.lines = iter(range(1, 100_000))
        self.movements: dict[int, tuple[int, Movement]] = {}

    def lot(self, item: str, code: str = "L1") -> int:
        """A lot of an item."""
        return keep_lots(self.ctx, [NewLot(item=self.items[item], code=code)])[self.items[item], code].id

    def move(
        self,
        item: str,
        pieces: int,
        value: Decimal | int | str | None = None,
        *,
        reason: Reason | None = None,
        day: date = DAY,
        lot: str = "L1",
    ) -> int:
        """Goods in (at a value, or None) or out; answers the paper line, which also names the movement to `reverse`."""
        line = next(self.lines)
        reason = reason or (Reason.RECEIPT if pieces > 0 else Reason.SHIPMENT)
        out = Place(self.outside[FROM[reason]])
        sides = (out, self.shelf) if pieces > 0 else (self.shelf, out)
        worth = None if value is None else amount(value)
        entry = Entry(self.items[item], abs(pieces) * 10**6, *sides, lot=self.lot(item, lot), value=worth, line=line)
        movement = Movement(reason, "test", f"T-{line}", day, (entry,))
        with transaction.atomic():
            posted = gate.post(self.ctx, self.site, [movement])
        self.movements[line] = posted.movements[0], movement
        return line

    def reverse(self, line: int, day: date = DAY) -> None:
        """Take a movement back: the same entries the other way round."""
        identifier, m = self.movements[line]
        back = tuple(e._replace(source=e.target, target=e.source, value=None) for e in m.entries)
        with transaction.atomic():
            gate.post(self.ctx, self.site, [m._replace(entries=back, reverses=identifier, business_date=day)])

    def adjust(
        self,
        *adjustments: Adjustment,
        cause: Cause = Cause.LANDED_COST,
        number: str = "F-1",
        day: date = DAY,
        event: str = "",
        extra: tuple[Any, ...] = (),
    ) -> Adjusted:
        """Change values."""
        change = Change(cause, "test", number, day, adjustments, event=event, extra=extra)
        with transaction.atomic():
            return adjust(self.ctx, self.site, [change])

    def run(self, month: int) -> list[Ran]:
        """The month-end run."""
        with transaction.atomic():
            return run_month_end(self.ctx, self.site.area, month)

    def pool(self, item: str) -> tuple[int, Decimal]:
        """Pieces and value of an item's pools."""
        pools = CostPool.objects.filter(item_id=self.items[item])
        return sum(int(p.quantity) for p in pools), sum((p.value for p in pools), Decimal(0))


def booked(code: str, month: int = 0) -> Decimal:
    """Debit less credit of an account."""
    rows = JournalLine.objects.filter(account__code=code)
    rows = rows.filter(month=month) if month else rows
    return sum((row.debit - row.credit for row in rows), Decimal(0))
