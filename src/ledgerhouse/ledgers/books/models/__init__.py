"""The tables of the books, by subject."""

from ledgerhouse.ledgers.books.models.accounts import Account, AccountRole, AccountTree, Period, PostingRule
from ledgerhouse.ledgers.books.models.journal import JournalEntry, JournalLine
from ledgerhouse.ledgers.books.models.vouchers import (
    ExchangeRate,
    PostedContent,
    Turnover,
    Voucher,
    VoucherEntry,
    VoucherLine,
    VoucherPolicy,
    VoucherSeries,
)

__all__ = [
    "Account",
    "AccountRole",
    "AccountTree",
    "ExchangeRate",
    "JournalEntry",
    "JournalLine",
    "Period",
    "PostedContent",
    "PostingRule",
    "Turnover",
    "Voucher",
    "VoucherEntry",
    "VoucherLine",
    "VoucherPolicy",
    "VoucherSeries",
]
