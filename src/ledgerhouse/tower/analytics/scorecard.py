"""How well suppliers deliver: on time and in full, how long they take and how evenly, what is rejected, and what they ask beside their lists.

All figures are reckoned from papers, for a period, in plain Python over rows that a few statements read. What counts as rejected is what the supplier
is to blame for (`_rejected`): goods refused at the door, rejected by inspection, or sent back for a cause of his; the same goods never twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import fmean, pstdev
from typing import NamedTuple

from ledgerhouse.documents.purchasing.models import PurchaseLine, SupplierReturnLine
from ledgerhouse.documents.purchasing.terms import offers_of
from ledgerhouse.documents.purchasing.words import CAUSES, RETURN
from ledgerhouse.documents.quality.models import Inspection
from ledgerhouse.documents.quality.words import INSPECTION
from ledgerhouse.documents.warehouse.models import ReceiptLine, RefusedGoods
from ledgerhouse.documents.warehouse.refusals import OURS
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.stock.words import Status
from ledgerhouse.masterdata.catalog.price_lists import best

FIRM = ("released", "completed", "closed")


class Key(NamedTuple):
    """A supplier, and an item where the card is by item (else 0)."""

    supplier: int
    item: int


class Ordered(NamedTuple):
    """A line of an order, in steps."""

    id: int
    supplier: int
    item: int
    ordered_on: date
    due_on: date | None
    quantity: int
    price: int
    currency: str


class Came(NamedTuple):
    """What came for a line of an order on a day, in steps; below zero what was booked by mistake."""

    line: int
    on: date
    quantity: int
    receipt: str
    position: int


class Bad(NamedTuple):
    """Steps of a line of an order that were refused at the door, those of them that the supplier is to blame for, and those found bad later."""

    refused: int
    by_supplier: int
    later: int


@dataclass(frozen=True)
class Card:
    """The figures of a supplier (and item) in a period; None where nothing was due, came or was listed. Shares are percentages."""

    due: int = 0
    kept: int = 0
    deliveries: int = 0
    lead_mean: Decimal | None = None
    lead_deviation: Decimal | None = None
    lead_p90: int | None = None
    received: int = 0
    rejected: int = 0
    price_variance: Decimal | None = None

    @property
    def on_time_in_full(self) -> Decimal | None:
        """Of the lines due in the period, those that had come whole by their day."""
        return _share(self.kept, self.due)

    @property
    def reject_rate(self) -> Decimal | None:
        """Of what stood at the door in the period, what was bad by the supplier's fault."""
        return _share(self.rejected, self.received)


def cards(ctx: Context, since: date, until: date, *, by_item: bool = False) -> dict[Key, Card]:
    """The scorecards of all suppliers of whom something was due or came between two days, both included. A constant number of statements."""
    came = _came(ctx, until)
    lines = {line.id: line for line in _ordered(ctx, since, until, {c.line for c in came if c.on >= since})}
    mine = [c for c in came if c.line in lines]
    rejected = _rejected(ctx, since, until, mine)
    listed = _listed(ctx, [line for line in lines.values() if since <= line.ordered_on <= until])
    keyed: dict[Key, list[Ordered]] = defaultdict(list)
    for line in lines.values():
        keyed[Key(line.supplier, line.item if by_item else 0)].append(line)
    of_line: dict[int, list[Came]] = defaultdict(list)
    for c in mine:
        of_line[c.line].append(c)
    found = {key: _card(of, of_line, rejected, listed, since, until) for key, of in keyed.items()}
    return {key: card for key, card in found.items() if card.due or card.deliveries or card.received}


