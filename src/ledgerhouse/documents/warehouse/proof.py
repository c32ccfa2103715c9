"""Proofs of the warehouse papers against the ledger: what came in and went out, and that no task is an orphan. Read-only, set-based."""

from ledgerhouse.documents.warehouse.models import InboundOrder, OutboundLine, OutboundOrder, ReceiptLine, Task
from ledgerhouse.documents.warehouse.words import TASK, WAVE, TaskKind
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.proof import MOST, Check
from ledgerhouse.ledgers.stock.models import Entry, Hold
from ledgerhouse.ledgers.stock.words import Reason

OPEN = ", ".join(f"'{state}'" for state in sorted(TASK.sources("finish")))

RECEIVED = """
select o.number, l.position, l.received, coalesce(r.quantity, 0), coalesce(b.quantity, 0)
from warehouse_inboundline l
join warehouse_inboundorder o on o.id = l.paper_id
left join (select line_id, sum(quantity) as quantity from warehouse_receiptline group by line_id) r on r.line_id = l.id
left join (
    select e.line, sum(e.quantity) as quantity from stock_entry e
    join stock_movement m on m.warehouse_id = e.warehouse_id and m.id = e.movement
    where m.reason = {receipt} and {entries} group by e.line
) b on b.line = l.id
where {orders} and (l.received <> coalesce(r.quantity, 0) or l.received <> coalesce(b.quantity, 0))
"""

BY_ORIGIN = """
select l.origin_line, sum(l.received)
from warehouse_inboundline l join warehouse_inboundorder o on o.id = l.paper_id
where o.origin_kind = %s and {orders} group by l.origin_line
"""

SENT = """
select o.number, l.position, l.allocated, coalesce(h.open, 0), l.shipped, coalesce(b.quantity, 0)
from warehouse_outboundline l
join warehouse_outboundorder o on o.id = l.paper_id
left join (
    select line, sum(quantity - settled - released) as open from stock_hold h where {holds} group by line
) h on h.line = l.id
left join (
    select e.line, sum(e.quantity) as quantity from stock_entry e
    join stock_movement m on m.warehouse_id = e.warehouse_id and m.id = e.movement
    where m.reason = {shipment} and {entries} group by e.line
) b on b.line = l.id
where {orders} and (l.allocated <> coalesce(h.open, 0) or l.shipped <> coalesce(b.quantity, 0))
"""

SENT_BY_ORIGIN = """
select l.origin_line, sum(l.shipped)
from warehouse_outboundline l join warehouse_outboundorder o on o.id = l.paper_id
where o.origin_kind = %s and l.shipped > 0 and {orders} group by l.origin_line
"""

PUTAWAY = """
select t.source_id, t.item_id, t.lot, sum(t.quantity - t.done), coalesce(max(b.on_hand - b.held), 0), min(t.code)
from warehouse_task t
left join stock_balance b on b.warehouse_id = t.warehouse_id and b.item_id = t.item_id and b.lot_id = t.lot
     and b.location_id = t.source_id and b.unit = t.unit and b.owner_id = t.stock_owner and b.status = t.status
where t.kind = {putaway} and t.state in ({open}) and {tasks}
group by t.warehouse_id, t.source_id, t.item_id, t.lot, t.unit, t.stock_owner, t.status
having sum(t.quantity - t.done) > coalesce(max(b.on_hand - b.held), 0)
"""

PICK = """
select t.code, t.quantity - t.done, coalesce(h.quantity - h.settled - h.released, 0), coalesce(w.state, '')
from warehouse_task t
left join stock_hold h on h.warehouse_id = t.warehouse_id and h.id = t.hold
left join warehouse_wave w on w.company_id = t.company_id and w.number = t.paper
where t.kind = {pick} and t.state in ({open}) and {tasks}
and (t.quantity - t.done > coalesce(h.quantity - h.settled - h.released, 0) or coalesce(w.state, '') <> '{released}')
"""


def received_is_booked(ctx: Context) -> Check:
    """Per line of an inbound order: what it says has come is what its receipts say, and what the ledger booked."""
    sql = RECEIVED.format(
        receipt=int(Reason.RECEIPT), entries=scope_sql(ctx, Entry, "e"), orders=scope_sql(ctx, InboundOrder, "o")
    )
    problems = tuple(
        f"{number} line {line}: received {_shown(received)}, receipts {_shown(papers)}, ledger {_shown(booked)}"
        for number, line, received, papers, booked in dialect.select(sql)[:MOST]
    )
    return Check("receipts are booked", scoped(ctx, ReceiptLine).count(), problems)


def shipped_is_booked(ctx: Context) -> Check:
    """Per line of an outbound order: what is allocated is held, and what was shipped is what the ledger booked."""
    sql = SENT.format(
        shipment=int(Reason.SHIPMENT),
        holds=scope_sql(ctx, Hold, "h"),
        entries=scope_sql(ctx, Entry, "e"),
        orders=scope_sql(ctx, OutboundOrder, "o"),
    )
    problems = tuple(
        f"{number} line {line}: allocated {_shown(allocated)}, held {_shown(held)}, shipped {_shown(sent)}, ledger {_shown(booked)}"
        for number, line, allocated, held, sent, booked in dialect.select(sql)[:MOST]
    )
    return Check("shipments are booked", scoped(ctx, OutboundLine).count(), problems)


def shipped_of_origin(ctx: Context, origin_kind: str) -> dict[int, int]:
    """Steps shipped per line of the papers that outbound orders of this kind came from; for the proof against them."""
    sql = SENT_BY_ORIGIN.format(orders=scope_sql(ctx, OutboundOrder, "o"))
    return {row[0]: int(row[1]) for row in dialect.select(sql, [origin_kind])}


def tasks_have_work(ctx: Context) -> Check:
    """Every open putaway task finds its goods where it takes them; every open pick task has its hold, in a wave that is not finished."""
    scope = scope_sql(ctx, Task, "t", zone="0", location="t.source_id")
    missing = dialect.select(PUTAWAY.format(putaway=int(TaskKind.PUTAWAY), open=OPEN, tasks=scope))
    problems = [
        f"task {code} and others take {_shown(wanted)} of item {item}, lot {lot} from place {place}, where {_shown(there)} are free"
        for place, item, lot, wanted, there, code in missing[:MOST]
    ]
    lost = dialect.select(PICK.format(pick=int(TaskKind.PICK), open=OPEN, released=WAVE.start, tasks=scope))
    problems += [
        f"task {code} is to pick {_shown(wanted)}, its hold is {_shown(held)}, its wave is {state or 'unknown'}"
        for code, wanted, held, state in lost[:MOST]
    ]
    return Check("tasks have work", scoped(ctx, Task).count(), tuple(problems))


def received_of_origin(ctx: Context, origin_kind: str) -> dict[int, int]:
    """Steps received per line of the papers that inbound orders of this kind came from; for the proof against them."""
    sql = BY_ORIGIN.format(orders=scope_sql(ctx, InboundOrder, "o"))
    return {row[0]: int(row[1]) for row in dialect.select(sql, [origin_kind])}


def _shown(steps: int) -> str:
    return exact.shown(int(steps))
