"""What purchase lines say has come in, for the proof against the warehouse."""

from ledgerhouse.documents.purchasing.models import PurchaseOrder
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context

RECEIVED = """
select l.id, o.number, l.position, l.received
from purchasing_purchaseline l join purchasing_purchaseorder o on o.id = l.order_id
where l.received > 0 and {orders}
"""


def received_by_line(ctx: Context) -> dict[int, tuple[str, int]]:
    """Per purchase line of which something came: (order number and line, steps)."""
    sql = RECEIVED.format(orders=scope_sql(ctx, PurchaseOrder, "o"))
    return {row[0]: (f"{row[1]} line {row[2]}", int(row[3])) for row in dialect.select(sql)}
