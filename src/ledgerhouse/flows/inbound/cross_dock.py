"""Cross-docking (越库): what waiting outbound orders need of arrived goods is held for them where it stands and goes straight to staging."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from ledgerhouse.documents.warehouse import outbound, tasks, waves
from ledgerhouse.documents.warehouse.walks import Walk
from ledgerhouse.foundation import settings
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.stock import queries as stock
from ledgerhouse.ledgers.stock.words import OWN, Demand, Place, Status
from ledgerhouse.masterdata.sites.queries import locations_by_id, locations_of_kind
from ledgerhouse.masterdata.sites.words import Kind, WarehouseRef
from ledgerhouse.posting import reserve

ORDER: Final = "outbound_order"
NO, HOLD, STAGE = "no", "hold", "stage"
CROSS_DOCK: Final = settings.declare(
    "inbound.cross_dock",
    NO,
    gettext_noop(
        "What happens to received goods that outbound orders wait for: no (they are put away), hold (they are held at the dock) or stage (and "
        "go to staging at once)."
    ),
    lambda word: word in (NO, HOLD, STAGE),
)
WHY: Final = gettext_noop("cross-docking: an order waits for it")


class Arrived(NamedTuple):
    """Goods of one lot that stand at a dock; `key` names them in the answer."""

    key: int
    item: int
    lot: int
    quantity: int
    place: Place


def cross_dock(ctx: Context, warehouse: WarehouseRef, goods: Sequence[Arrived]) -> dict[int, int]:
    """Hold arrived goods for orders that wait for them; answers by key how many steps of them need no shelf. Constant statements.

    Orders are served by priority and age. Those that have all they want go into a wave at once where the company says so.
    """
    how = settings.value(ctx, CROSS_DOCK)
    ours = [g for g in goods if g.place.owner == OWN and g.place.status == Status.GOOD and not g.place.unit]
    if how == NO or not ours:
        return {}
    wanted = outbound.waiting_for(ctx, warehouse.id, {g.item for g in ours})
    orders = outbound.by_number(ctx, warehouse.id, {number for number, _ in wanted})
    orders = [o for o in orders if o.state == "waiting"]
    lines = {line.id: line for line in outbound.lines(ctx, (o.id for o in orders)) if line.open}
    paper = {o.id: o for o in orders}
    today = ctx.today(warehouse.timezone)
    demands = [
        Demand(
            line,
            lines[line].item,
            lines[line].open,
            ORDER,
            number,
            on=max(today, paper[lines[line].order].due_on),
            life_days=lines[line].life_days,
        )
        for number, line in wanted
        if line in lines
    ]
    taken = reserve.hold_arrived(ctx, warehouse, demands, [(g.key, g.item, g.lot, g.quantity, g.place) for g in ours])
    if not taken:
        return {}
    served: dict[int, int] = {}
    used: dict[int, int] = {}
    for key, line, steps in taken:
        served[line] = served.get(line, 0) + steps
        used[key] = used.get(key, 0) + steps
    outbound.count({line: outbound.Change(allocated=steps) for line, steps in served.items()})
    touching = {lines[line].order for line in served}
    touched = [o for o in orders if o.id in touching]
    outbound.step(touched, "allocate")
    if how == STAGE:
        _stage(ctx, warehouse, touched)
    return used


def _stage(ctx: Context, warehouse: WarehouseRef, orders: Sequence[outbound.OrderRef]) -> None:
    """Put orders that wait for nothing more into a wave: their goods go from the dock, or wherever they are held, to staging."""
    staging = locations_of_kind(ctx, warehouse.id, Kind.STAGING)
    lines = outbound.lines(ctx, (o.id for o in orders))
    short = {line.order for line in lines if line.open}
    whole = [o._replace(state="allocated") for o in orders if o.id not in short]
    if not staging or not whole:
        return
    ids = {o.id for o in whole}
    held = stock.holds_of(ctx, warehouse.id, (line.id for line in lines if line.order in ids))
    places = locations_by_id(ctx, warehouse.id, {h.location for h in held})
    fixed = sorted(places.values(), key=lambda p: (p.pick_sequence, p.code))
    walk = Walk("", {place.id: n for n, place in enumerate(fixed)}, 0)
    held = sorted(held, key=lambda h: (walk.order[h.location], h.id))
    outbound.step(whole, "release")
    wave = waves.open_wave(ctx, warehouse.id, [o.id for o in whole], ctx.today(warehouse.timezone), walk)
    tasks.create(ctx, warehouse.id, waves.picks(wave, staging[0].id, held, walk, {"rule": WHY}))
    link(ctx, [(Ref(ORDER, o.number), Ref("wave", wave)) for o in whole])
