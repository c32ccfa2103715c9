"""What an invoice file says in numbers, computed from its rows alone: the same facts a reader would count by hand."""

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any, Final

from ledgerhouse.kernel import exact
from ledgerhouse.tower.rollout.online_retail import Row

ABC: Final = "abc_80_95_counts_by_value(start-of-item cumulative share <0.80 A, <0.95 B)"
TOP: Final = 10


class Facts:
    """Counts and totals of rows added one by one; values are kept in price steps, so nothing is rounded."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.invoices: set[str] = set()
        self.codes: set[str] = set()
        self.customers: set[str] = set()
        self.countries: set[str] = set()
        self.seen: set[int] = set()
        self.quantity = 0
        self.value = 0
        self.cancelled = 0
        self.months: defaultdict[tuple[int, int], int] = defaultdict(int)
        self.sold: defaultdict[str, int] = defaultdict(int)
        self.lines: Counter[str] = Counter()

    def add(self, row: Row) -> None:
        """Count one row."""
        value = row.quantity * row.price
        counts = self.counts
        counts["rows"] += 1
        counts["blank_customer_rows"] += not row.customer
        counts["blank_description_rows"] += not row.name
        counts["negative_qty_rows"] += row.quantity < 0
        counts["negative_qty_not_cancelled_rows"] += row.quantity < 0 and not row.cancels
        counts["zero_price_rows"] += row.price == 0
        counts["negative_price_rows"] += row.price < 0
        amounts = f"{row.quantity}/{row.price}"  # as text: the hashes of the numbers -1 and -2 are equal
        same = hash((row.invoice, row.code, row.name, row.at, amounts, row.customer, row.country))
        counts["exact_duplicate_rows"] += same in self.seen
        self.seen.add(same)
        self.invoices.add(row.invoice)
        self.codes.add(row.code)
        self.countries.add(row.country)
        if row.customer:
            self.customers.add(row.customer)
        self.quantity += row.quantity
        self.value += value
        self.months[row.month] += value
        if row.cancels:
            self.cancelled += value
        elif value > 0 and row.quantity > 0:
            self.sold[row.code] += value
            self.lines[row.code] += 1

    def told(self) -> dict[str, Any]:
        """The facts by name; amounts as text without rounding."""
        by_value = sorted(self.sold.items(), key=lambda pair: (-pair[1], pair[0]))
        by_lines = sorted(self.lines.items(), key=lambda pair: (-pair[1], pair[0]))
        return {
            "rows": self.counts["rows"],
            "invoices": len(self.invoices),
            "cancel_invoices": sum(name.startswith("C") for name in self.invoices),
            "adjust_invoices_A": sum(name.startswith("A") for name in self.invoices),
            "skus": len(self.codes),
            "skus_upper": len({code.upper() for code in self.codes}),
            "customers": len(self.customers),
            "countries": len(self.countries),
            "blank_customer_rows": self.counts["blank_customer_rows"],
            "blank_description_rows": self.counts["blank_description_rows"],
            "negative_qty_rows": self.counts["negative_qty_rows"],
            "negative_qty_not_cancelled_rows": self.counts["negative_qty_not_cancelled_rows"],
            "zero_price_rows": self.counts["zero_price_rows"],
            "negative_price_rows": self.counts["negative_price_rows"],
            "exact_duplicate_rows": self.counts["exact_duplicate_rows"],
            "net_qty": self.quantity,
            "net_value": money(self.value),
            "sales_value_excl_cancel": money(self.value - self.cancelled),
            "cancel_value": money(self.cancelled),
            "net_value_by_month": {
                f"{year}-{month:02}": money(value) for (year, month), value in sorted(self.months.items())
            },
            "top10_sku_by_value": [[code, money(value)] for code, value in by_value[:TOP]],
            "top10_sku_by_order_lines": [[code, count] for code, count in by_lines[:TOP]],
            ABC: _classes([value for _, value in by_value]),
            "abc_total_value": money(sum(self.sold.values())),
        }


def money(steps: int) -> str:
    """An amount in price steps as text: two places, more where it has more."""
    whole = exact.number(steps, exact.PRICE)
    short = whole.normalize()
    exponent = short.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return str(whole.quantize(Decimal(1).scaleb(-max(places, 2))))


def _classes(values: list[int]) -> list[int]:
    """How many of these falling values begin below 80 %, below 95 % and from 95 % of their sum."""
    total = sum(values)
    before = 0
    counts = [0, 0, 0]
    for value in values:
        counts[0 if 100 * before < 80 * total else 1 if 100 * before < 95 * total else 2] += 1
        before += value
    return counts
