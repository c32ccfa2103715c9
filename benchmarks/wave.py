"""One large wave: orders of five lines each allocated in one call, then released to pick tasks along a route.

python -m benchmarks.wave --database postgresql --orders 1000 --lines 5 --json
"""

import argparse
import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.meter import Meter
from benchmarks.shop import database, say, settle, stock_up

PER_CALL = 500
"""Orders taken and confirmed at once; not measured."""


def main() -> None:
    """Measure and print one JSON object."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=["sqlite", "postgresql", "mariadb"], default="sqlite")
    options.add_argument("--orders", type=int, default=1000)
    options.add_argument("--lines", type=int, default=5)
    options.add_argument("--items", type=int, default=1000)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    with database(chosen.database):
        say("stocking up")
        ctx = stock_up(chosen.items, 2, 1_000_000, "pack")
        settle()
        result = run(ctx, chosen)
    print(json.dumps(result) if chosen.json else "\n".join(f"{k}: {v}" for k, v in result.items()))


def run(ctx: Any, chosen: argparse.Namespace) -> dict[str, Any]:
    """Allocate and release all orders, each in one call."""
    from ledgerhouse.flows.finance.prove import Prove, prove
    from ledgerhouse.flows.outbound.allocate import Allocate, allocate
    from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave

    numbers = confirmed(ctx, chosen)
    settle()
    meter = Meter()
    with meter.phase("allocate"):
        held = allocate(Allocate(warehouse="W1", limit=chosen.orders), ctx)
    with meter.phase("release"):
        wave = release_wave(ReleaseWave(warehouse="W1", limit=chosen.orders), ctx)
    assert (held.orders, held.short, wave.orders) == (len(numbers), (), len(numbers))
    return {
        "database": chosen.database,
        "orders": chosen.orders,
        "lines": chosen.orders * chosen.lines,
        "tasks": wave.tasks,
        "seconds": {name: round(meter.wall[name], 3) for name in ("allocate", "release")},
        "cpu_seconds": {name: round(meter.client[name] + meter.server[name], 3) for name in ("allocate", "release")},
        "statements": {name: meter.per_call(name) for name in ("allocate", "release")},
        "load": round(float(Path("/proc/loadavg").read_text().split()[0]), 1),
        "doctor_clean": prove(Prove(), ctx).clean,
    }


def confirmed(ctx: Any, chosen: argparse.Namespace) -> list[str]:
    """Confirmed outbound orders of so many items each, the same for the same numbers."""
    from ledgerhouse.documents.sales.pricing import NewLine
    from ledgerhouse.documents.sales.take_orders import TakeOrder, TakeOrders, take_orders
    from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders

    chance = random.Random(42)
    found: list[str] = []
    for first in range(0, chosen.orders, PER_CALL):
        new = tuple(
            TakeOrder(
                customer="CUS",
                warehouse="W1",
                lines=tuple(
                    NewLine(item=f"I{n:06d}", quantity=Decimal(chance.randint(1, 5)), price=Decimal(20))
                    for n in chance.sample(range(chosen.items), chosen.lines)
                ),
            )
            for _ in range(min(PER_CALL, chosen.orders - first))
        )
        numbers = take_orders(TakeOrders(orders=new), ctx).numbers
        found += confirm_orders(ConfirmOrders(numbers=numbers), ctx).outbound
    return found


if __name__ == "__main__":
    main()
