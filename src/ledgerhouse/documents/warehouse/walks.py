"""The walk along the places of a wave, by the route that the company has chosen."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final, NamedTuple

from ledgerhouse.documents.warehouse.pick_route_strategies import by_sequence
from ledgerhouse.documents.warehouse.pick_routes import ROUTERS, Ground, Stop
from ledgerhouse.foundation import settings
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop

ROUTE: Final = settings.declare(
    "picking.route",
    "sequence",
    gettext_noop(
        "The order of pick tasks: sequence, s_shape, return, largest_gap, combined, optimised, or the name of a plug-in."
    ),
    lambda name: name in ROUTERS,
)


class Walk(NamedTuple):
    """A route as planned: the strategy that made it, the number of each place on it, and its length."""

    strategy: str
    order: Mapping[int, int]
    length: int


def plan(ctx: Context, stops: Iterable[Stop], ground: Ground) -> Walk:
    """Plan a walk by the company's strategy; by the fixed path when its plug-in is not installed or leaves places out. One statement."""
    _plug_ins()
    known = sorted(set(stops), key=by_sequence)
    name = settings.value(ctx, ROUTE)
    route = ROUTERS[name](known, ground) if name in ROUTERS else known
    if sorted(route, key=by_sequence) != known:
        name, route = ROUTE.default, known
    return Walk(name, {stop.place: i for i, stop in enumerate(route, 1)}, ground.length(route))


@cache
def _plug_ins() -> None:
    ROUTERS.load()
