"""Provisional issues (暂估出库): goods that leave although stock does not have them yet, because their receipt is late on paper.

No balance ever falls below zero. The goods come from a virtual place, whose net position is what is owed; they cost provisionally the average of the
item, or what the last receipt cost, or the standard cost, in this order; the books owe that value on an account of its own role. The next receipt
of the item in the warehouse settles the oldest issues at once: that much goes on to the virtual place at its real cost, the provisional
cost is taken back, and the difference stays in cost of sales. Refused unless the company allows it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.outbox import tell
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.settings import declare, value
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop
from ledgerhouse.kernel.exact import extend, share
from ledgerhouse.ledgers.books import append as books
from ledgerhouse.ledgers.books.words import Booking, Worth
from ledgerhouse.ledgers.costing import append as costing
from ledgerhouse.ledgers.costing.append import OpenIssue, ProvisionalRow
from ledgerhouse.ledgers.costing.queries import last_receipts, pools_of
from ledgerhouse.ledgers.stock import append as stock
from ledgerhouse.ledgers.stock.words import OWN, Entry, Movement, Place, Reason, Status
from ledgerhouse.masterdata.catalog.mark_moved import mark_moved
from ledgerhouse.masterdata.catalog.queries import items_by_id, standard_costs
from ledgerhouse.masterdata.catalog.words import ItemRef
from ledgerhouse.masterdata.sites.open_provisional import open_provisional
from ledgerhouse.masterdata.sites.queries import virtual
from ledgerhouse.masterdata.sites.words import Kind, WarehouseRef
from ledgerhouse.posting.pools import NoCost
from ledgerhouse.posting.words import GoodsMoved

ALLOWED: Final = declare(
    "costing.provisional_issue",
    default=False,
    help=gettext_noop("May goods be issued that stock does not have yet: yes or no"),
)
EVENT: Final = "provisional_issue"


class ProvisionalNotAllowed(Refused):
    """The company does not let goods leave that stock does not have."""

    code = "provisional-not-allowed"
    template = gettext_noop("Goods that stock does not have are not issued in this company.")


class ProvisionalAtMonthEnd(Refused):
    """A provisional cost makes no sense where every issue waits for its cost anyway."""

    code = "provisional-at-month-end"
    template = gettext_noop("Item {item} is costed at month end and can not be issued provisionally.")


class ProvisionalSerial(Refused):
    """Which pieces left would not be known."""

    code = "provisional-serial"
    template = gettext_noop(
        "Item {item} is tracked by serial number and can not be issued before its pieces are known."
    )


class Owed(NamedTuple):
    """So many steps of an item for one line of a paper."""

    item: int
    quantity: int
    line: int


class Issue(NamedTuple):
    """One paper whose goods leave provisionally, to the customer."""

    paper: str
    number: str
    business_date: date
    lines: tuple[Owed, ...]
    partner: int = 0
    department: int = 0
    why: str = ""


class Settling(NamedTuple):
    """Movements that settle what receipts make good, what they take back provisionally, and the open issues as they will be.

    `taken` says per (movement, entry) of the receipts how many steps went on.
    """

    movements: tuple[Movement, ...] = ()
    worth: tuple[tuple[Worth, ...], ...] = ()
    issues: tuple[OpenIssue, ...] = ()
    taken: Mapping[tuple[int, int], int] = {}


def issue(ctx: Context, warehouse: WarehouseRef, issues: Sequence[Issue]) -> tuple[int, ...]:
    """Issue goods from the place that owes them. Answers the movement ids. Constant statements; refuses before the first ledger row."""
    if not value(ctx, ALLOWED):
        raise ProvisionalNotAllowed
    items = items_by_id(ctx, {line.item for one in issues for line in one.lines})
    costs = _costs(ctx, warehouse, items, issues)
    chart = books.Chart(ctx)
    source = Place(open_provisional(ctx, warehouse.id))
    target = Place(virtual(ctx, warehouse.id)[Kind.CUSTOMER])
    ids = new_ids(len(issues))
    movements = [
        Movement(
            Reason.SHIPMENT,
            one.paper,
            one.number,
            one.business_date,
            tuple(Entry(line.item, line.quantity, source, target, line=line.line) for line in one.lines),
            partner=one.partner,
            department=one.department,
            why=one.why,
        )
        for one in issues
    ]
    entry_ids = new_ids(sum(len(m.entries) for m in movements))
    stock.append(ctx, warehouse.id, list(zip(ids, movements, strict=True)), entry_ids)
    rows, bookings = _written(warehouse, items, costs, list(zip(ids, movements, strict=True)), entry_ids)
    costing.append_provisional(ctx, warehouse.area, warehouse.id, rows)
    journal = books.append(ctx, chart, bookings)
    mark_moved(ctx, items)
    tell(ctx, _news(warehouse, movements, ids, journal))
    return tuple(ids)


def settling(
    ctx: Context, warehouse: WarehouseRef, movements: Sequence[Movement], places: Mapping[Kind, int]
) -> Settling:
    """What the receipts among these movements settle, oldest first. Locks the open issues; one statement, none without a place that owes."""
    place, outside = places.get(Kind.PROVISIONAL), set(places.values())
    receipts = [
        (i, at, m, e)
        for i, m in enumerate(movements)
        if m.reason == Reason.RECEIPT and not m.reverses
        for at, e in enumerate(m.entries)
        if e.target.location not in outside and e.target.owner == OWN and e.target.status == Status.GOOD
    ]
    if place is None or not receipts:
        return Settling()
    waiting: dict[int, list[OpenIssue]] = defaultdict(list)
    for one in costing.lock_open_issues(warehouse.id, {e.item for _, _, _, e in receipts}):
        waiting[one.item].append(one)
    if not waiting:
        return Settling()
    categories = {i: ref.category for i, ref in items_by_id(ctx, waiting).items()}
    places_of_money = company(ctx).currency_places
    made: dict[tuple[str, str, date], list[tuple[Entry, int]]] = defaultdict(list)
    after: dict[int, OpenIssue] = {}
    taken: dict[tuple[int, int], int] = {}
    for i, at, m, e in receipts:
        left, queue = e.quantity, waiting[e.item]
        while left and queue:
            steps = min(left, queue[0].open)
            done, worth = _settled(queue[0], steps, places_of_money)
            entry = Entry(e.item, steps, e.target, Place(place), lot=e.lot, line=done.line)
            made[done.paper, done.number, m.business_date].append((entry, worth))
            after[done.id] = done
            queue[0], left = done, left - steps
            if not done.open:
                queue.pop(0)
        taken[i, at] = e.quantity - left
    settlements, worths = [], []
    for (paper, number, day), entries in made.items():
        settlements.append(Movement(Reason.PROVISIONAL_SETTLEMENT, paper, number, day, tuple(e for e, _ in entries)))
        worths.append(tuple(Worth(categories[e.item], "provisional", worth) for e, worth in entries))
    return Settling(tuple(settlements), tuple(worths), tuple(after.values()), taken)


def _settled(one: OpenIssue, steps: int, places: int) -> tuple[OpenIssue, int]:
    """The issue after so many steps of it are settled, and the provisional value that they take back; the last take what is left."""
    rest = one.value - one.settled_value
    worth = rest if steps == one.open else share(rest, steps, one.open, places)
    return one._replace(settled=one.settled + steps, settled_value=one.settled_value + worth), worth


def _costs(
    ctx: Context, warehouse: WarehouseRef, items: Mapping[int, ItemRef], issues: Sequence[Issue]
) -> dict[int, tuple[int, int, str]]:
    """Per item the provisional cost as (value, of so many steps, basis): average, last receipt, standard cost."""
    for item in items.values():
        if item.costing == "month_average":
            raise ProvisionalAtMonthEnd(item=item.code)
        if item.tracking == "serial":
            raise ProvisionalSerial(item=item.code)
    pools = pools_of(ctx, warehouse.area, items)
    missing = {i for i in items if not pools.get(i, (0, 0))[0]}
    last = last_receipts(ctx, warehouse.area, missing)
    standards = standard_costs(ctx, missing - last.keys())
    costs: dict[int, tuple[int, int, str]] = {}
    for i, item in items.items():
        if i not in missing:
            quantity, worth = pools[i]
            costs[i] = (worth, quantity, "average")
        elif i in last:
            quantity, worth = last[i]
            costs[i] = (worth, quantity, "last receipt")
        elif standards.get(i):
            costs[i] = (extend(10**6, standards[i], 4), 10**6, "standard")
        else:
            raise NoCost(item=item.code)
    return costs


def _written(
    warehouse: WarehouseRef,
    items: Mapping[int, ItemRef],
    costs: Mapping[int, tuple[int, int, str]],
    movements: Sequence[tuple[int, Movement]],
    entry_ids: Sequence[int],
) -> tuple[list[ProvisionalRow], list[Booking]]:
    ids, rows, bookings = iter(entry_ids), [], []
    for i, m in movements:
        sums: dict[str, int] = defaultdict(int)
        for e in m.entries:
            whole, of, basis = costs[e.item]
            worth = share(whole, e.quantity, of)
            sums[items[e.item].category] += worth
            day = m.business_date.isoformat()
            rows.append(ProvisionalRow(next(ids), i, e.item, m.paper, m.number, e.line, basis, e.quantity, worth, day))
        bookings.append(
            Booking(
                movement=i,
                warehouse=warehouse.id,
                event=EVENT,
                paper=m.paper,
                number=m.number,
                business_date=m.business_date,
                worth=tuple(Worth(category, "value", steps) for category, steps in sums.items() if steps),
                partner=m.partner,
                department=m.department,
            )
        )
    return rows, bookings


def _news(
    warehouse: WarehouseRef, movements: Sequence[Movement], ids: Sequence[int], journal: Sequence[int]
) -> list[tuple[str, GoodsMoved]]:
    return [
        (
            f"{m.paper}:{m.number}",
            GoodsMoved(
                movement=str(i),
                journal_entry=str(j),
                warehouse=warehouse.code,
                reason=EVENT,
                paper=m.paper,
                number=m.number,
                lines=len(m.entries),
            ),
        )
        for i, j, m in zip(ids, journal, movements, strict=True)
    ]
