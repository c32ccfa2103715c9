"""Take movements back: the opposite entries under the same reason, each movement once and for ever."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError

from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed
from ledgerhouse.ledgers.stock.past import Past
from ledgerhouse.ledgers.stock.words import Entry, Movement
from ledgerhouse.masterdata.sites.words import WarehouseRef
from ledgerhouse.posting.gate import Posted, post


def reverse(
    ctx: Context, warehouse: WarehouseRef, past: Sequence[Past], paper: tuple[str, str], day: date, why: str
) -> Posted:
    """Post the opposite of these movements, newest first, on one paper (kind, number). Values go back as they came.

    Refuses like `gate.post`, and with `Changed` a movement that somebody else reversed meanwhile: the database keeps one reversal for each.
    """
    movements = [
        Movement(
            reason=m.reason,
            paper=paper[0],
            number=paper[1],
            business_date=day,
            entries=tuple(
                Entry(e.item, e.quantity, e.target, e.source, lot=e.lot, line=e.line, serials=e.serials)
                for e in reversed(m.entries)
            ),
            why=why,
            reverses=m.id,
        )
        for m in sorted(past, key=lambda m: m.id, reverse=True)
    ]
    try:
        return post(ctx, warehouse, movements)
    except IntegrityError as error:
        raise Changed(name=", ".join(sorted({m.number for m in past}))) from error
