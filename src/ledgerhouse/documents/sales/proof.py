"""What sales lines say was shipped and returned, for the proof against the warehouse."""

from ledgerhouse.documents.sales.models import SalesOrder
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context

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
