"""What sales lines say was shipped and returned, for the proof against the warehouse; and that held orders keep their promise."""

from ledgerhouse.documents.sales.models import SalesOrder
from ledgerhouse.documents.sales.words import ORDER
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.proof import MOST, Check, Part, proof
from ledgerhouse.ledgers.stock.models import Promise

SHIPPED = """
select l.id, o.number, l.position, l.shipped, l.returned, coalesce(r.quantity, 0)
from sales_salesline l
join sales_salesorder o on o.id = l.order_id
left join (select line_id, sum(quantity) as quantity from sales_returnline group by line_id) r on r.line_id = l.id
where (l.shipped > 0 or l.returned > 0) and {orders}
"""


def shipped_by_line(ctx: Context) -> dict[int, tuple[str, int, int, int]]:
    """Per sales line of which something left: (order number and line, steps shipped, returned, and on return papers)."""
    sql = SHIPPED.format(orders=scope_sql(ctx, SalesOrder, "o"))
    return {
        identifier: (f"{number} line {line}", int(shipped), int(returned), int(papers))
        for identifier, number, line, shipped, returned, papers in dialect.select(sql)
    }


HELD = """
select o.number, l.position, case when o.state = '{waiting}' then l.ordered - l.cut else 0 end as still,
       coalesce(p.promised, 0) as promised
from sales_salesline l join sales_salesorder o on o.id = l.order_id join sales_credithold h on h.order_id = o.id
left join (select p.line, sum(p.quantity - p.fulfilled - p.released) as promised from stock_promise p
           where p.paper = 'sales_order' and {promises} group by p.line) p on p.line = l.id
where {orders} order by o.id, l.position
"""


@proof(gettext_noop("held orders keep their promise"))
def held_orders(ctx: Context, part: Part) -> Check:
    """Per line of an order that is or was held: promised under its own name is what it waits for, and nothing once it goes or is cancelled."""
    del part
    rows = dialect.select(
        HELD.format(
            waiting=ORDER.target("hold"), orders=scope_sql(ctx, SalesOrder, "o"), promises=scope_sql(ctx, Promise, "p")
        )
    )
    problems = [
        f"{number} line {line}: waits for {exact.shown(int(still))}, promised {exact.shown(int(promised))}"
        for number, line, still, promised in rows
        if int(still) != int(promised)
    ]
    return Check("held orders keep their promise", len(rows), tuple(problems[:MOST]))
