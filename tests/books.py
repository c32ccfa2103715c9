"""What the journal says, in the words of an accountant: for tests that name every entry."""

from ledgerhouse.ledgers.books.models import JournalEntry, JournalLine


def entries_of(number: str) -> list[list[tuple[str, str, str]]]:
    """The journal entries of a paper, oldest first; each a list of (debit or credit, account code, amount)."""
    entries = JournalEntry.objects.filter(number=number).order_by("id").values_list("id", flat=True)
    return [_lines(entry) for entry in entries]


def _lines(entry: int) -> list[tuple[str, str, str]]:
    rows = JournalLine.objects.filter(entry=entry).select_related("account").order_by("id")
    return [
        ("debit", row.account.code, f"{row.debit:.2f}")
        if row.debit
        else ("credit", row.account.code, f"{row.credit:.2f}")
        for row in rows
    ]
