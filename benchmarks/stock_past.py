"""Questions to the stock ledger: on hand of one item, a whole warehouse now and on a past day, snapshots, pieces, and what empty balances cost.

python -m benchmarks.stock_past --database postgresql --items 3000 --places 100 --json
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from benchmarks.shop import database, say, stock_up

SEEN = ("item", "lot", "location", "unit", "owner", "status")


def main() -> None:
    """Measure and print one JSON object."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=["sqlite", "postgresql", "mariadb"], default="sqlite")
    options.add_argument("--items", type=int, default=3000)
    options.add_argument("--places", type=int, default=100)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    with database(chosen.database):
        ctx = stock_up(chosen.items, 1, 100)
        say("spreading")
        spread(ctx, chosen.places)
        result = {"database": chosen.database, "items": chosen.items, "places": chosen.places, **measure(ctx)}
    print(json.dumps(result) if chosen.json else "\n".join(f"{k}: {v}" for k, v in result.items()))


def spread(ctx: Any, places: int) -> None:
    """Lay every item at so many places, by hand-written rows that the proofs accept: a balance and the entry that filled it, forty days old."""
    from django.db import connection

    from ledgerhouse.foundation import dialect
    from ledgerhouse.foundation.nodes import new_ids
    from ledgerhouse.masterdata.sites.queries import virtual, warehouses

    (site,) = warehouses(ctx)
    loss = min(virtual(ctx, site.id).values())
    shelves = [
        row[0]
        for row in dialect.select(
            f"select id from sites_location where warehouse_id = {site.id} and kind = 1 order by id limit {int(places)}"
        )
    ]
    items = [row[0] for row in dialect.select("select id from catalog_item order by id")]
    then = ctx.now - timedelta(days=40)
    (movement,) = new_ids(1)
    fixed = {"warehouse_id": site.id, "company": ctx.company}
    about = {"reason": 2, "paper": "bench", "number": "B", "why": "", "reverses": 0, "user_id": 0, "device": ""}
    facts = {**fixed, **about, "business_date": then.date(), "recorded_at": then}
    dialect.insert("stock_movement", {"id": "int"}, [(movement,)], constants=facts)
    one = {"lot_id": 0, "status": 1, "held": 0, "on_hand": 10**6, "unit": 77, "owner_id": 0}
    sides = {f"{side}_{what}": value for side in ("source", "target") for what, value in (("owner", 0), ("status", 1))}
    entry = {"movement": movement, "line": 0, "lot_id": 0, "quantity": 10**6, "source_location_id": loss}
    entry |= {**sides, "source_unit": 0, "target_unit": 77, "business_date": then.date(), "recorded_at": then}
    keys = [(item, shelf) for item in items for shelf in shelves]
    for first in range(0, len(keys), 20_000):
        part = keys[first : first + 20_000]
        rows = [(i, *key) for i, key in zip(new_ids(len(part)), part, strict=True)]
        dialect.insert(
            "stock_balance", {"id": "int", "item_id": "int", "location_id": "int"}, rows, constants={**fixed, **one}
        )
        rows = [(i, *key) for i, key in zip(new_ids(len(part)), part, strict=True)]
        columns = {"id": "int", "item_id": "int", "target_location_id": "int"}
        dialect.insert("stock_entry", columns, rows, constants={**fixed, **entry})  # type: ignore[arg-type]
    if connection.vendor == "postgresql":
        dialect.execute("analyze")


def measure(ctx: Any) -> dict[str, Any]:
    """All the questions, in milliseconds: the median of some, or the only one of a long one."""
    from ledgerhouse.foundation import dialect
    from ledgerhouse.ledgers.costing.history import keep_values
    from ledgerhouse.ledgers.proof import EVERYTHING
    from ledgerhouse.ledgers.stock.history import AsOf, as_of
    from ledgerhouse.ledgers.stock.keep_snapshots import keep_snapshot
    from ledgerhouse.ledgers.stock.proof import entries_make_balances
    from ledgerhouse.ledgers.stock.queries import available, candidates
    from ledgerhouse.masterdata.sites.queries import warehouses

    (site,) = warehouses(ctx)
    today = ctx.now.date()
    past = AsOf(today - timedelta(days=2))
    items = [row[0] for row in dialect.select("select id from catalog_item order by id")]
    balances = dialect.select("select count(*) from stock_balance")[0][0]
    found: dict[str, Any] = {"balances": balances}
    found["one_item_on_hand_ms"] = median(lambda n: available(ctx, [items[n % len(items)]], today), 200)
    found["past_without_snapshot_by_item_ms"] = median(lambda _: as_of(ctx, past, [site.id], by=("item",)), 3)
    found["write_snapshot_ms"] = median(lambda _: _atomic(lambda: keep_snapshot(ctx, site.id, past.day)), 1)
    found["write_values_ms"] = median(lambda _: _atomic(lambda: keep_values(ctx, site.id, past.day)), 1)
    found["past_by_item_ms"] = median(lambda _: as_of(ctx, past, [site.id], by=("item",)), 5)
    found["past_every_balance_ms"] = median(lambda _: as_of(ctx, past, [site.id], by=SEEN), 3)
    found["past_one_item_ms"] = median(lambda n: as_of(ctx, past, [site.id], items=[items[n]]), 50)
    found["now_every_balance_ms"] = median(lambda _: _whole(ctx, site.id), 3)
    found["candidates_ms"] = median(lambda n: candidates(ctx, site.id, [items[n]]), 50)
    _empty(ctx, site.id, items[:50])
    found["candidates_with_5000_empty_ms"] = median(lambda n: candidates(ctx, site.id, [items[n]]), 50)
    found["clean"] = not entries_make_balances(ctx, EVERYTHING).problems
    return found


def _whole(ctx: Any, warehouse: int) -> list[Any]:
    from ledgerhouse.ledgers.stock.queries import lying

    return lying(ctx, warehouse)


def _empty(ctx: Any, warehouse: int, items: list[int]) -> None:
    """A hundred empty balances more than there are full ones, fifty times, for the first items."""
    from ledgerhouse.foundation import dialect
    from ledgerhouse.foundation.nodes import new_ids

    places = [
        row[0] for row in dialect.select(f"select id from sites_location where warehouse_id = {warehouse} and kind = 1")
    ]
    keys = [(item, place, 1000 + n) for item in items for n in range(5000 // len(places) + 1) for place in places]
    rows = [(i, *key) for i, key in zip(new_ids(len(keys)), keys, strict=True)]
    fixed = {
        "warehouse_id": warehouse,
        "company": ctx.company,
        "lot_id": 0,
        "status": 1,
        "held": 0,
        "on_hand": 0,
        "owner_id": 0,
    }
    columns = {"id": "int", "item_id": "int", "location_id": "int", "unit": "int"}
    for first in range(0, len(rows), 20_000):
        dialect.insert("stock_balance", columns, rows[first : first + 20_000], constants=fixed)  # type: ignore[arg-type]


def _atomic(work: Callable[[], Any]) -> Any:
    from django.db import transaction

    with transaction.atomic():
        return work()


def median(work: Callable[[int], Any], times: int) -> float:
    """Milliseconds of wall clock, the middle one of so many."""
    taken = []
    for n in range(times):
        begun = time.perf_counter()
        work(n)
        taken.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(taken), 2)


if __name__ == "__main__":
    main()
