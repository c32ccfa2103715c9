"""Money without goods: invoices, payments, taxes. The same rules, the same journal, no stock."""

from collections.abc import Sequence

from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.books import append as books
from ledgerhouse.ledgers.books.words import Booking


def book(ctx: Context, bookings: Sequence[Booking]) -> list[int]:
    """Write one balanced journal entry per booking that has a value, by the posting rules of its event; 0 where none applies.

    Five statements, however many. Periods are the caller's business: into a closed one money is booked into the first open one after it.
    """
    return books.append(ctx, books.Chart(ctx), bookings) if bookings else []
