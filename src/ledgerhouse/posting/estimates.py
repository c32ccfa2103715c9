"""What the books owe for goods received and not invoiced (暂估), receipt by receipt: written with the movement, settled by invoices."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, Refused, gettext_noop
from ledgerhouse.kernel.exact import AMOUNT, number, shown
from ledgerhouse.ledgers.costing import append_estimates as estimates
from ledgerhouse.ledgers.costing.append_estimates import EstimateRow
from ledgerhouse.ledgers.costing.words import Cause, Change
from ledgerhouse.ledgers.stock.words import Movement, Reason
from ledgerhouse.posting.pools import Crossing

GOODS: Final = frozenset({Reason.RECEIPT, Reason.SUPPLIER_RETURN, Reason.TAKEN_OVER, Reason.GIVEN_OVER})
VALUES: Final = frozenset({Cause.LANDED_COST, Cause.INVOICE_DIFFERENCE})
"""What goes to the account of goods received and not invoiced."""


class OverInvoiced(Refused):
    """More is invoiced than came and is not invoiced or returned yet."""

    code = "over-invoiced"
    template = gettext_noop("Only {quantity} worth {value} of this receipt are neither invoiced nor returned.")


class Invoiced(NamedTuple):
    """So much of the receipt of this stock entry is invoiced, and what of its estimate that settles; both below zero for a red invoice."""

    entry: int
    quantity: int
    value: int


def write(
    ctx: Context,
    warehouse: int,
    movements: Sequence[Movement],
    movement_ids: Sequence[int],
    entry_ids: Sequence[int],
    crossings: Sequence[Crossing],
) -> None:
    """Put what these movements received on the estimate, and take off it what they return or take back. No statement for other goods."""
    facts = iter(zip(entry_ids, crossings, strict=True))
    rows: list[EstimateRow] = []
    of: dict[int, int] = {}
    for movement, m in zip(movement_ids, movements, strict=True):
        for e in m.entries:
            entry, c = next(facts)
            if m.reason not in GOODS or not c.sign:
                continue
            if source := e.origin or c.reverses:
                of[entry] = source
            about = (m.reason.name.lower(), m.paper, m.number, e.line, e.item, m.partner or None)
            whole = c.value + c.sign * c.difference + c.variance
            rows.append(
                EstimateRow(entry, entry, movement, *about, c.sign * e.quantity, whole, m.business_date.isoformat())
            )
    if not rows:
        return
    receipts = estimates.receipts_of(warehouse, of.values())
    rows = [row._replace(receipt=receipts.get(of.get(row.id, 0), row.id)) for row in rows]
    estimates.append(ctx, warehouse, rows)
    back: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for row in rows:
        if row.receipt != row.id:
            had = back[row.receipt]
            back[row.receipt] = (had[0] - row.quantity, had[1] - row.value)
    if back:
        estimates.give_back(warehouse, back)


def write_values(
    ctx: Context, warehouse: int, changes: Sequence[Change], ids: Sequence[int], parts: Iterable[tuple[int, int]]
) -> None:
    """Put what changes of value owe on the estimate, where they are booked by the rules of their cause: (position of the change, steps)."""
    amounts: dict[int, int] = defaultdict(int)
    for at, steps in parts:
        amounts[at] += steps
    before = estimates.open_of(warehouse, {c.number for c in changes if c.takes_back})
    owed = [(i, change) for i, change in enumerate(changes) if change.cause in VALUES and not change.event]
    rows = []
    for (i, change), identifier in zip(owed, new_ids(len(owed)), strict=True):
        about = (change.cause.value, change.paper, change.number, 0, None, change.partner or None)
        day = change.business_date.isoformat()
        receipt = before.get((change.paper, change.number), identifier) if change.takes_back else identifier
        rows.append(EstimateRow(identifier, receipt, ids[i], *about, 0, amounts[i], day))
    if rows:
        estimates.append(ctx, warehouse, rows)
    if back := {row.receipt: (0, -row.value) for row in rows if row.receipt != row.id}:
        estimates.give_back(warehouse, back)


def invoice(warehouse: int, invoiced: Iterable[Invoiced]) -> None:
    """Say what of receipts is invoiced; what the invoice books is the caller's business. Two statements.

    Refuses with `OverInvoiced` more than is open of a receipt, or a red invoice over more than was invoiced; with `Changed` an unknown one.
    """
    wanted: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for one in invoiced:
        had = wanted[one.entry]
        wanted[one.entry] = (had[0] + one.quantity, had[1] + one.value)
    if not wanted:
        return
    locked = estimates.lock(warehouse, wanted)
    for entry, (quantity, value) in wanted.items():
        row = locked.get(entry)
        if row is None:
            raise Changed(name=gettext_noop("A receipt"))
        open_quantity, open_value = (
            row.quantity - row.back - row.invoiced,
            row.value - row.back_value - row.invoiced_value,
        )
        if quantity > max(open_quantity, 0) or value > max(open_value, 0) or row.invoiced + quantity < 0:
            raise OverInvoiced(quantity=shown(open_quantity), value=number(open_value, AMOUNT))
    estimates.invoice(warehouse, wanted)
