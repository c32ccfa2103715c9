"""Orders from confirmation to shipment through the real verbs: promise, allocate, wave, pick, pack, ship, with cost, journal and news.

python -m benchmarks.order_to_ship --database postgresql --orders 1000 --per-call 100 --json
"""

import argparse
import json
import random
import resource
import time
from collections import defaultdict
from typing import Any

from benchmarks.shop import database, say, stock_up


def main() -> None:
    """Measure and print one JSON object."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=["sqlite", "postgresql", "mariadb"], default="sqlite")
    options.add_argument("--orders", type=int, default=1000)
    options.add_argument("--per-call", type=int, default=100)
    options.add_argument("--items", type=int, default=1000)
    options.add_argument("--json", action="store_true")
    options.add_argument("--profile", help="write a cProfile file here")
    chosen = options.parse_args()
    with database(chosen.database):
        say("stocking up")
        ctx = stock_up(chosen.items, 2, 1_000_000)
        result = run(ctx, chosen)
    print(json.dumps(result) if chosen.json else "\n".join(f"{k}: {v}" for k, v in result.items()))


def run(ctx: Any, chosen: argparse.Namespace) -> dict[str, Any]:
    """Run the orders in calls of so many and time each verb."""
    from ledgerhouse.flows.finance.prove import Prove, prove
    from ledgerhouse.foundation.verb import RETRIES

    seconds: dict[str, float] = defaultdict(float)
    chance = random.Random(42)
    orders = [_order(chance, chosen.items) for _ in range(chosen.orders)]
    cpu = time.process_time()
    profile = None
    if chosen.profile:
        import cProfile

        profile = cProfile.Profile()
        profile.enable()
    for first in range(0, chosen.orders, chosen.per_call):
        _one_call(ctx, orders[first : first + chosen.per_call], seconds)
    if profile:
        profile.disable()
        profile.dump_stats(chosen.profile)
    cpu = time.process_time() - cpu
    lines = chosen.orders * 3
    timed = sum(seconds[verb] for verb in ("confirm", "allocate", "release", "pick", "pack", "ship"))
    retries = sum(s.value for metric in RETRIES.collect() for s in metric.samples if s.name.endswith("_total"))
    return {
        "database": chosen.database,
        "orders": chosen.orders,
        "per_call": chosen.per_call,
        "lines": lines,
        "lines_per_s": round(lines / timed, 1),
        "cpu_us_per_line": round(cpu / lines * 1e6),
        "seconds": {verb: round(spent, 3) for verb, spent in seconds.items()},
        "retries": int(retries),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "doctor_clean": prove(Prove(), ctx).clean,
    }


def _order(chance: random.Random, items: int) -> list[tuple[str, int]]:
    return [(f"I{n:06d}", chance.randint(1, 5)) for n in chance.sample(range(items), 3)]


def _one_call(ctx: Any, orders: list[list[tuple[str, int]]], seconds: dict[str, float]) -> None:
    from decimal import Decimal

    from ledgerhouse.documents.sales.take_orders import NewLine, TakeOrder, TakeOrders, take_orders
    from ledgerhouse.flows.outbound.allocate import Allocate, allocate
    from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
    from ledgerhouse.flows.outbound.pack import Pack, pack
    from ledgerhouse.flows.outbound.pick import PickWave, pick_wave
    from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
    from ledgerhouse.flows.outbound.ship import Ship, ship

    def timed(name: str, verb: Any, command: Any) -> Any:
        begin = time.perf_counter()
        answer = verb(command, ctx)
        seconds[name] += time.perf_counter() - begin
        return answer

    new = tuple(
        TakeOrder(
            customer="CUS",
            warehouse="W1",
            lines=tuple(NewLine(item=item, quantity=Decimal(quantity), price=Decimal(20)) for item, quantity in lines),
        )
        for lines in orders
    )
    numbers = timed("take", take_orders, TakeOrders(orders=new)).numbers
    outbound = timed("confirm", confirm_orders, ConfirmOrders(numbers=numbers)).outbound
    held = timed("allocate", allocate, Allocate(warehouse="W1", numbers=outbound, limit=len(outbound)))
    if held.short:
        message = "the shop should have enough of everything"
        raise AssertionError(message)
    wave = timed("release", release_wave, ReleaseWave(warehouse="W1", numbers=outbound, limit=len(outbound))).wave
    timed("pick", pick_wave, PickWave(wave=wave))
    timed("pack", pack, Pack(numbers=outbound))
    timed("ship", ship, Ship(numbers=outbound))


if __name__ == "__main__":
    main()
