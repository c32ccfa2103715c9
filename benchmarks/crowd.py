"""Several processes at once on ten hot items of which there are too few: nothing sold twice, nothing lost, nobody sees an error.

python -m benchmarks.crowd --database postgresql --processes 1 2 8 50 --orders 240 --json
python -m benchmarks.crowd --database postgresql --processes 1 8 1 8 1 8 --json      (a fair comparison on a busy machine)

Every round has ten items of its own and half as many orders again as there are goods. Each process confirms, allocates and ships its share,
so many orders per call, and cuts what is short. `sold_twice` and `lost` compare what went out with what was there, item by item; `retries` are
transactions tried again after a deadlock or lock time-out, `errors` what a user would have seen.
"""

import argparse
import json
import multiprocessing
import random
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.meter import Meter
from benchmarks.order_to_ship import take
from benchmarks.shop import database, say, settle, stock_up

HOT = 10
LINES = 3
WARM = 10
"""Orders of other items that every process carries out before the start: a connection keeps plans after some executions."""


def main() -> None:
    """Measure and print one JSON object."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=["sqlite", "postgresql", "mariadb"], default="sqlite")
    options.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    options.add_argument("--orders", type=int, default=240, help="of each round")
    options.add_argument("--per-call", type=int, default=1)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    pieces = max(chosen.orders * LINES // HOT * 2 // 3 // 2, 1)
    with database(chosen.database):
        say("stocking up")
        ctx = stock_up(HOT * (len(chosen.processes) + 1), 2, pieces, "ship")
        settle()
        rounds = [_round(ctx, number, count, chosen, 2 * pieces) for number, count in enumerate(chosen.processes)]
        result = {"database": chosen.database, "orders": chosen.orders, "per_call": chosen.per_call}
        result |= {"rounds": rounds, **_after(ctx)}
    speeds = {n: fmean(one["lines_per_s"] for one in rounds if one["processes"] == n) for n in chosen.processes}
    result["times_first"] = {n: round(speed / speeds[chosen.processes[0]], 2) for n, speed in speeds.items()}
    print(json.dumps(result) if chosen.json else "\n".join(f"{k}: {v}" for k, v in result.items()))


def _round(ctx: Any, number: int, processes: int, chosen: argparse.Namespace, supply: int) -> dict[str, Any]:
    """So many processes on the ten items of this round; what they did, and what is left."""
    from django.db import connection

    say(f"{processes} at once")
    items = [f"I{HOT * number + n:06d}" for n in range(HOT)]
    wanted = _orders(items, chosen.orders)
    numbers = take(ctx, wanted)
    others = [f"I{HOT * len(chosen.processes) + n:06d}" for n in range(HOT)]
    warm = take(ctx, _orders(others, WARM * processes))
    connection.close()  # each process has one of its own
    forks = multiprocessing.get_context("fork")
    gate, answers = forks.Barrier(processes + 1), forks.SimpleQueue()
    crowd = [
        forks.Process(
            target=_worker,
            args=(ctx, numbers[n::processes], warm[n::processes], chosen.per_call, gate, answers),
        )
        for n in range(processes)
    ]
    for one in crowd:
        one.start()
    gate.wait()
    begun = time.perf_counter()
    told = [answers.get() for _ in crowd]
    spent = time.perf_counter() - begun
    for one in crowd:
        one.join()
    errors = [error for one in told for error in one["errors"]]
    cpu = sum(one["client"] + one["server"] for one in told)
    lines = chosen.orders * LINES
    return {
        "processes": processes,
        "lines_per_s": round(lines / spent, 1),
        "cpu_us_per_line": round(cpu / lines * 1e6),
        "retries": sum(one["retries"] for one in told),
        "errors": len(errors),
        "first_error": errors[0] if errors else "",
        "load": round(float(Path("/proc/loadavg").read_text().split()[0]), 1),
        **_compared(items, wanted, supply),
    }


def _orders(items: Sequence[str], count: int) -> list[list[tuple[str, int]]]:
    """Orders of one piece each of three items, the same for the same numbers, in changing order."""
    chance = random.Random(7)
    return [[(item, 1) for item in chance.sample(items, LINES)] for _ in range(count)]


def _worker(ctx: Any, numbers: Sequence[str], warm: Sequence[str], per_call: int, gate: Any, answers: Any) -> None:
    """One process: warm up, wait for all others, do the share, tell."""
    from django.db import connection

    from ledgerhouse.foundation.verb import RETRIES

    def retries() -> int:
        return int(sum(s.value for metric in RETRIES.collect() for s in metric.samples if s.name.endswith("_total")))

    meter = Meter()
    errors: list[str] = []
    _share(ctx, warm, 1, errors)
    before = retries()
    gate.wait()
    with meter.phase("work"):
        _share(ctx, numbers, per_call, errors)
    spent = {"client": meter.client["work"], "server": meter.server["work"]}
    answers.put({"retries": retries() - before, "errors": errors, **spent})
    connection.close()


def _share(ctx: Any, numbers: Sequence[str], per_call: int, errors: list[str]) -> None:
    from ledgerhouse.flows.outbound.allocate import Allocate, allocate
    from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
    from ledgerhouse.flows.outbound.ship import Ship, ship

    for first in range(0, len(numbers), per_call):
        some = tuple(numbers[first : first + per_call])
        try:
            outbound = confirm_orders(ConfirmOrders(numbers=some), ctx).outbound
            held = allocate(Allocate(warehouse="W1", numbers=outbound, limit=len(outbound), short="cut"), ctx)
            short = Counter(one.order for one in held.short)
            served = tuple(number for number in outbound if short[number] < LINES)
            if served:
                ship(Ship(numbers=served), ctx)
        except Exception:  # noqa: BLE001 - counted and shown
            errors.append(traceback.format_exc())


def _compared(items: Sequence[str], wanted: Sequence[Sequence[tuple[str, int]]], supply: int) -> dict[str, int]:
    """What went out of each item beside what was wanted and there, in pieces."""
    from ledgerhouse.foundation import dialect

    which, params = dialect.named("i.code", items)
    left = dict(
        dialect.select(
            "select i.code, coalesce(sum(b.on_hand), 0) / 1000000 from catalog_item i "
            f"left join stock_balance b on b.item_id = i.id where {which} group by i.code",
            params,
        )
    )
    asked = Counter(item for order in wanted for item, _ in order)
    gone = {item: supply - int(left[item]) for item in items}
    sold = {item: min(asked[item], supply) for item in items}
    return {
        "sold": sum(gone.values()),
        "sold_twice": sum(max(gone[item] - sold[item], 0) for item in items),
        "lost": sum(max(sold[item] - gone[item], 0) for item in items),
    }


def _after(ctx: Any) -> dict[str, Any]:
    from ledgerhouse.flows.finance.prove import Prove, prove
    from ledgerhouse.foundation import dialect

    return {
        "oversold": dialect.select("select count(*) from stock_balance where held > on_hand or on_hand < 0")[0][0],
        "still_held": int(dialect.select("select coalesce(sum(held), 0) from stock_balance")[0][0]),
        "doctor_clean": prove(Prove(), ctx).clean,
    }


if __name__ == "__main__":
    main()
