"""Receipts through the real verb: purchase orders of ten lines, each a lot with an expiry, received at the dock or onto shelves.

python -m benchmarks.receiving --database postgresql --lines 20000 --per-call 1000 --json
python -m benchmarks.receiving --database postgresql --lines 2000 --per-call 1000 --put-away --json
"""

import argparse
import cProfile
import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks import receiving_floor
from benchmarks.meter import Meter
from benchmarks.shop import database, say, settle, stock_up


def main() -> None:
    """Measure and print one JSON object."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=["sqlite", "postgresql", "mariadb"], default="sqlite")
    options.add_argument("--lines", type=int, default=10_000)
    options.add_argument("--per-call", type=int, default=1000)
    options.add_argument("--items", type=int, default=1000)
    options.add_argument(
        "--to", choices=["dock", "shelf"], default="dock", help="the dock, with putaway tasks, or shelves"
    )
    options.add_argument(
        "--put-away", action="store_true", help="do the putaway tasks, too, and write the same rows bare"
    )
    options.add_argument("--json", action="store_true")
    options.add_argument("--profile", help="write a cProfile file here")
    options.add_argument("--statements", action="store_true")
    chosen = options.parse_args()
    with database(chosen.database):
        ctx = stock_up(chosen.items, 2, 1000, "ship")
        settle()
        result = run(ctx, chosen)
    print(json.dumps(result) if chosen.json else "\n".join(f"{k}: {v}" for k, v in result.items()))


def run(ctx: Any, chosen: argparse.Namespace) -> dict[str, Any]:
    """Order, release and receive; only receiving is measured."""
    from ledgerhouse.flows.finance.prove import Prove, prove
    from ledgerhouse.flows.inbound.put_away import PutAway, PutAwayLine, put_away
    from ledgerhouse.flows.inbound.receive import Receive, receive

    meter = Meter()
    meter.by_statement = chosen.statements
    floor, rows = 0.0, 0
    profile = cProfile.Profile() if chosen.profile else None
    for call in range(0, chosen.lines, chosen.per_call):
        command = Receive(lines=tuple(_arrived(chosen, _orders(ctx, chosen), call)))
        if profile:
            profile.enable()
        before = receiving_floor.marks() if chosen.put_away else {}
        with meter.phase("receive"):
            received = receive(command, ctx)
        if chosen.put_away:
            with meter.phase("put away"):
                put_away(PutAway(lines=tuple(PutAwayLine(task=task) for task in received.tasks)), ctx)
            seconds, count = receiving_floor.copy(before)
            floor, rows = floor + seconds, rows + count
        if profile:
            profile.disable()
    if profile:
        profile.dump_stats(chosen.profile)
    if chosen.statements:
        say("\n".join(meter.dearest()))
    wall, client, server = meter.wall["receive"], meter.client["receive"], meter.server["receive"]
    put = (
        {
            "received_and_put_away_per_s": round(chosen.lines / (wall + meter.wall["put away"]), 1),
            "put_away_per_s": round(chosen.lines / meter.wall["put away"], 1),
            "floor_lines_per_s": round(chosen.lines / floor, 1),
            "floor_rows": rows,
            "of_the_floor": round(floor / (wall + meter.wall["put away"]), 3),
        }
        if chosen.put_away
        else {}
    )
    return {
        "database": chosen.database,
        "to": chosen.to,
        "lines": chosen.lines,
        "per_call": chosen.per_call,
        "lines_per_s": round(chosen.lines / wall, 1),
        "client_us_per_line": round(client / chosen.lines * 1e6),
        "server_us_per_line": round(server / chosen.lines * 1e6),
        "lines_per_cpu_s": round(chosen.lines / (client + server), 1),
        "statements_per_call": meter.per_call("receive"),
        "load": float(Path("/proc/loadavg").read_text().split()[0]),
        **put,
        "doctor_clean": prove(Prove(), ctx).clean,
    }


def _orders(ctx: Any, chosen: argparse.Namespace) -> tuple[str, ...]:
    """Inbound orders for one call, ten lines each."""
    from ledgerhouse.documents.purchasing.place_orders import PlaceOrder, PlaceOrders, place_orders
    from ledgerhouse.documents.purchasing.pricing import NewLine
    from ledgerhouse.flows.inbound.release_purchases import ReleasePurchases, release_purchases

    items = [f"I{n % chosen.items:06d}" for n in range(chosen.per_call)]
    orders = tuple(
        PlaceOrder(
            supplier="SUP",
            warehouse="W1",
            lines=tuple(
                NewLine(item=item, quantity=Decimal(100), price=Decimal(12)) for item in items[first : first + 10]
            ),
        )
        for first in range(0, len(items), 10)
    )
    numbers = place_orders(PlaceOrders(orders=orders), ctx).numbers
    return release_purchases(ReleasePurchases(numbers=numbers), ctx).inbound


def _arrived(chosen: argparse.Namespace, inbound: Sequence[str], call: int) -> list[Any]:
    from ledgerhouse.flows.inbound.delivery import ReceiveLine

    shelves = min(chosen.items, 500)
    return [
        ReceiveLine(
            order=number,
            line=line,
            quantity=Decimal(100),
            lot=f"R{call}-{n}",
            expires_on=date(2028, 1, 1 + line),
            location="" if chosen.to == "dock" else f"A-{(n * 10 + line) % shelves:05d}",
        )
        for n, number in enumerate(inbound)
        for line in range(1, 11)
    ]


if __name__ == "__main__":
    main()
