"""Start a stocktake: of some locations, of some items, or of a whole warehouse (盘点)."""

from dataclasses import dataclass, field

from ledgerhouse.documents.warehouse import counts
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.queries import lying
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.sites import queries as sites


@dataclass(frozen=True, kw_only=True)
class StartCount:
    """What to count: what lies at these locations of these items; without any, everything in the warehouse."""

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    locations: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Locations")})
    items: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Items")})


@dataclass(frozen=True, kw_only=True)
class Started:
    """The number of the stocktake and how many lines there are to count."""

    number: str
    lines: int


@verb("inventory.start_count", may="count stock", title=gettext_noop("Start stocktake"))
def start_count(command: StartCount, ctx: Context) -> Started:
    """Draw up what is to be counted. Goods may go on moving: what counts is the difference at the moment of counting."""
    warehouse = sites.warehouse(ctx, command.warehouse)
    places = sites.locations_by_code(ctx, warehouse.id, command.locations)
    items = items_by_code(ctx, command.items)
    no_place, no_item = gettext_noop("there is no location {code} here"), gettext_noop("there is no item {code}")
    problems = [
        problem(f"locations.{i}", no_place, code=code) for i, code in enumerate(command.locations) if code not in places
    ]
    problems += [problem(f"items.{i}", no_item, code=code) for i, code in enumerate(command.items) if code not in items]
    if problems:
        raise Unreadable(problems)
    found = lying(
        ctx,
        warehouse.id,
        locations=(place.id for place in places.values()),
        items=(item.id for item in items.values()),
    )
    lines = [counts.NewLine(counts.Key(*row[:6]), row.on_hand) for row in found]
    number = counts.write(ctx, warehouse.id, lines, ctx.today(warehouse.timezone))
    return Started(number=number, lines=len(lines))
