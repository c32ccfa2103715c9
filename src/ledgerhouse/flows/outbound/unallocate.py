"""Take allocations back: orders give up what is held for them, and tasks that nobody has begun."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse import outbound, pick_lists, tasks, waves
from ledgerhouse.documents.warehouse.outbound import OrderRef
from ledgerhouse.documents.warehouse.words import OUTBOUND
from ledgerhouse.flows.outbound.giving_back import give_back
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.sites.queries import warehouse as warehouse_by_code
from ledgerhouse.masterdata.sites.words import WarehouseRef


@dataclass(frozen=True, kw_only=True)
class Unallocate:
    """Outbound orders of one warehouse, allocated or released to a wave."""

    __pydantic_config__ = STRICT
    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Outbound orders")}
    )


@dataclass(frozen=True, kw_only=True)
class Unallocated:
    """How many orders wait again, how many of their lines gave stock back, and how many pick tasks were called off."""

    orders: int
    lines: int
    tasks: int


@verb("outbound.unallocate", may="allocate", title=gettext_noop("Take allocation back"))
def unallocate(command: Unallocate, ctx: Context) -> Unallocated:
    """Give back what is held for outbound orders; refused for those of which something is picked already. Constant statements."""
    # load
    warehouse = warehouse_by_code(ctx, command.warehouse)
    orders = outbound.by_number(ctx, warehouse.id, command.numbers)
    missing = sorted(set(command.numbers) - {o.number for o in orders})
    if missing:
        raise NotFound(kind=gettext_noop("outbound order"), name=", ".join(missing[:10]))
    released = [o for o in orders if o.state in OUTBOUND.sources("recall")]
    for order in orders:
        if order not in released:
            OUTBOUND.after(order.state, "unallocate", name=order.number)
    # write
    called_off = recall(ctx, warehouse, released, where={n: f"numbers.{i}" for i, n in enumerate(command.numbers)})
    waves.close_empty(ctx, {o.wave for o in released if o.wave})
    lines = give_back(ctx, warehouse, orders)
    return Unallocated(orders=len(orders), lines=lines, tasks=called_off)


def recall(
    ctx: Context, warehouse: WarehouseRef, orders: Sequence[OrderRef], *, where: dict[str, str] | None = None
) -> int:
    """Take claimed orders out of their waves again, allocated as before; answers how many tasks were called off.

    Refuses with every order of which something is picked, or for which somebody is on the way. `where` says which field named an order.
    """
    if not orders:
        return 0
    lines = outbound.lines(ctx, (o.id for o in orders))
    found = tasks.open_for(ctx, warehouse.id, (line.id for line in lines))
    of = {line.id: line.order for line in lines}
    begun = {line.order for line in lines if line.picked}
    on_the_way = Counter(of[t.line] for t in found if t.state != "open" or t.done)
    problems: list[Problem] = []
    for order in orders:
        at = (where or {}).get(order.number, "")
        if order.id in begun:
            problems.append(problem(at, gettext_noop("{number} has been picked in part"), number=order.number))
        elif order.id in on_the_way:
            template = gettext_noop("{count} pick tasks of {number} are in somebody's hands")
            problems.append(problem(at, template, count=on_the_way[order.id], number=order.number))
    if problems:
        raise Unreadable(problems)
    lists = pick_lists.lock(ctx, {t.pick_list for t in found if t.pick_list})
    tasks.call_off(ctx, [t.id for t in found])
    pick_lists.finish(ctx, lists)
    outbound.step(orders, "recall")
    waves.take_out(orders)
    return len(found)
