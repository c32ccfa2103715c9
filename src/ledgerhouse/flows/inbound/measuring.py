"""Weighing and measuring what comes in for the first time: receivers say weight and size of one base unit, where nobody knows them yet."""

from typing import Final

from ledgerhouse.flows.inbound.delivery import Arrived, ReceiveLine
from ledgerhouse.foundation import settings
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop, problem
from ledgerhouse.masterdata.catalog.keep_measures import Measure, unmeasured

FIRST: Final = settings.declare(
    "inbound.measure_first",
    default=False,
    help=gettext_noop("Whether the first receipt of an item without a weight must say its weight (true or false)."),
)


def measure(
    ctx: Context, lines: tuple[ReceiveLine, ...], arrived: list[Arrived]
) -> tuple[dict[int, Measure], list[Problem]]:
    """What was measured, by item, and what is wrong with it. At most two statements."""
    found: dict[int, tuple[int, Measure]] = {}
    wrong: list[Problem] = []
    for a in arrived:
        line = lines[a.at]
        said = Measure(line.weight_g, line.length_mm, line.width_mm, line.height_mm)
        sides = sum(side > 0 for side in said[1:])
        if sides not in {0, 3}:
            wrong.append(
                problem(f"lines.{a.at}.length_mm", gettext_noop("needs all three of length, width and height"))
            )
        if said == Measure():
            continue
        first, before = found.setdefault(a.item.id, (a.at, said))
        if before != said:
            template = gettext_noop("line {line} says another size or weight of item {code}")
            wrong.append(problem(f"lines.{a.at}.weight_g", template, line=first + 1, code=a.item.code))
    if settings.value(ctx, FIRST):
        without = [a for a in arrived if not (a.item.id in found and found[a.item.id][1].weight_g)]
        unknown = unmeasured(ctx, {a.item.id for a in without}) if without else set()
        template = gettext_noop("is needed: item {code} comes for the first time and nobody has weighed it")
        wrong += [
            problem(f"lines.{a.at}.weight_g", template, code=a.item.code) for a in without if a.item.id in unknown
        ]
    return {item: said for item, (_, said) in found.items()}, wrong
