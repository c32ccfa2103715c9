"""What of the books is sealed."""

from ledgerhouse.foundation.seals.tables import seal_table
from ledgerhouse.ledgers.books.models import JournalEntry, JournalLine, PostedContent
from ledgerhouse.ledgers.books.posted_content import differences


def itself(company: int) -> list[int]:
    """The journal is kept by company."""
    return [company]


seal_table(JournalEntry, key="company_id", company="company_id", keys=itself)
seal_table(JournalLine, key="company_id", company="company_id", keys=itself)
seal_table(PostedContent, key="company_id", company="company_id", keys=itself, follow=differences)
