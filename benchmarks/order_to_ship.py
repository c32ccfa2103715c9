"""Orders from confirmation to shipment through the real verbs, with cost, journal and news: from the shelf, or by wave, pick and pack.

python -m benchmarks.order_to_ship --database postgresql --orders 1000 --per-call 100 --json

On PostgreSQL the limit (`benchmarks.limit`) runs in between, call by call, on the same tables of the same database. `lines_per_s` and `ratio` are by the
clock; `lines_per_cpu_s` counts processor seconds of client and server, which a busy machine leaves as they are.
"""

import argparse
import cProfile
import json
import random
import resource
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.meter import Meter
from benchmarks.shop import database, say, settle, stock_up

SHELF = ("confirm", "allocate", "ship")
WAVE = ("confirm", "allocate", "release", "pick", "pack", "ship")
VERBS = {"shelf": SHELF, "wave": WAVE}
SETTLES = 10
"""Calls after which the planner is told how large the tables are, as a server's own housekeeping would; not measured."""


def main() -> None:
    """Measure and print one JSON object."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=["sqlite", "postgresql", "mariadb"], default="sqlite")
    options.add_argument("--orders", type=int, default=1000)
    options.add_argument("--per-call", type=int, default=100)
    options.add_argument("--items", type=int, default=1000)
    options.add_argument("--path", choices=["shelf", "wave"], default="shelf", help="one step, or wave, pick and pack")
    options.add_argument("--no-limit", action="store_true", help="leave the hand-written SQL out")
    options.add_argument("--json", action="store_true")
    options.add_argument("--profile", help="write a cProfile file here")
    options.add_argument(
        "--statements", action="store_true", help="say on standard error which statements took longest"
    )
    chosen = options.parse_args()
    with database(chosen.database):
        say("stocking up")
        ctx = stock_up(chosen.items, 2, 1_000_000, "ship" if chosen.path == "shelf" else "pack")
        settle()
        result = run(ctx, chosen)
    print(json.dumps(result) if chosen.json else "\n".join(f"{k}: {v}" for k, v in result.items()))


def run(ctx: Any, chosen: argparse.Namespace) -> dict[str, Any]:
    """Run the orders in calls of so many, the limit's in between, and measure each verb."""
    from benchmarks import limit

    meter = Meter()
    meter.by_statement = chosen.statements
    floor = (
        limit.prepare(ctx)
        if chosen.database == "postgresql" and chosen.path == "shelf" and not chosen.no_limit
        else None
    )
    profile = cProfile.Profile() if chosen.profile else None
    written: dict[str, dict[str, int]] = {"verbs": {}, "limit": {}}
    marks = [(0.0, 0.0)]
    for number, orders in enumerate(calls_of(chosen.orders, chosen.per_call, chosen.items), 1):
        if number % SETTLES == 0:
            settle()
        numbers = take(ctx, orders)
        before = limit.rows() if floor else {}
        if profile:
            profile.enable()
        one_call(ctx, numbers, chosen.path, meter)
        if profile:
            profile.disable()
        marks.append(_spent(meter, VERBS[chosen.path]))
        if floor:
            between = limit.rows()
            wanted = limit.orders_of(take(ctx, orders))
            begun = limit.rows()
            with meter.phase("limit"):
                floor.one_call(wanted)
            _add(written["verbs"], before, between)
            _add(written["limit"], begun, limit.rows())
    if profile:
        profile.dump_stats(chosen.profile)
    if chosen.statements:
        say("\n".join(meter.dearest()))
    if written["verbs"] != written["limit"]:
        say(f"rows differ: {written}")
    return figures(ctx, chosen, meter, limited=bool(floor)) | _growth(chosen, marks)


