"""Cost pools that differ from their cost lines, as rows: what a repair starts from."""

from typing import NamedTuple

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.costing.models import CostLine, CostPool
from ledgerhouse.ledgers.proof import Part


class Difference(NamedTuple):
    """A pool: its id (0: it is missing), quantity and value as they are and as the lines say, and whether it keeps layers."""

    area: int
    id: int
    item: int
    now: tuple[int, int]
    should: tuple[int, int]
    layered: bool


def differing(ctx: Context, part: Part) -> list[Difference]:
    """The pools of this part that are not the sum of their lines."""
    lines = scope_sql(ctx, CostLine, "c") + part.sql(item="c.item_id")
    pools = scope_sql(ctx, CostPool, "p") + part.sql(item="p.item_id")
    sql = (
        "select area, item_id, sum(q), sum(v), sum(pq), sum(pv), max(id) from ("
        "select area, item_id, lot, quantity as q, value as v, 0 as pq, 0 as pv, 0 as id from costing_costline c "
        f"where {lines} union all "
        f"select area, item_id, lot, 0, 0, quantity, value, id from costing_costpool p where {pools}"
        ") k group by area, item_id, lot having sum(q) <> sum(pq) or sum(v) <> sum(pv)"
    )
    found = dialect.select(sql)
    ids = [row[6] for row in found if row[6]]
    layered: set[int] = set()
    if ids:
        among = dialect.among(ids)
        layered = {
            row[0] for row in dialect.select(f"select distinct pool from costing_costlayer where pool in {among}")
        }
    return [
        Difference(a, int(pool), item, (int(pq), int(pv)), (int(q), int(v)), pool in layered)
        for a, item, q, v, pq, pv, pool in found
    ]
