"""The routes of the house. Each tries both directions along the front where that makes a difference, and takes the shorter one."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from ledgerhouse.documents.warehouse.pick_routes import ROUTERS, Ground, Stop

Aisles = list[list[Stop]]
MOST_STOPS: Final = 150
"""Up to so many places a route is improved place by place; beyond, that takes longer than it saves."""
PASSES: Final = 30


def by_sequence(stop: Stop) -> tuple[int, int]:
    """Along the fixed path."""
    return stop.sequence, stop.place


@ROUTERS.add("sequence")
def sequence(stops: Sequence[Stop], ground: Ground) -> Sequence[Stop]:
    """Along the numbers that the places carry."""
    del ground
    return sorted(stops, key=by_sequence)


@ROUTERS.add("s_shape")
def s_shape(stops: Sequence[Stop], ground: Ground) -> Sequence[Stop]:
    """Through every aisle with picks from end to end, up the one and down the next (S形)."""

    def there(aisles: Aisles) -> list[Stop]:
        return [stop for i, aisle in enumerate(aisles) for stop in (aisle[::-1] if i % 2 else aisle)]

    return _shorter(stops, ground, there)


@ROUTERS.add("return")
def back_and_forth(stops: Sequence[Stop], ground: Ground) -> Sequence[Stop]:
    """Into each aisle from the front as far as its last pick, and back (返回式)."""
    return _shorter(stops, ground, lambda aisles: [stop for aisle in aisles for stop in aisle])


@ROUTERS.add("largest_gap")
def largest_gap(stops: Sequence[Stop], ground: Ground) -> Sequence[Stop]:
    """Through the first and the last aisle; into those between from both ends, as far as the largest gap without picks (最大间隙)."""

    def there(aisles: Aisles) -> list[Stop]:
        if len(aisles) < 2:
            return [stop for aisle in aisles for stop in aisle]
        first, *between, last = aisles
        cut = [_at_gap(aisle, ground) for aisle in between]
        behind = [stop for aisle, n in zip(between, cut, strict=True) for stop in aisle[n:][::-1]]
        before = [stop for aisle, n in zip(between[::-1], cut[::-1], strict=True) for stop in aisle[:n]]
        return [*first, *behind, *last[::-1], *before]

    return _shorter(stops, ground, there)


@ROUTERS.add("combined")
def combined(stops: Sequence[Stop], ground: Ground) -> Sequence[Stop]:
    """Each aisle either through or back and forth, whichever makes the whole walk shortest (混合式): by dynamic programming over the aisles."""
    depth = ground.back - ground.front

    def there(aisles: Aisles) -> list[Stop]:
        # the shortest walk so far that stands at the front, and the one that stands at the back
        front: tuple[int, list[Stop]] = (0, [])
        back: tuple[int, list[Stop]] | None = None
        for aisle in aisles:
            down, up = aisle[::-1], 2 * (aisle[-1].y - ground.front)
            to_front = [(front[0] + up, front[1] + aisle)]
            to_back = [(front[0] + depth, front[1] + aisle)]
            if back is not None:
                to_front.append((back[0] + depth, back[1] + down))
                to_back.append((back[0] + 2 * (ground.back - aisle[0].y), back[1] + down))
            front, back = min(to_front, key=_cost), min(to_back, key=_cost)
        return min([front, *([(back[0] + depth, back[1])] if back else [])], key=_cost)[1]

    return _shorter(stops, ground, there)


@ROUTERS.add("optimised")
def optimised(stops: Sequence[Stop], ground: Ground) -> Sequence[Stop]:
    """The shortest of all others, improved by turning parts round (2-opt) and moving short parts elsewhere (Or-opt) until neither helps."""
    others = (ROUTERS[name] for name in ("sequence", "s_shape", "return", "largest_gap", "combined"))
    route = min((list(other(stops, ground)) for other in others), key=ground.length)
    if len(route) > MOST_STOPS:
        return route
    for _ in range(PASSES):
        before = ground.length(route)
        route = _moved(_turned(route, ground), ground)
        if ground.length(route) >= before:
            break
    return route


def _cost(walk: tuple[int, list[Stop]]) -> int:
    return walk[0]


def _aisles(stops: Sequence[Stop], ground: Ground) -> Aisles:
    """The aisles with picks from left to right, each from front to back."""
    found: dict[str, list[Stop]] = {}
    for stop in sorted(stops, key=lambda s: (s.y, s.sequence, s.place)):
        found.setdefault(stop.aisle, []).append(stop)
    return sorted(found.values(), key=lambda aisle: (ground.middle[aisle[0].aisle], aisle[0].aisle))


def _shorter(stops: Sequence[Stop], ground: Ground, there: Callable[[Aisles], list[Stop]]) -> list[Stop]:
    aisles = _aisles(stops, ground)
    return min(there(aisles), there(aisles[::-1]), key=ground.length)


def _at_gap(aisle: list[Stop], ground: Ground) -> int:
    """How many picks of an aisle lie before its largest gap."""
    ys = [ground.front, *(stop.y for stop in aisle), ground.back]
    gaps = [b - a for a, b in pairwise(ys)]
    return gaps.index(max(gaps))


def _step(ground: Ground, a: Stop | None, b: Stop | None) -> int:
    """From one stop to another; none is the start."""
    if a is None or b is None:
        stop = a or b
        return ground.from_start(stop) if stop else 0
    return ground.between(a, b)


def _turned(route: list[Stop], ground: Ground) -> list[Stop]:
    """2-opt: turn a part of the route round wherever that makes it shorter."""
    path: list[Stop | None] = [None, *route, None]
    for i in range(1, len(path) - 2):
        for j in range(i + 1, len(path) - 1):
            now = _step(ground, path[i - 1], path[i]) + _step(ground, path[j], path[j + 1])
            then = _step(ground, path[i - 1], path[j]) + _step(ground, path[i], path[j + 1])
            if then < now:
                path[i : j + 1] = path[i : j + 1][::-1]
    return [stop for stop in path if stop is not None]


def _moved(route: list[Stop], ground: Ground) -> list[Stop]:
    """Or-opt: move parts of up to three stops to where they make the route shorter."""
    path: list[Stop | None] = [None, *route, None]
    for size in (1, 2, 3):
        i = 1
        while i + size < len(path):
            part, rest = path[i : i + size], path[:i] + path[i + size :]
            saved = (
                _step(ground, path[i - 1], part[0])
                + _step(ground, part[-1], path[i + size])
                - _step(ground, path[i - 1], path[i + size])
            )
            best, at = min(
                (
                    _step(ground, rest[k - 1], part[0])
                    + _step(ground, part[-1], rest[k])
                    - _step(ground, rest[k - 1], rest[k]),
                    k,
                )
                for k in range(1, len(rest))
            )
            if best < saved:
                path = rest[:at] + part + rest[at:]
            i += 1
    return [stop for stop in path if stop is not None]
