"""When control passes, and the goods that left before it did: for flows, and for the proof against the books."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from ledgerhouse.documents.logistics.models import ControlTerm, Dispatch
from ledgerhouse.documents.logistics.words import DISPATCH, Control, DispatchRef
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, gettext_noop

_READ: Final = (
    "select d.id, d.outbound, d.warehouse_id, coalesce(d.partner_id, 0), d.movement, d.line, d.category, d.value, d.state "
    "from logistics_dispatch d "
)


class Left(NamedTuple):
    """Goods that left under a term that control passes later: value in amount steps."""

    outbound: str
    partner: int
    movement: int
    line: int
    category: str
    value: int


def passes_later(ctx: Context, partners: Collection[int]) -> frozenset[int]:
    """Those of these partners who get control at delivery only. One statement."""
    rows = ControlTerm.objects.filter(company_id=ctx.company)
    terms: dict[int | None, str] = dict(rows.values_list("partner_id", "control"))
    if not terms:
        return frozenset()
    usual = terms.get(None, Control.HANDOVER.value)
    return frozenset(p for p in partners if terms.get(p, usual) == Control.DELIVERY)


def write(ctx: Context, warehouse: int, left: Sequence[Left], day: date) -> None:
    """Remember goods that left and are still ours. One statement."""
    columns: dialect.Columns = {
        "id": "int",
        "outbound": "text",
        "partner_id": "int",
        "movement": "int",
        "line": "int",
        "category": "text",
        "value": "int",
        "left_on": "date",
    }
    rows = [
        (i, one.outbound, one.partner or None, *one[2:], day.isoformat())
        for i, one in zip(new_ids(len(left)), left, strict=True)
    ]
    constants = {"company_id": ctx.company, "warehouse_id": warehouse, "state": DISPATCH.start, "reversal": ""}
    dialect.insert("logistics_dispatch", columns, rows, constants=constants)


def still_ours(ctx: Context, orders: Iterable[str]) -> list[DispatchRef]:
    """What left for these orders and was neither delivered nor taken back, under lock. One statement."""
    which, params = dialect.named("d.outbound", orders)
    sql = f"{_READ} where {which} and d.company_id = {int(ctx.company)} and d.state = 'dispatched' order by d.id"
    return [DispatchRef(*row) for row in dialect.select(dialect.locking(sql), params)]


def of_movements(ctx: Context, movements: Iterable[int]) -> list[DispatchRef]:
    """What left with these movements and was not taken back, under lock. One statement."""
    among, params = dialect.within("d.movement", set(movements))
    sql = f"{_READ} where {among} and d.company_id = {int(ctx.company)} and d.state <> 'taken back' order by d.id"
    return [DispatchRef(*row) for row in dialect.select(dialect.locking(sql), params)]


def accept(found: Iterable[DispatchRef], day: date) -> None:
    """Control has passed. One statement."""
    ids = [one.id for one in found]
    rows = Dispatch.objects.filter(id__in=dialect.one_of(ids), state__in=DISPATCH.sources("accept"))
    if rows.update(state=DISPATCH.target("accept"), delivered_on=day) != len(ids):
        raise Changed(name=gettext_noop("A shipment"))


def take_back(reversals: Mapping[int, str]) -> None:
    """The shipment never was: row id -> number of the reversal. One statement."""
    dialect.update(
        "logistics_dispatch",
        "state = 'taken back', reversal = x.number",
        {"id": "int", "number": "text"},
        sorted(reversals.items()),
        on=("id",),
    )


def owed_by_paper(ctx: Context) -> dict[str, int]:
    """What the account of dispatched goods must hold by the paper that booked it, in steps; what is even is absent."""
    sql = (
        "select d.outbound, d.reversal, d.state, d.delivered_on is not null, sum(d.value) from logistics_dispatch d "
        f"where {scope_sql(ctx, Dispatch, 'd')} group by d.outbound, d.reversal, d.state, d.delivered_on is not null"
    )
    sums: dict[str, int] = {}
    for outbound, reversal, state, delivered, value in dialect.select(sql):
        if not delivered:
            sums[outbound] = sums.get(outbound, 0) + int(value)
            if state == DISPATCH.target("take_back"):
                sums[reversal] = sums.get(reversal, 0) - int(value)
    return {number: value for number, value in sums.items() if value}
