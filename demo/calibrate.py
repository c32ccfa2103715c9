"""Measure the figures of the demo on real data and write them to `ledgerhouse_demo/figures.json`. Only figures are kept, no row of the data.

    LEDGERHOUSE_SHARED=... python demo/calibrate.py

Reads a wholesaler's invoices (uci_online_retail: popularity, lines, quantities, prices, seasons, returns) and a manufacturer's supplier prices
(adventureworks_purchasing: lead times). The same data give the same file, byte for byte.
"""

import csv
import io
import json
import os
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "src"))

from ledgerhouse.tower.rollout.online_retail import Row, rows  # noqa: E402 - the path above comes first
from ledgerhouse.tower.rollout.retail_plan import Order, Returns, days, order_of, refusal  # noqa: E402

INVOICES = "data/uci_online_retail/dev/online_retail_2010-12_2011-08.csv.xz"
SUPPLIERS = "data/adventureworks_purchasing/dev/adventureworks_purchasing.zip"
PERCENT = range(101)


def main() -> int:
    """Measure and write; exit status 2 when the data are not there."""
    shared = Path(os.environ.get("LEDGERHOUSE_SHARED", ""))
    if not (shared / INVOICES).exists():
        print("Set LEDGERHOUSE_SHARED to the folder with the real data.", file=sys.stderr)
        return 2
    figures = {"measured": measured(), **trade(shared / INVOICES), "lead_days": lead_days(shared / SUPPLIERS)}
    (HERE / "ledgerhouse_demo" / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def measured() -> dict[str, str]:
    """How each figure was measured, to be read beside it."""
    return {
        "by": "demo/calibrate.py",
        "invoices": "UCI Online Retail (Daqing Chen, CC BY 4.0, doi 10.24432/C5BW33), December 2010 to August 2011",
        "suppliers": "Microsoft AdventureWorks (MIT), ProductVendor.AverageLeadTime",
        "items": "order lines of an item relative to the mean, from the most to the least wanted, at 101 points of rank",
        "customers": "orders of a customer relative to the mean, alike; orders without a customer left out",
        "lines": "percentiles 0 to 100 of the number of goods lines of an order",
        "quantity": "percentiles of the pieces of a line",
        "price": "percentiles of an item's average price, in pounds",
        "weekdays": "share of orders by weekday, Monday first",
        "months": "orders a day relative to the mean, by month; 1 where there are no data (September to November)",
        "returns": "share of sale lines taken back; percentiles of the share of a line's pieces, and of the days until then",
        "lead_days": "percentiles of days from order to receipt",
    }


def trade(path: Path) -> dict[str, Any]:
    """Every figure of the invoices."""
    lines: Counter[str] = Counter()
    value: Counter[str] = Counter()
    pieces: Counter[str] = Counter()
    quantities: list[int] = []
    orders: Counter[Order] = Counter()
    returning = set()
    for row in goods(path):
        if row.cancels:
            returning.add((row.customer or "WALK-IN", row.code))
            continue
        lines[row.code] += 1
        pieces[row.code] += row.quantity
        value[row.code] += row.quantity * row.price
        quantities.append(row.quantity)
        orders[order_of(row)] += 1
    buyers = Counter(order.customer for order in orders if order.customer != "WALK-IN")
    prices = [value[code] / pieces[code] / 10**6 for code in lines if value[code]]
    return {
        "items": curve(sorted(lines.values(), reverse=True)),
        "customers": curve(sorted(buyers.values(), reverse=True)),
        "lines": [round(x) for x in percentiles(sorted(orders.values()))],
        "quantity": [round(x) for x in percentiles(sorted(quantities))],
        "price": [round(x, 2) for x in percentiles(sorted(prices))],
        **seasons(orders),
        "returns": returns(path, returning, len(quantities)),
    }


def goods(path: Path) -> Iterator[Row]:
    """Sales and returns of goods; services, corrections and adjustments left out."""
    return (row for row in rows(path) if refusal(row) is None)


def seasons(orders: Counter[Order]) -> dict[str, Any]:
    """How orders spread over weekdays and months."""
    weekdays = Counter(order.day.weekday() for order in orders)
    months = Counter(order.day.month for order in orders)
    open_days = Counter(day.month for day in {order.day for order in orders})
    mean = sum(months.values()) / sum(open_days.values())
    return {
        "weekdays": [round(weekdays[day] / len(orders), 4) for day in range(7)],
        "months": [round(months[m] / open_days[m] / mean, 3) if open_days[m] else 1 for m in range(1, 13)],
    }


def returns(path: Path, returning: set[tuple[str, str]], sales: int) -> dict[str, Any]:
    """How often, how much of a line, and how late goods come back, by the matching of the import."""
    book = Returns(returning)
    sold: dict[tuple[Order, int], int] = {}
    shares, waits = [], []
    for day in days(rows(path)):
        for order, found in day.orders.items():
            for line, row in enumerate(found, 1):
                book.sell(order, line, row)
                if (order.customer, row.code) in returning:
                    sold[order, line] = row.quantity
        for row in day.returns:
            taken = book.take(row)
            for part in taken if isinstance(taken, list) else []:
                shares.append(part.pieces / sold[part.order, part.line])
                waits.append((day.day - part.order.day).days)
    return {
        "rate": round(len(shares) / sales, 4),
        "share": [round(x, 2) for x in percentiles(sorted(shares))],
        "days": [round(x) for x in percentiles(sorted(waits))],
    }


def lead_days(path: Path) -> list[int]:
    """Lead times of supplier prices."""
    with zipfile.ZipFile(path) as archive, archive.open("ProductVendor.csv") as file:
        found = sorted(int(row["AverageLeadTime"]) for row in csv.DictReader(io.TextIOWrapper(file, "utf-8-sig")))
    return [round(x) for x in percentiles(found)]


def percentiles(values: Sequence[float]) -> list[float]:
    """The 0th to 100th percentile of values in order, nearest rank."""
    return [values[round((len(values) - 1) * percent / 100)] for percent in PERCENT]


def curve(counts: Sequence[int]) -> list[float]:
    """Falling counts relative to their mean, at 101 points of relative rank: the same shape for any number of items."""
    mean = sum(counts) / len(counts)
    return [round(count / mean, 4) for count in percentiles(counts)]


if __name__ == "__main__":
    sys.exit(main())
