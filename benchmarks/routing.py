"""How far pickers walk by each route, beside the S-shape, and how long a route takes to plan.

python -m benchmarks.routing --lists 1000 --json
"""

import argparse
import json
import random
import time
from itertools import accumulate

from ledgerhouse.documents.warehouse import pick_route_strategies
from ledgerhouse.documents.warehouse.pick_routes import ROUTERS, Ground, Stop
from ledgerhouse.masterdata.sites.layout import Plan, Slot, Span, slots

assert pick_route_strategies.MOST_STOPS
OWN = ("sequence", "s_shape", "return", "largest_gap", "combined", "optimised")
PLAN = Plan(
    template="{aisle:A}-{rack:02}",
    aisle=Span(1, 20),
    rack=Span(1, 80),
    level=Span(1, 1),
    position=Span(1, 1),
    two_sided=True,
    x_mm=0,
    y_mm=0,
    aisle_pitch_mm=5500,
    aisle_width_mm=3000,
    rack_pitch_mm=2700,
    level_pitch_mm=1500,
)
"""Twenty aisles of forty bays on both sides, generated as `sites.generate_locations` does."""


def main() -> None:
    """Plan so many lists by every route and print one JSON object."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lists", type=int, default=1000)
    options.add_argument("--smallest", type=int, default=5)
    options.add_argument("--largest", type=int, default=40)
    options.add_argument("--seed", type=int, default=2026)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    floor = slots(PLAN)
    ground = ground_of(floor)
    chance = random.Random(chosen.seed)
    # a fifth of the places, spread over the floor, gets four fifths of the picks
    weights = list(accumulate(16 if chance.random() < 0.2 else 1 for _ in floor))
    lists = []
    for _ in range(chosen.lists):
        picked = {
            s.code: s
            for s in chance.choices(floor, cum_weights=weights, k=chance.randint(chosen.smallest, chosen.largest))
        }
        lists.append([Stop(s.order, s.aisle, s.y_mm, s.order) for s in picked.values()])
    result = {"lists": chosen.lists, "stops": sum(map(len, lists)), "routes": measured(lists, ground)}
    print(json.dumps(result) if chosen.json else "\n".join(f"{k}: {v}" for k, v in result.items()))


def ground_of(floor: list[Slot]) -> Ground:
    """The block as the wave sees it."""
    xs: dict[str, list[int]] = {}
    for slot in floor:
        xs.setdefault(slot.aisle, []).append(slot.x_mm)
    ys = [slot.y_mm for slot in floor]
    return Ground({aisle: (min(x) + max(x)) // 2 for aisle, x in xs.items()}, min(ys), max(ys), 0)


def measured(lists: list[list[Stop]], ground: Ground) -> dict[str, dict[str, float]]:
    """Metres per list, what that saves against the S-shape in percent, and milliseconds per list."""
    found = {}
    for name in OWN:
        begun = time.perf_counter()
        metres = sum(ground.length(ROUTERS[name](stops, ground)) for stops in lists) / 1000
        found[name] = (metres / len(lists), (time.perf_counter() - begun) * 1000 / len(lists))
    base = found["s_shape"][0]
    return {
        name: {"metres": round(m, 1), "saved_percent": round((1 - m / base) * 100, 1), "ms": round(ms, 2)}
        for name, (m, ms) in found.items()
    }


if __name__ == "__main__":
    main()
