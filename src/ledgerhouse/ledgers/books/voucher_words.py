"""Words of vouchers and periods: their lives, voucher words, cash-flow items, and the sentences the law wants on corrections."""

from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.kernel.lifecycle import Lifecycle

BOOK_LATE: Final = "book in closing periods"
"""The right to book into a period that is being closed."""

VOUCHER: Final = Lifecycle(
    gettext_noop("voucher"),
    start="draft",
    steps={
        "submit": ({"draft"}, "submitted"),
        "reject": ({"submitted"}, "draft"),
        "approve": ({"submitted"}, "approved"),
        "take back": ({"approved"}, "submitted"),
        "post": ({"approved"}, "posted"),
        "void": ({"draft"}, "void"),
    },
)
"""A voucher written by hand may be voided before it is posted; one made from the journal may not, for its entries have happened."""

PERIOD: Final = Lifecycle(
    gettext_noop("period"),
    start="open",
    steps={
        "close": ({"open"}, "closing"),
        "reopen": ({"closing"}, "open"),
        "close for good": ({"closing"}, "closed"),
    },
)

STATES: Final = {
    "draft": gettext_noop("draft"),
    "submitted": gettext_noop("submitted"),
    "approved": gettext_noop("approved"),
    "posted": gettext_noop("posted"),
    "void": gettext_noop("void"),
    "open": gettext_noop("open"),
    "closing": gettext_noop("closing"),
    "closed": gettext_noop("closed"),
}
STEPS: Final = {
    "submit": gettext_noop("submit"),
    "reject": gettext_noop("reject"),
    "approve": gettext_noop("approve"),
    "take back": gettext_noop("take back"),
    "post": gettext_noop("post"),
    "void": gettext_noop("void"),
    "close": gettext_noop("close"),
    "reopen": gettext_noop("reopen"),
    "close for good": gettext_noop("close for good"),
}


class Origin(StrEnum):
    """How a voucher came to be."""

    JOURNAL = "journal"
    MANUAL = "manual"
    CLOSING = "closing"
    RED = "red"
    BLUE = "blue"


ORIGINS: Final = {
    Origin.JOURNAL: gettext_noop("from the journal"),
    Origin.MANUAL: gettext_noop("by hand"),
    Origin.CLOSING: gettext_noop("carried forward"),
    Origin.RED: gettext_noop("red reversal"),
    Origin.BLUE: gettext_noop("blue correction"),
}


class Word(StrEnum):
    """Voucher words (凭证字): one series for all, or three by what happens to cash."""

    GENERAL = "记"
    RECEIVED = "收"
    PAID = "付"
    TRANSFER = "转"


class Summary(StrEnum):
    """How many journal entries share a voucher."""

    DOCUMENT = "document"
    DAY = "day"


SUMMARIES: Final = {
    Summary.DOCUMENT: gettext_noop("one voucher per document"),
    Summary.DAY: gettext_noop("one voucher per day"),
}

CASH_FLOWS: Final = {
    "101": gettext_noop("Received from sales of goods and services"),
    "102": gettext_noop("Taxes refunded"),
    "103": gettext_noop("Other receipts of operations"),
    "111": gettext_noop("Paid for goods and services"),
    "112": gettext_noop("Paid to and for employees"),
    "113": gettext_noop("Taxes paid"),
    "114": gettext_noop("Other payments of operations"),
    "201": gettext_noop("Received from disposal of investments"),
    "202": gettext_noop("Received as income from investments"),
    "203": gettext_noop("Received from disposal of long-term assets"),
    "211": gettext_noop("Paid for long-term assets"),
    "212": gettext_noop("Paid for investments"),
    "301": gettext_noop("Received from investors"),
    "302": gettext_noop("Received from loans"),
    "311": gettext_noop("Loans repaid"),
    "312": gettext_noop("Dividends and interest paid"),
    "901": gettext_noop("Between own accounts"),
}
"""Items of the statutory cash-flow statement: 1 operations, 2 investment, 3 financing, 9 inside."""


class Line(NamedTuple):
    """One line of a voucher as its makers know it: steps, ids (0 for none), one side only; red amounts are negative.

    `original` is in `currency` (empty for our own) and signed like the amount; `rate` is in steps of 10**-8.
    """

    account: int
    debit: int
    credit: int
    explanation: str = ""
    partner: int = 0
    department: int = 0
    item: int = 0
    quantity: int = 0
    currency: str = ""
    original: int = 0
    rate: int = 0
    cash_flow: str = ""


def cancelled(day: date, word: str, serial: int) -> str:
    """What a red voucher says it does (会计基础工作规范)."""
    return f"注销{day.month}月{day.day}日{word}{serial}号凭证"


def corrected(day: date, word: str, serial: int) -> str:
    """What the blue voucher that follows a red one says it does."""
    return f"订正{day.month}月{day.day}日{word}{serial}号凭证"


def months_after(month: int, count: int = 1) -> int:
    """The period so many months later; 202611 and 2 make 202701."""
    years, rest = divmod(month // 100 * 12 + month % 100 - 1 + count, 12)
    return years * 100 + rest + 1


def first_day(month: int) -> date:
    """The first day of a period."""
    return date(month // 100, month % 100, 1)


def month_of(day: date) -> int:
    """The period a day lies in."""
    return day.year * 100 + day.month
