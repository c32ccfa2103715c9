"""Proofs of the warehouse papers against the ledger: what came in and went out, and that no task is an orphan. Read-only, set-based."""

from collections.abc import Sequence

from ledgerhouse.documents.warehouse.models import InboundOrder, OutboundOrder, Receipt, Task
from ledgerhouse.documents.warehouse.words import TASK, WAVE, TaskKind
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.proof import MOST, Check, Part, proof
from ledgerhouse.ledgers.stock.models import Entry, Hold, Promise
from ledgerhouse.ledgers.stock.words import Reason

OPEN = ", ".join(f"'{state}'" for state in sorted(TASK.sources("finish")))

RECEIVED = """
select line, sum(received), sum(papers), sum(came), sum(booked), sum(ours) from (
    select l.id as line, 1 as known, l.received + l.replaced as received, 0 as papers, 0 as came, l.booked, 0 as ours
    from warehouse_inboundline l join warehouse_inboundorder o on o.id = l.paper_id where {orders}
    union all select r.line_id, 0, 0, r.quantity, 0, 0, 0
    from warehouse_receiptline r join warehouse_receipt p on p.id = r.paper_id where {receipts}
    union all select e.line, 0, 0, 0,
    case when m.reason <> {reason} then 0 when m.reverses = 0 then e.quantity else -e.quantity end, 0,
    case when m.reverses = 0 and e.target_owner = 0 then e.quantity when m.reverses <> 0 and e.source_owner = 0 then -e.quantity else 0 end
    from stock_entry e join stock_movement m on m.warehouse_id = e.warehouse_id and m.id = e.movement
    where m.reason in ({reason}, {book_in}) and {entries}
) k group by line
having sum(known) > 0 and (sum(received) <> sum(papers) or sum(received) <> sum(came) or sum(booked) <> sum(ours))
"""
"""Grouped, not joined: MariaDB finds no key in a derived table of sums."""

BY_ORIGIN = """
select l.origin_line, sum(l.received)
from warehouse_inboundline l join warehouse_inboundorder o on o.id = l.paper_id
where o.origin_kind = %s and {orders} group by l.origin_line
"""

SENT = """
select line, sum(allocated), sum(held), sum(shipped), sum(booked), sum(still), sum(promised) from (
    select l.id as line, 1 as known, l.allocated, 0 as held, l.shipped, 0 as booked,
    l.ordered - l.allocated - l.picked - l.shipped - l.cut as still, 0 as promised
    from warehouse_outboundline l join warehouse_outboundorder o on o.id = l.paper_id where {orders}
    union all select h.line, 0, 0, h.quantity - h.settled - h.released, 0, 0, 0, 0 from stock_hold h where {holds}
    union all select p.line, 0, 0, 0, 0, 0, 0, p.quantity - p.fulfilled - p.released from stock_promise p where {promises}
    union all select e.line, 0, 0, 0, 0, case when m.reverses = 0 then e.quantity else -e.quantity end, 0, 0 from stock_entry e
    join stock_movement m on m.warehouse_id = e.warehouse_id and m.id = e.movement
    where m.reason = {reason} and {entries}
) k group by line having sum(known) > 0
and (sum(allocated) <> sum(held) or sum(shipped) <> sum(booked) or sum(still) <> sum(promised))
"""

