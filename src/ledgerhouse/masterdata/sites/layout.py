"""A whole warehouse from a pattern: codes, coordinates and the S-shaped pick route. Pure; no table is touched.

Aisles lie beside each other along x, bays follow one another along y, levels rise along z; all in millimetres. With
two-sided aisles odd racks stand on the left and even ones on the right of the same bay. The route goes up one aisle and
down the next, and at each stop from the lowest level to the highest.
"""

import re
from typing import Final, NamedTuple

from ledgerhouse.kernel.errors import gettext_noop

PARTS: Final = ("aisle", "rack", "level", "position")
HOLE: Final = re.compile(r"\{([a-z]+)(?::([A-Za-z0-9]*))?\}")
BRACES: Final = gettext_noop("has braces that do not belong together")
UNKNOWN_PART: Final = gettext_noop("has a part {name} that is not aisle, rack, level or position")
UNKNOWN_STYLE: Final = gettext_noop("has a style {style} that is neither A nor a number of digits like 02")
PART_MISSING: Final = gettext_noop("must name {name}, or several locations would have one code")
MOST: Final = 200_000
LONGEST_CODE: Final = 40


class Span(NamedTuple):
    """So many numbers from `first`."""

    first: int
    length: int


class Plan(NamedTuple):
    """How much of what, and how far apart (millimetres)."""

    template: str
    aisle: Span
    rack: Span
    level: Span
    position: Span
    two_sided: bool
    x_mm: int
    y_mm: int
    aisle_pitch_mm: int
    aisle_width_mm: int
    rack_pitch_mm: int
    level_pitch_mm: int


class Slot(NamedTuple):
    """One location of a plan; `order` counts along the route from 0."""

    code: str
    aisle: str
    rack: str
    level: str
    position: str
    x_mm: int
    y_mm: int
    z_mm: int
    order: int


def template_problems(plan: Plan) -> list[tuple[str, dict[str, object]]]:
    """What is wrong with a code template: pairs of a message id and its facts. Empty when it is good."""
    wrong: list[tuple[str, dict[str, object]]] = []
    found = [(match[1], match[2] or "") for match in HOLE.finditer(plan.template)]
    rest = HOLE.sub("", plan.template)
    if "{" in rest or "}" in rest or rest.startswith("@"):
        wrong.append((BRACES, {}))
    wrong += [(UNKNOWN_PART, {"name": name}) for name, _ in found if name not in PARTS]
    wrong += [(UNKNOWN_STYLE, {"style": style}) for _, style in found if not re.fullmatch(r"A?|0?\d", style)]
    used = {name for name, _ in found}
    wrong += [(PART_MISSING, {"name": name}) for name in PARTS if getattr(plan, name).length > 1 and name not in used]
    return wrong


def size(plan: Plan) -> int:
    """How many locations a plan makes."""
    return plan.aisle.length * plan.rack.length * plan.level.length * plan.position.length


def slots(plan: Plan) -> list[Slot]:
    """All locations of a plan, along the route."""
    styles = {match[1]: match[2] or "" for match in HOLE.finditer(plan.template)}
    pattern = HOLE.sub(lambda match: "{" + match[1] + "}", plan.template)
    names = {part: [_name(number, styles.get(part, "")) for number in _numbers(getattr(plan, part))] for part in PARTS}
    sides = 2 if plan.two_sided else 1
    found = []
    for a, aisle in enumerate(names["aisle"]):
        for r, rack in enumerate(names["rack"]):
            bay, side = divmod(r, sides)
            x = plan.x_mm + a * plan.aisle_pitch_mm + side * plan.aisle_width_mm
            for p, position in enumerate(names["position"]):
                y = plan.y_mm + bay * plan.rack_pitch_mm + p * plan.rack_pitch_mm // plan.position.length
                along = -y if a % 2 else y
                for n, level in enumerate(names["level"]):
                    code = pattern.format(aisle=aisle, rack=rack, level=level, position=position)
                    place = (aisle, rack, level, position, x, y, n * plan.level_pitch_mm)
                    found.append(((a, along, side, n), code, place))
    found.sort()
    return [Slot(code, *place, order) for order, (_, code, place) in enumerate(found)]


def _numbers(span: Span) -> range:
    return range(span.first, span.first + span.length)


def _name(number: int, style: str) -> str:
    if style == "A":
        letters = ""
        while number > 0:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return letters
    return f"{number:{style}}" if style else str(number)