def _card(
    lines: Sequence[Ordered],
    came: Mapping[int, Sequence[Came]],
    rejected: Mapping[int, Bad],
    listed: Mapping[int, int],
    since: date,
    until: date,
) -> Card:
    """One card from the lines of its supplier (and item). Pure."""
    due = [line for line in lines if line.due_on and since <= line.due_on <= until]
    kept = [
        line for line in due if sum(c.quantity for c in came.get(line.id, ()) if c.on <= _by(line)) >= line.quantity
    ]
    days = sorted(day for line in lines for day in _days(line, came.get(line.id, ()), since, until))
    here = sum(c.quantity for line in lines for c in came.get(line.id, ()) if since <= c.on <= until)
    bad = [rejected[line.id] for line in lines if line.id in rejected]
    paid = sum(line.quantity * line.price for line in lines if line.id in listed)
    usual = sum(line.quantity * listed[line.id] for line in lines if line.id in listed)
    return Card(
        due=len(due),
        kept=len(kept),
        deliveries=len(days),
        lead_mean=_rounded(fmean(days)) if days else None,
        lead_deviation=_rounded(pstdev(days)) if days else None,
        lead_p90=days[-(-9 * len(days) // 10) - 1] if days else None,
        received=here + sum(one.refused for one in bad),
        rejected=sum(one.by_supplier + one.later for one in bad),
        price_variance=_share(paid - usual, usual) if usual else None,
    )


def _by(line: Ordered) -> date:
    return line.due_on or date.max


def _days(line: Ordered, came: Sequence[Came], since: date, until: date) -> list[int]:
    """How long each delivery of the period took from the order on, one per day on which something came. What was taken back never came."""
    on: dict[date, int] = defaultdict(int)
    for c in came:
        on[c.on] += c.quantity
    return [(day - line.ordered_on).days for day, quantity in on.items() if quantity > 0 and since <= day <= until]


def _ordered(ctx: Context, since: date, until: date, came: Iterable[int]) -> list[Ordered]:
    """Lines that are due in the period, ordered in it, or of which something came in it. Two statements."""
    rows = scoped(ctx, PurchaseLine).filter(order__state__in=FIRM, ordered__gt=0)
    paths = ("id", "order__supplier_id", "item_id", "order__ordered_on", "order__due_on", "ordered", "price")
    found = {}
    for some in (
        rows.filter(order__due_on__gte=since, order__due_on__lte=until),
        rows.filter(order__ordered_on__gte=since, order__ordered_on__lte=until),
        rows.filter(id__in=one_of(set(came))),
    ):
        for row in some.values_list(*paths, "order__currency"):
            quantity, price = exact.steps(row[5], exact.QUANTITY), exact.steps(row[6], exact.PRICE)
            found[row[0]] = Ordered._make((*row[:5], quantity, price, row[7]))
    return list(found.values())


def _came(ctx: Context, until: date) -> list[Came]:
    """What came for purchase orders up to a day. One statement."""
    rows = scoped(ctx, ReceiptLine).filter(paper__order__origin_kind="purchase_order", paper__received_on__lte=until)
    paths = ("line__origin_line", "paper__received_on", "quantity", "paper__number", "position")
    return [
        Came(line, on, exact.steps(q, exact.QUANTITY), number, at)
        for line, on, q, number, at in rows.values_list(*paths)
    ]


def _rejected(ctx: Context, since: date, until: date, came: Sequence[Came]) -> dict[int, Bad]:
    """Per line of an order: refused at the door in the period, and found bad later of what came in the period. Three statements."""
    refused = scoped(ctx, RefusedGoods).filter(
        refused_on__gte=since, refused_on__lte=until, line__paper__origin_kind="purchase_order"
    )
    door: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for line, quantity, reason in refused.values_list("line__origin_line", "quantity", "reason"):
        door[line][reason not in OURS] += exact.steps(quantity, exact.QUANTITY)
    of = {(c.receipt, c.position): c.line for c in came if since <= c.on <= until}
    later: dict[int, int] = defaultdict(int)
    for (receipt, position), steps in _found_bad(ctx).items():
        if (receipt, position) in of:
            later[of[receipt, position]] += steps
    return {
        line: Bad(sum(door.get(line, ())), door[line][True] if line in door else 0, later.get(line, 0))
        for line in door.keys() | later.keys()
    }


def _found_bad(ctx: Context) -> dict[tuple[str, int], int]:
    """Steps found bad per line of a receipt. Two statements.

    What inspection rejects is defective from then on, so what goes back as defective is the same goods up to that quantity.
    """
    judged: dict[tuple[str, int], int] = defaultdict(int)
    verdicts = scoped(ctx, Inspection).filter(state=INSPECTION.target("decide"), rejected__gt=0)
    for receipt, position, quantity in verdicts.values_list("receipt", "position", "rejected"):
        judged[receipt, position] += exact.steps(quantity, exact.QUANTITY)
    sent: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    theirs = [word for word, cause in CAUSES.items() if cause.supplier]
    lines = scoped(ctx, SupplierReturnLine).filter(paper__state=RETURN.target("send"), paper__cause__in=theirs)
    for receipt, position, quantity, status in lines.values_list("receipt", "receipt_line", "quantity", "status"):
        sent[receipt, position][status == Status.DEFECTIVE] += exact.steps(quantity, exact.QUANTITY)
    found = dict(judged)
    for key, (others, defective) in sent.items():
        found[key] = max(judged.get(key, 0), defective) + others
    return found


def _listed(ctx: Context, lines: Sequence[Ordered]) -> dict[int, int]:
    """The listed price of the day of the order, per line that has one, in price steps. At most three statements."""
    offers = offers_of(ctx, {(line.supplier, line.item) for line in lines})
    found = {}
    for line in lines:
        offer = best(offers.get((line.supplier, line.item), ()), line.currency, line.ordered_on, line.quantity)
        if offer is not None:
            found[line.id] = offer.price
    return found


def _share(part: int, whole: int) -> Decimal | None:
    """A percentage with two places."""
    return exact.quantize(Decimal(100 * part) / whole, 2) if whole else None


def _rounded(value: float) -> Decimal:
    return exact.quantize(Decimal(value), 2)