LINES = """
select l.id, o.number, l.position from warehouse_{way}boundline l join warehouse_{way}boundorder o on o.id = l.paper_id
where l.id in {lines}
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


@proof(gettext_noop("receipts are booked"), cut=("warehouse",), size="stock_entry")
def received_is_booked(ctx: Context, part: Part) -> Check:
    """Per line of an inbound order: what it says has come, even what went back since, is in its receipts, in the ledger and in the books."""
    receipts = scope_sql(ctx, Receipt, "p") + part.sql(warehouse="p.warehouse_id")
    sql = RECEIVED.format(
        reason=int(Reason.RECEIPT),
        book_in=int(Reason.BOOK_IN),
        receipts=receipts,
        entries=scope_sql(ctx, Entry, "e") + part.sql(warehouse="e.warehouse_id"),
        orders=scope_sql(ctx, InboundOrder, "o") + part.sql(warehouse="o.warehouse_id"),
    )
    wrong = dialect.select(sql)[:MOST]
    names = _named("in", [row[0] for row in wrong])
    problems = tuple(
        f"{names[line]}: received {_shown(received)}, receipts {_shown(papers)}, ledger {_shown(came)}; "
        f"booked {_shown(booked)}, ledger {_shown(ours)}"
        for line, received, papers, came, booked, ours in sorted(wrong)
    )
    counted = f"from warehouse_receiptline r join warehouse_receipt p on p.id = r.paper_id where {receipts}"
    rows = dialect.select(f"select count(*) {counted}")[0][0]
    return Check("receipts are booked", rows, problems)


@proof(gettext_noop("shipments are booked"), cut=("warehouse",), size="stock_entry")
def shipped_is_booked(ctx: Context, part: Part) -> Check:
    """Per line of an outbound order: what is open is promised, what is allocated is held, and what was shipped is what the ledger booked."""
    orders = scope_sql(ctx, OutboundOrder, "o") + part.sql(warehouse="o.warehouse_id")
    sql = SENT.format(
        reason=int(Reason.SHIPMENT),
        holds=scope_sql(ctx, Hold, "h") + part.sql(warehouse="h.warehouse_id"),
        promises=scope_sql(ctx, Promise, "p") + part.sql(warehouse="p.warehouse_id"),
        entries=scope_sql(ctx, Entry, "e") + part.sql(warehouse="e.warehouse_id"),
        orders=orders,
    )
    wrong = dialect.select(sql)[:MOST]
    names = _named("out", [row[0] for row in wrong])
    problems = tuple(
        f"{names[line]}: open {_shown(still)}, promised {_shown(promised)}, allocated {_shown(allocated)}, held {_shown(held)}, "
        f"shipped {_shown(sent)}, ledger {_shown(booked)}"
        for line, allocated, held, sent, booked, still, promised in sorted(wrong)
    )
    counted = f"from warehouse_outboundline l join warehouse_outboundorder o on o.id = l.paper_id where {orders}"
    return Check("shipments are booked", dialect.select(f"select count(*) {counted}")[0][0], problems)


def shipped_of_origin(ctx: Context, origin_kind: str) -> dict[int, int]:
    """Steps shipped per line of the papers that outbound orders of this kind came from; for the proof against them."""
    sql = SENT_BY_ORIGIN.format(orders=scope_sql(ctx, OutboundOrder, "o"))
    return {row[0]: int(row[1]) for row in dialect.select(sql, [origin_kind])}


@proof(gettext_noop("tasks have work"), cut=("warehouse",), size="warehouse_task")
def tasks_have_work(ctx: Context, part: Part) -> Check:
    """Every open putaway task finds its goods where it takes them; every open pick task has its hold, in a wave that is not finished."""
    scope = scope_sql(ctx, Task, "t", zone="0", location="t.source_id") + part.sql(warehouse="t.warehouse_id")
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
    counted = f"from warehouse_task t where {scope}"
    rows = dialect.select(f"select count(*) {counted}")[0][0]
    return Check("tasks have work", rows, tuple(problems))


def received_of_origin(ctx: Context, origin_kind: str) -> dict[int, int]:
    """Steps received per line of the papers that inbound orders of this kind came from; for the proof against them."""
    sql = BY_ORIGIN.format(orders=scope_sql(ctx, InboundOrder, "o"))
    return {row[0]: int(row[1]) for row in dialect.select(sql, [origin_kind])}


def _named(way: str, lines: Sequence[int]) -> dict[int, str]:
    """Order number and position of lines of inbound (`in`) or outbound (`out`) orders."""
    if not lines:
        return {}
    found = dialect.select(LINES.format(way=way, lines=dialect.among(lines)))
    return {identifier: f"{number} line {position}" for identifier, number, position in found}


def _shown(steps: int) -> str:
    return exact.shown(int(steps))
