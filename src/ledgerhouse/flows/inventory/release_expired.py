"""Give back what was held or promised until a moment that has passed; started by the clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from ledgerhouse.documents.warehouse import outbound
from ledgerhouse.foundation.jobs import KINDS, Report
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.stock.claims import Ended, ended
from ledgerhouse.ledgers.stock.words import NewPromise
from ledgerhouse.masterdata.sites.queries import warehouses_by_id
from ledgerhouse.masterdata.sites.words import WarehouseRef
from ledgerhouse.posting import reserve

ORDER = "outbound_order"


@dataclass(frozen=True, kw_only=True)
class ReleaseExpired:
    """At most how many claims in one go."""

    __pydantic_config__ = STRICT

    limit: Annotated[int, Field(ge=1, le=5000)] = field(default=500, metadata={"title": gettext_noop("At most")})


@dataclass(frozen=True, kw_only=True)
class ExpiredReleased:
    """How many promises and holds were given back, and how many orders wait for stock again."""

    promises: int
    holds: int
    orders: int


@verb("inventory.release_expired", may="reserve stock", title=gettext_noop("Release expired reservations"))
def release_expired(command: ReleaseExpired, ctx: Context) -> ExpiredReleased:
    """Give back expired claims. An order whose holds expired waits again, promised as before; one in picking keeps them.

    A constant number of statements per warehouse.
    """
    found = ended(ctx, limit=command.limit)
    promises = holds = orders = 0
    for warehouse in sorted(warehouses_by_id(ctx, {claim.warehouse for claim in found}).values()):
        mine = [claim for claim in found if claim.warehouse == warehouse.id]
        orders += _orders_wait(ctx, warehouse, [claim for claim in mine if not claim.promise and claim.paper == ORDER])
        others = [claim for claim in mine if not claim.promise and claim.paper != ORDER]
        reserve.lapse_holds(ctx, warehouse, {claim.id: claim.open for claim in others})
        promised = [claim for claim in mine if claim.promise]
        reserve.lapse(warehouse, {claim.id: claim.open for claim in promised})
        promises += sum(1 for claim in promised if claim.open)
        holds += sum(1 for claim in mine if claim.open and not claim.promise)
    return ExpiredReleased(promises=promises, holds=holds, orders=orders)


def _orders_wait(ctx: Context, warehouse: WarehouseRef, claims: Sequence[Ended]) -> int:
    """Allocated orders give all their holds back; of others, only the moment is forgotten: somebody is working on them."""
    numbers = outbound.in_state(ctx, warehouse.id, {claim.number for claim in claims if claim.open}, "allocated")
    orders = outbound.claim(ctx, warehouse.id, "unallocate", numbers=numbers) if numbers else []
    lines = [line for line in outbound.lines(ctx, (o.id for o in orders)) if line.allocated]
    reserve.release(ctx, warehouse, (line.id for line in lines))
    outbound.count({line.id: outbound.Change(allocated=-line.allocated) for line in lines})
    outbound.step(orders, "unallocate")
    of = {o.id: o for o in orders}
    again = [
        NewPromise(line.item, line.allocated, of[line.order].due_on, ORDER, of[line.order].number, line.id)
        for line in lines
    ]
    reserve.promise_again(ctx, warehouse, again, {line.id: line.open for line in lines})
    reserve.lapse_holds(ctx, warehouse, {claim.id: 0 for claim in claims})
    return len(orders)


@KINDS.add("inventory.release_expired")
def by_the_clock(ctx: Context, args: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """The job: until nothing expired is left, some hundreds at a time."""
    del args
    released = 0
    while True:
        done = release_expired(ReleaseExpired(), ctx)
        some = done.promises + done.holds
        released += some
        report(released, released, "")
        if not ended(ctx, limit=1):
            return {"released": released}
