"""What a place of a warehouse is coloured by on the floor map (库区平面图). Reads only, one statement for each figure of all places."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotAllowed, gettext_noop
from ledgerhouse.ledgers.costing.queries import values_by_place
from ledgerhouse.ledgers.stock import by_place
from ledgerhouse.masterdata.sites.words import WarehouseRef

STOCK: Final = "see stock"
COSTS: Final = "see costs"
LOOK_BACK: Final = timedelta(days=7)
CLASSES: Final = 5


class Measure(StrEnum):
    """What a place is coloured by: a share (1 is full), base units, money, a count, days, days."""

    FILL = "fill"
    QUANTITY = "quantity"
    VALUE = "value"
    PICKS = "picks"
    AGE = "age"
    EXPIRY = "expiry"


MEASURES: Final = {
    Measure.FILL: gettext_noop("Fill"),
    Measure.QUANTITY: gettext_noop("Quantity on hand"),
    Measure.VALUE: gettext_noop("Stock value"),
    Measure.PICKS: gettext_noop("Picks in seven days"),
    Measure.AGE: gettext_noop("Days in stock"),
    Measure.EXPIRY: gettext_noop("Days until expiry"),
}
BOUNDS: Final = {
    Measure.FILL: (0.25, 0.5, 0.75, 1.0),
    Measure.AGE: (30.0, 90.0, 180.0, 365.0),
    Measure.EXPIRY: (0.0, 30.0, 90.0, 180.0),
}


def measures(ctx: Context) -> tuple[Measure, ...]:
    """What this asker may colour by: figures of stock need the right to see stock, values also that to see all costs."""
    if not ctx.may(STOCK):
        return ()
    return tuple(m for m in Measure if m is not Measure.VALUE or ctx.everywhere(COSTS))


def figures(ctx: Context, warehouse: WarehouseRef, measure: Measure, today: date) -> dict[str, float]:
    """The figure of each place that has one, by code. Refuses with `NotAllowed` what `measures` does not offer."""
    if measure not in measures(ctx):
        raise NotAllowed(right=COSTS if measure is Measure.VALUE else STOCK)
    match measure:
        case Measure.FILL:
            return by_place.fills(ctx, warehouse.id)
        case Measure.QUANTITY:
            return by_place.quantities(ctx, warehouse.id)
        case Measure.VALUE:
            return values_by_place(ctx, warehouse)
        case Measure.PICKS:
            return by_place.picks(ctx, warehouse.id, LOOK_BACK)
        case Measure.AGE:
            return by_place.ages(ctx, warehouse.id, today)
        case Measure.EXPIRY:
            return by_place.lives(ctx, warehouse.id, today)


def bounds(measure: Measure, found: Iterable[float]) -> list[float]:
    """The highest figure of every class but the last, rising: at most four.

    Shares and days have fixed classes; those of quantities, values and picks hold as many places each as round bounds (1, 2 or 5) allow.
    """
    if fixed := BOUNDS.get(measure):
        return list(fixed)
    ranked = sorted(figure for figure in found if figure > 0)
    if not ranked:
        return [1.0]
    return sorted({_round(ranked[len(ranked) * n // CLASSES]) for n in range(1, CLASSES)})


def _round(figure: float) -> float:
    """The least of 1, 2 and 5 times a power of ten that is not below the figure; 1 at least."""
    power = 1.0
    while power * 10 < figure:
        power *= 10
    return next(power * step for step in (1, 2, 5, 10) if power * step >= figure)