def figures(ctx: Any, chosen: argparse.Namespace, meter: Meter, *, limited: bool) -> dict[str, Any]:
    """What was measured, and whether the ledgers are in order afterwards."""
    from ledgerhouse.flows.finance.prove import Prove, prove
    from ledgerhouse.foundation import dialect
    from ledgerhouse.foundation.verb import RETRIES

    verbs = VERBS[chosen.path]
    lines = chosen.orders * 3
    wall = meter.total(meter.wall, *verbs)
    client, server = meter.total(meter.client, *verbs), meter.total(meter.server, *verbs)
    retries = int(sum(s.value for metric in RETRIES.collect() for s in metric.samples if s.name.endswith("_total")))
    floor = meter.wall["limit"]
    floor_cpu = meter.client["limit"] + meter.server["limit"]
    beside = (
        {}
        if not limited
        else {
            "limit_lines_per_s": round(lines / floor, 1),
            "ratio": round(floor / wall, 3),
            "limit_cpu_us_per_line": round(floor_cpu / lines * 1e6),
            "ratio_cpu": round(floor_cpu / (client + server), 3),
        }
    )
    return {
        "database": chosen.database,
        "path": chosen.path,
        "orders": chosen.orders,
        "per_call": chosen.per_call,
        "lines": lines,
        "lines_per_s": round(lines / wall, 1),
        **beside,
        "cpu_us_per_line": round((client + server) / lines * 1e6),
        "client_us_per_line": round(client / lines * 1e6),
        "server_us_per_line": round(server / lines * 1e6),
        "lines_per_cpu_s": round(lines / (client + server), 1),
        "seconds": {verb: round(meter.wall[verb], 3) for verb in verbs},
        "statements_per_call": {verb: meter.per_call(verb) for verb in verbs},
        "retries": retries,
        "deadlocks": 0 if retries == 0 else None,
        "oversold": dialect.select("select count(*) from stock_balance where held > on_hand or held < 0")[0][0],
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "load": round(float(Path("/proc/loadavg").read_text().split()[0]), 1),
        "doctor_clean": prove(Prove(), ctx).clean,
    }


def _spent(meter: Meter, verbs: Sequence[str]) -> tuple[float, float]:
    cpu = meter.total(meter.client, *verbs) + meter.total(meter.server, *verbs)
    return meter.total(meter.wall, *verbs), cpu


def _growth(chosen: argparse.Namespace, marks: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """The second thousand orders (the first makes plans) beside the last, where there are that many."""
    calls = 1000 // chosen.per_call
    if len(marks) <= 3 * calls:
        return {}
    early = [b - a for a, b in zip(marks[calls], marks[2 * calls], strict=True)]
    late = [b - a for a, b in zip(marks[-1 - calls], marks[-1], strict=True)]
    return {
        "early_lines_per_s": round(3000 / early[0], 1),
        "late_lines_per_s": round(3000 / late[0], 1),
        "late_to_early": round(early[0] / late[0], 3),
        "late_to_early_cpu": round(early[1] / late[1], 3),
    }


def _add(sums: dict[str, int], before: dict[str, int], after: dict[str, int]) -> None:
    for table, rows in after.items():
        sums[table] = sums.get(table, 0) + rows - before[table]


def calls_of(count: int, per_call: int, items: int) -> list[list[list[tuple[str, int]]]]:
    """Orders of three items, the same for the same numbers, in calls."""
    chance = random.Random(42)
    orders = [[(f"I{n:06d}", chance.randint(1, 5)) for n in chance.sample(range(items), 3)] for _ in range(count)]
    return [orders[first : first + per_call] for first in range(0, count, per_call)]


def take(ctx: Any, orders: Sequence[Sequence[tuple[str, int]]]) -> tuple[str, ...]:
    """Draft sales orders; not measured."""
    from ledgerhouse.documents.sales.pricing import NewLine
    from ledgerhouse.documents.sales.take_orders import TakeOrder, TakeOrders, take_orders

    new = tuple(
        TakeOrder(
            customer="CUS",
            warehouse="W1",
            lines=tuple(NewLine(item=item, quantity=Decimal(quantity), price=Decimal(20)) for item, quantity in lines),
        )
        for lines in orders
    )
    return take_orders(TakeOrders(orders=new), ctx).numbers


def one_call(ctx: Any, numbers: tuple[str, ...], path: str, meter: Meter) -> None:
    """Carry out these orders, each verb once."""
    from ledgerhouse.flows.outbound.allocate import Allocate, allocate
    from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
    from ledgerhouse.flows.outbound.pack import Pack, pack
    from ledgerhouse.flows.outbound.pick import PickWave, pick_wave
    from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
    from ledgerhouse.flows.outbound.ship import Ship, ship

    with meter.phase("confirm"):
        outbound = confirm_orders(ConfirmOrders(numbers=numbers), ctx).outbound
    with meter.phase("allocate"):
        held = allocate(Allocate(warehouse="W1", numbers=outbound, limit=len(outbound)), ctx)
    assert not held.short, "the shop should have enough of everything"
    if path == "wave":
        with meter.phase("release"):
            wave = release_wave(ReleaseWave(warehouse="W1", numbers=outbound, limit=len(outbound)), ctx).wave
        with meter.phase("pick"):
            pick_wave(PickWave(wave=wave), ctx)
        with meter.phase("pack"):
            pack(Pack(numbers=outbound), ctx)
    with meter.phase("ship"):
        ship(Ship(numbers=outbound), ctx)


if __name__ == "__main__":
    main()
