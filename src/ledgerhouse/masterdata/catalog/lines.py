"""Lines of any paper, as people write them (item code, quantity, unit), turned into items and base-unit steps; all problems at once."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop, problem
from ledgerhouse.kernel.units import Factor, NotWhole, to_base
from ledgerhouse.masterdata.catalog.queries import items_by_code, units_of
from ledgerhouse.masterdata.catalog.words import ItemRef, State

BUY = frozenset({State.ACTIVE})
SELL = frozenset({State.ACTIVE, State.PHASE_OUT})
MOVE = frozenset({State.ACTIVE, State.PHASE_OUT, State.BLOCKED})


class Asked(NamedTuple):
    """A line as written. `where` is its path in the command, e.g. `orders.0.lines.2`; an empty unit is the base unit."""

    where: str
    item: str
    quantity: Decimal
    unit: str = ""


class Line(NamedTuple):
    """A line as understood: the item and the quantity in steps of its base unit."""

    item: ItemRef
    quantity: int


def understand(
    ctx: Context, asked: Sequence[Asked], states: Collection[str]
) -> tuple[list[Line | None], list[Problem]]:
    """Every line as item and base quantity, None where it has a problem, and the problems. Three statements for any number of lines."""
    items = items_by_code(ctx, {line.item for line in asked})
    named = {items[line.item].id for line in asked if line.unit and line.item in items}
    units = units_of(ctx, named) if named else {}
    problems: list[Problem] = []
    lines: list[Line | None] = []
    for line in asked:
        item = items.get(line.item)
        understood = None
        if item is None:
            problems.append(problem(f"{line.where}.item", gettext_noop("there is no item {code}"), code=line.item))
        elif item.state not in states:
            template = gettext_noop("item {code} is {state}; that is not possible with it")
            problems.append(problem(f"{line.where}.item", template, code=item.code, state=item.state))
        else:
            understood = _measured(line, item, units, problems)
        lines.append(understood)
    return lines, problems


def _measured(
    line: Asked, item: ItemRef, units: Mapping[tuple[int, str], Factor], problems: list[Problem]
) -> Line | None:
    unit = line.unit or item.unit
    factor = Factor(1) if unit == item.unit else units.get((item.id, unit))
    if factor is None:
        template = gettext_noop("item {code} is not measured in {unit}")
        problems.append(problem(f"{line.where}.unit", template, code=item.code, unit=unit))
        return None
    try:
        quantity = to_base(
            exact.steps(line.quantity, exact.QUANTITY), factor, places=item.places, unit=unit, base=item.unit
        )
    except NotWhole:
        template = gettext_noop("{quantity} {unit} is finer than {places} places of {base}")
        facts = {"quantity": line.quantity, "unit": unit, "places": item.places, "base": item.unit}
        problems.append(problem(f"{line.where}.quantity", template, **facts))
        return None
    return Line(item, quantity)
