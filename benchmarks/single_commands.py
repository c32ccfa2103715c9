"""Many single commands at once on ten hot items: each by itself, and gathered into batches as the server does it.

python -m benchmarks.single_commands --database postgresql --orders 300 --clients 50 --json

Each client is a thread with a connection of its own that confirms, allocates and ships one order after the other. `single` is one client without
gathering, `crowd` all clients without gathering, `gathered` all clients with it.
"""

import argparse
import json
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.order_to_ship import take
from benchmarks.shop import database, settle, stock_up

HOT = 10


def main() -> None:
    """Measure and print one JSON object."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=["sqlite", "postgresql", "mariadb"], default="sqlite")
    options.add_argument("--orders", type=int, default=300)
    options.add_argument("--clients", type=int, default=50)
    options.add_argument("--gather-ms", type=int, default=15)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    with database(chosen.database):
        ctx = stock_up(1000, 2, 1_000_000, "ship")
        settle()
        single = _run(ctx, max(chosen.orders // 10, 20), 1, 0)
        crowd = _run(ctx, max(chosen.orders // 10, chosen.clients), chosen.clients, 0)
        gathered = _run(ctx, chosen.orders, chosen.clients, chosen.gather_ms)
        result = {"database": chosen.database, "single": single, "crowd": crowd, "gathered": gathered, **_after(ctx)}
        result["times_single"] = round(gathered["lines_per_s"] / single["lines_per_s"], 1)
        result["times_crowd"] = round(gathered["lines_per_s"] / crowd["lines_per_s"], 1)
    print(json.dumps(result) if chosen.json else "\n".join(f"{k}: {v}" for k, v in result.items()))


def _run(ctx: Any, count: int, clients: int, gather_ms: int) -> dict[str, Any]:
    from ledgerhouse.foundation.together import Gatherer

    orders = [[(f"I{(n + k * 3) % HOT:06d}", 1) for k in range(3)] for n in range(count)]
    numbers = take(ctx, orders)
    gatherer = Gatherer(gather_ms)
    failed: list[str] = []
    shares = [numbers[n::clients] for n in range(clients)]
    threads = [threading.Thread(target=_client, args=(ctx, gatherer, share, failed)) for share in shares]
    cpu, begun = time.process_time(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gatherer.close()
    spent = time.perf_counter() - begun
    cpu = time.process_time() - cpu
    return {
        "clients": clients,
        "orders": count,
        "lines_per_s": round(count * 3 / spent, 1),
        "client_us_per_line": round(cpu / count / 3 * 1e6),
        "failed": len(failed),
        "first_failure": failed[0] if failed else "",
    }


def _client(ctx: Any, gatherer: Any, numbers: Sequence[str], failed: list[str]) -> None:
    from django.db import connection

    from ledgerhouse.flows.outbound.allocate import Allocate
    from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders
    from ledgerhouse.flows.outbound.ship import Ship
    from ledgerhouse.foundation.verb import VERBS

    def ask(verb: str, command: Any, key: str) -> Any:
        return gatherer.run(VERBS[verb], command, replace(ctx, key=f"{verb[9:]}-{key}"))

    for number in numbers:
        try:
            outbound = ask("outbound.confirm_orders", ConfirmOrders(numbers=(number,)), number).outbound
            ask("outbound.allocate", Allocate(warehouse="W1", numbers=outbound), number)
            ask("outbound.ship", Ship(numbers=outbound), number)
        except Exception as error:  # noqa: BLE001 - counted and shown
            failed.append(repr(error))
    connection.close()


def _after(ctx: Any) -> dict[str, Any]:
    from ledgerhouse.flows.finance.prove import Prove, prove
    from ledgerhouse.foundation.together import SIZE
    from ledgerhouse.foundation.verb import RETRIES

    sizes: Counter[str] = Counter()
    for metric in SIZE.collect():
        for sample in metric.samples:
            sizes[sample.name.rpartition("_")[2]] += int(sample.value)
    retries = sum(s.value for metric in RETRIES.collect() for s in metric.samples if s.name.endswith("_total"))
    return {
        "batches": sizes["count"],
        "commands_in_batches": sizes["sum"],
        "retries": int(retries),
        "load": float(Path("/proc/loadavg").read_text().split()[0]),
        "doctor_clean": prove(Prove(), ctx).clean,
    }


if __name__ == "__main__":
    main()
