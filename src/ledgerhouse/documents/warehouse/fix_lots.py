"""Fix the lot that a line of an outbound order is served from (指定批次)."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.documents.warehouse.words import OUTBOUND
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.queries import lots_by_code
from ledgerhouse.masterdata.sites.queries import warehouse as warehouse_by_code


@dataclass(frozen=True, kw_only=True)
class FixedLot:
    """The only lot a line takes; no lot frees the line again."""

    __pydantic_config__ = STRICT

    order: Code = field(metadata={"title": gettext_noop("Outbound order")})
    line: int = field(metadata={"title": gettext_noop("Line")})
    lot: str = field(default="", metadata={"title": gettext_noop("Lot")})


@dataclass(frozen=True, kw_only=True)
class FixLots:
    """Lines of waiting orders of one warehouse with their lots."""

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    lines: Annotated[tuple[FixedLot, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class LotsFixed:
    """How many lines have a fixed lot now that had another one, or none."""

    lines: int


@verb("warehouse.fix_lots", may="allocate", title=gettext_noop("Fix lots"))
def fix_lots(command: FixLots, ctx: Context) -> LotsFixed:
    """Say from which lot lines of outbound orders are served; only while they wait for stock. Constant statements."""
    warehouse = warehouse_by_code(ctx, command.warehouse)
    orders = {o.number: o for o in outbound.by_number(ctx, warehouse.id, {one.order for one in command.lines})}
    called = {o.id: o.number for o in orders.values()}
    lines = {(called[line.order], line.position): line for line in outbound.lines(ctx, called)}
    wanted = [
        (lines[key].item, one.lot) for one in command.lines if one.lot and (key := (one.order, one.line)) in lines
    ]
    lots = lots_by_code(ctx, wanted) if wanted else {}
    problems: list[Problem] = []
    fixed: dict[int, int] = {}
    for n, one in enumerate(command.lines):
        order, line = orders.get(one.order), lines.get((one.order, one.line))
        if order is None:
            problems.append(
                problem(f"lines.{n}.order", gettext_noop("there is no outbound order {code}"), code=one.order)
            )
        elif order.state not in OUTBOUND.sources("allocate"):
            template = gettext_noop("{code} does not wait for stock; take its allocation back first")
            problems.append(problem(f"lines.{n}.order", template, code=one.order))
        elif line is None:
            problems.append(
                problem(f"lines.{n}.line", gettext_noop("{name} has no line {line}"), name=one.order, line=one.line)
            )
        elif one.lot and (line.item, one.lot) not in lots:
            problems.append(problem(f"lines.{n}.lot", gettext_noop("the item has no lot {code}"), code=one.lot))
        else:
            fixed[line.id] = lots[line.item, one.lot].id if one.lot else 0
    if problems:
        raise Unreadable(problems)
    known = {line.id: line.fixed_lot for line in lines.values()}
    changed = {line: lot for line, lot in fixed.items() if lot != known[line]}
    outbound.fix_lots(changed)
    return LotsFixed(lines=len(changed))
