"""What a large database does to the hot path, to reads and to the doctor. PostgreSQL only.

python -m benchmarks.large --entries 10000000 --doctor --json      (10 million entries proved)
python -m benchmarks.large --entries 50000000 --json               (the hot path before and after)
python -m benchmarks.large --balances 300000 --json                (on hand of one item, and a snapshot of a warehouse)
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import ballast
from benchmarks.meter import Meter
from benchmarks.order_to_ship import SHELF, calls_of, one_call, take
from benchmarks.shop import database, say, settle, stock_up


def main() -> None:
    """Measure and print one JSON object."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=["postgresql", "sqlite", "mariadb"], default="postgresql")
    options.add_argument("--entries", type=int, default=0, help="entries of the past to make")
    options.add_argument("--balances", type=int, default=0, help="balances of the warehouse to make")
    options.add_argument("--orders", type=int, default=1000)
    options.add_argument(
        "--rounds", type=int, default=3, help="measure the empty and the full database so often, in turn"
    )
    options.add_argument("--empty", action="store_true", help="only the hot path of an empty database")
    options.add_argument("--doctor", action="store_true")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    with database(chosen.database):
        result: dict[str, Any] = {"database": chosen.database}
        if chosen.balances:
            result |= reads(chosen)
        if chosen.empty:
            result |= on_empty(chosen)
        if chosen.entries:
            result |= after_ballast(chosen)
        result["load"] = float(Path("/proc/loadavg").read_text().split()[0])
    print(json.dumps(result) if chosen.json else "\n".join(f"{k}: {v}" for k, v in result.items()))


def reads(chosen: argparse.Namespace) -> dict[str, Any]:
    """On hand of one item over all warehouses, and everything that lies in one of 300,000 balances."""
    from ledgerhouse.ledgers.stock import queries
    from ledgerhouse.masterdata.catalog.queries import items_by_code
    from ledgerhouse.masterdata.sites.queries import warehouse

    ctx = stock_up(chosen.balances // 10, 10, 1000, "ship")
    settle()
    item = items_by_code(ctx, ["I000007"])["I000007"].id
    site = warehouse(ctx, "W1").id
    return {
        "balances": chosen.balances,
        "on_hand_ms": _median_ms(lambda: queries.available(ctx, [item], ctx.now.date()), 200),
        "snapshot_ms": _median_ms(lambda: queries.lying(ctx, site), 5),
    }


def on_empty(chosen: argparse.Namespace) -> dict[str, Any]:
    """The hot path of a database in which nothing happened yet."""
    ctx = stock_up(1000, 2, 1_000_000, "ship")
    settle()
    hot_path(ctx, 200)  # plans are kept, pages are read
    return hot_path(ctx, chosen.orders)


def after_ballast(chosen: argparse.Namespace) -> dict[str, Any]:
    """The hot path of a full database beside that of an empty one, in turn so that both see the same neighbours, and the doctor on the full one."""
    from ledgerhouse.foundation import dialect

    ctx = stock_up(1000, 2, 1_000_000, "ship")
    settle()
    seconds = ballast.load(ctx, chosen.entries)
    size = dialect.select("select pg_database_size(current_database())")[0][0]
    pairs = []
    for _ in range(chosen.rounds):
        empty = _in_its_own_process(chosen.orders)
        hot_path(ctx, 200)
        pairs.append((empty, hot_path(ctx, chosen.orders)))
        say(f"empty and full: {pairs[-1]}")
    result: dict[str, Any] = {
        "entries": chosen.entries,
        "load_seconds": round(seconds),
        "gigabytes": round(size / 2**30, 1),
        "empty": [empty for empty, _ in pairs],
        "full": [full for _, full in pairs],
        "full_to_empty": _ratio(pairs, "lines_per_s"),
        "full_to_empty_cpu": _ratio(pairs, "lines_per_cpu_s"),
    }
    return result | (doctor(ctx) if chosen.doctor else {})


def _in_its_own_process(orders: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.large", "--empty", "--orders", str(orders), "--json"]
    answer: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return answer


def _ratio(pairs: list[tuple[dict[str, Any], dict[str, Any]]], figure: str) -> float:
    return round(statistics.median(full[figure] / empty[figure] for empty, full in pairs), 3)


def hot_path(ctx: Any, orders: int) -> dict[str, Any]:
    """Lines per second from the shelf, by the clock and by processor time, at 100 orders per call."""
    meter = Meter()
    for call in calls_of(orders, 100, 1000):
        one_call(ctx, take(ctx, call), "shelf", meter)
    wall = meter.total(meter.wall, *SHELF)
    client, server = meter.total(meter.client, *SHELF), meter.total(meter.server, *SHELF)
    lines = orders * 3
    return {
        "lines_per_s": round(lines / wall, 1),
        "lines_per_cpu_s": round(lines / (client + server), 1),
        "server_us_per_line": round(server / lines * 1e6),
    }


def doctor(ctx: Any) -> dict[str, Any]:
    """Seconds to prove everything."""
    from ledgerhouse.flows.finance.prove import Prove, prove

    say("doctor")
    begun = time.perf_counter()
    proved = prove(Prove(), ctx)
    problems = [problem for check in proved.checks for problem in check.problems]
    return {
        "doctor_seconds": round(time.perf_counter() - begun, 1),
        "doctor_clean": proved.clean,
        "doctor_first_problem": problems[0] if problems else "",
    }


def _median_ms(ask: Callable[[], Any], times: int) -> float:
    ask()
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        ask()
        spent.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(spent), 2)


if __name__ == "__main__":
    main()
