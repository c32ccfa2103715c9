"""Take movements back: the opposite entries under the same reason, what was done for a line of a paper once and for ever."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import IntegrityError

from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed
from ledgerhouse.ledgers.stock.past import Past
from ledgerhouse.ledgers.stock.words import Entry, Movement
from ledgerhouse.masterdata.sites.words import WarehouseRef
from ledgerhouse.posting.gate import Posted, post


class Back(NamedTuple):
    """Movements to take back (with those entries only that go back) on one paper; `partner` is whom the books name.

    `events` names the posting rules, by movement id, of those that were not booked by the rules of their reason.
    """

    past: tuple[Past, ...]
    paper: str
    number: str
    partner: int = 0
    events: Mapping[int, str] = {}


def reverse(ctx: Context, warehouse: WarehouseRef, backs: Sequence[Back], day: date, why: str) -> Posted:
    """Post the opposite of these movements, newest first. Values go back as they came.

    Refuses like `gate.post`, and with `Changed` what somebody else took back meanwhile: the database keeps one reversal for every line.
    """
    newest_first = sorted(((m, b) for b in backs for m in b.past), key=lambda pair: pair[0].id, reverse=True)
    movements = [
        Movement(
            reason=m.reason,
            paper=b.paper,
            number=b.number,
            business_date=day,
            entries=tuple(
                Entry(e.item, e.quantity, e.target, e.source, lot=e.lot, line=e.line, serials=e.serials)
                for e in reversed(m.entries)
            ),
            partner=b.partner,
            why=why,
            reverses=m.id,
            event=b.events.get(m.id, ""),
        )
        for m, b in newest_first
    ]
    try:
        return post(ctx, warehouse, movements)
    except IntegrityError as error:
        raise Changed(name=", ".join(sorted({m.number for m, _ in newest_first}))) from error
