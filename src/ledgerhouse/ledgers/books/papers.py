"""Pages of the books: a journal entry with its lines."""

from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books.listings import SEE, JournalLineFilter, JournalLineRow
from ledgerhouse.ledgers.books.models import JournalEntry


@paper("journal_entry", title=gettext_noop("Journal entry"), see=SEE)
def journal_entry(ctx: Context, number: str) -> Paper | None:
    """A journal entry with its lines and the document it came from."""
    row = scoped(ctx, JournalEntry).select_related("warehouse").filter(id=number).first() if number.isdigit() else None
    if row is None:
        return None
    lines = list(LISTINGS["books.lines"].every(ctx, JournalLineFilter(entry=row.id), sort="account"))
    return Paper(
        kind="journal_entry",
        number=str(row.id),
        title=gettext_noop("Journal entry"),
        facts=[
            Fact(gettext_noop("Event"), row.event, "state"),
            Fact(gettext_noop("Document"), row.number, "code", row.paper),
            Fact(gettext_noop("Business date"), row.business_date, "date"),
            Fact(gettext_noop("Period"), str(row.month)),
            Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
            Fact(gettext_noop("Recorded"), row.recorded_at, "moment"),
        ],
        tables=[Table(gettext_noop("Lines"), JournalLineRow, lines)],
    )
