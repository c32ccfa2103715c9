"""The limit: what PostgreSQL can do when hand-written SQL makes the very rows that the verbs make, and decides nothing else.

Promise, allocate and ship as three transactions per call, as the verbs do it one-step; the same tables with the same constraints, indexes and triggers; per
statement one array per column, prepared once. It asks no rights, reads no settings, checks no states and explains nothing: a floor of work, not
a product. `doctor` finds its books clean, and `rows` shows that it wrote as many rows as the verbs did.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

TABLES = (
    "warehouse_outboundorder", "warehouse_outboundline", "stock_promise", "foundation_link", "foundation_outboxrow", "foundation_command",
    "stock_hold", "stock_movement", "stock_entry", "costing_costline", "books_journalentry", "books_journalline",
)  # fmt: skip


def rows() -> dict[str, int]:
    """How many rows each table of the path has."""
    from ledgerhouse.foundation import dialect

    return {table: dialect.select(f"select count(*) from {table}")[0][0] for table in TABLES}


@dataclass
class Limit:
    """One connection's worth of knowledge: the ids that the statements need. Made outside the measured time."""

    cursor: Any
    company: int
    warehouse: int
    area: int
    customer: int
    inventory: int
    cogs: int
    now: datetime
    day: date
    made: int = 0
    orders: list[Any] = field(default_factory=list)

    def one_call(self, orders: Sequence[Any]) -> None:
        """Promise, allocate and ship these sales orders: (id, number, partner, [(line id, item, steps)])."""
        self.orders = [(o, _ids(1)[0], f"LIMIT-{self.made + n:07d}") for n, o in enumerate(orders)]
        self.made += len(orders)
        with self.cursor.connection.transaction():
            lines = self._promise()
        with self.cursor.connection.transaction():
            holds = self._allocate(lines)
        with self.cursor.connection.transaction():
            self._ship(lines, holds)

    def _promise(self) -> list[tuple[int, int, int, int, int]]:
        """Answers lines as (id, order number in this call, item, steps, sales line)."""
        c, run = self.company, self._run
        lines = [(n, item, steps, sold) for n, (o, _, _) in enumerate(self.orders) for sold, item, steps in o[3]]
        ids = _ids(len(lines))
        made = [(i, *line) for i, line in zip(ids, lines, strict=True)]
        position = [p for o, _, _ in self.orders for p in range(1, len(o[3]) + 1)]
        run(
            "update sales_salesorder set state = 'confirmed' where id = any(%s::bigint[]) and state = 'draft'",
            [o[0] for o, _, _ in self.orders],
        )
        run(
            "update foundation_numberseries set next = next + %s where company = %s and series = 'outbound_order'",
            len(self.orders),
            c,
        )
        run(
            "insert into warehouse_outboundorder (id, number, origin, partner_id, origin_kind, due_on, priority, life_days, company_id, state, warehouse_id, created_at) "
            "select i, n, o, p, 'sales_order', %s::date, 5, 0, %s::bigint, 'waiting', %s::bigint, %s::timestamptz from unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[]) as x(i, n, o, p)",
            self.day,
            c,
            self.warehouse,
            self.now,
            [i for _, i, _ in self.orders],
            [n for _, _, n in self.orders],
            [o[1] for o, _, _ in self.orders],
            [o[2] for o, _, _ in self.orders],
        )
        run(
            "insert into warehouse_outboundline (id, paper_id, position, item_id, ordered, origin_line, allocated, picked, shipped, cut) "
            "select i, p, n, t, q, s, 0, 0, 0, 0 from unnest(%s::bigint[], %s::bigint[], %s::int[], %s::bigint[], %s::bigint[], %s::bigint[]) as x(i, p, n, t, q, s)",
            ids,
            [self.orders[n][1] for _, n, *_ in made],
            position,
            [m[2] for m in made],
            [m[3] for m in made],
            [m[4] for m in made],
        )
        run(
            "insert into stock_promise (warehouse_id, id, company, item_id, owner, quantity, fulfilled, released, due, paper, number, line) "
            "select %s::bigint, i, %s::bigint, t, 0, q, 0, 0, %s::date, 'outbound_order', n, l from unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::bigint[]) as x(i, t, q, n, l)",
            self.warehouse,
            c,
            self.day,
            _ids(len(made)),
            [m[2] for m in made],
            [m[3] for m in made],
            [self.orders[m[1]][2] for m in made],
            ids,
        )
        run(
            "insert into foundation_link (id, company, from_kind, from_number, to_kind, to_number) "
            "select i, %s::bigint, 'sales_order', o, 'outbound_order', n from unnest(%s::bigint[], %s::text[], %s::text[]) as x(i, o, n)",
            c,
            _ids(len(self.orders)),
            [o[1] for o, _, _ in self.orders],
            [n for _, _, n in self.orders],
        )
        self._tell(
            "OrderConfirmed",
            [(f"sales_order:{o[1]}", {"order": o[1], "outbound": n, "lines": len(o[3])}) for o, _, n in self.orders],
        )
        self._command("outbound.confirm_orders", {"outbound": [n for _, _, n in self.orders]})
        return made

    def _allocate(self, lines: Sequence[Any]) -> list[tuple[int, ...]]:
        """Answers holds as (id, line, balance, steps, item, lot, location)."""
        found = self._run(
            "select b.item_id, b.id, b.on_hand - b.held, b.lot_id, b.location_id from stock_balance b left join catalog_lot l on l.id = b.lot_id "
            "where b.warehouse_id = %s and b.item_id = any(%s::bigint[]) and b.on_hand > b.held order by l.expires_on, b.id",
            self.warehouse,
            list({m[2] for m in lines}),
        )
        free: dict[int, list[list[int]]] = defaultdict(list)
        for item, *balance in found:
            free[item].append(balance)
        holds = []
        for line, _, item, steps, _ in lines:
            balance = next(b for b in free[item] if b[1] >= steps)
            balance[1] -= steps
            holds.append((line, balance[0], steps, item, balance[2], balance[3]))
        ids = _ids(len(holds))
        held: dict[int, int] = defaultdict(int)
        for _, balance, steps, *_ in holds:
            held[balance] += steps
        run = self._run
        run(
            "select id, on_hand, held from stock_balance where warehouse_id = %s and id = any(%s::bigint[]) order by id for update",
            self.warehouse,
            sorted(held),
        )
        run(
            "insert into stock_hold (warehouse_id, id, company, balance, quantity, settled, released, paper, number, line, raised_at) "
            "select %s::bigint, i, %s::bigint, b, q, 0, 0, 'outbound_order', n, l, %s::timestamptz from unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::bigint[]) as x(i, b, q, n, l)",
            self.warehouse,
            self.company,
            self.now,
            ids,
            [h[1] for h in holds],
            [h[2] for h in holds],
            [self.orders[m[1]][2] for m in lines],
            [h[0] for h in holds],
        )
        run(
            "update stock_balance t set held = held + x.q from unnest(%s::bigint[], %s::bigint[]) as x(i, q) where t.warehouse_id = %s and t.id = x.i",
            list(held),
            list(held.values()),
            self.warehouse,
        )
        taken = [[h[0] for h in holds], [h[2] for h in holds]]
        run(
            "update stock_promise t set fulfilled = fulfilled + x.q from unnest(%s::bigint[], %s::bigint[]) as x(l, q) where t.warehouse_id = %s and t.line = x.l",
            *taken,
            self.warehouse,
        )
        run(
            "update warehouse_outboundline t set allocated = allocated + x.q from unnest(%s::bigint[], %s::bigint[]) as x(i, q) where t.id = x.i",
            *taken,
        )
        run(
            "update warehouse_outboundorder set state = 'allocated' where id = any(%s::bigint[]) and state = 'waiting'",
            [i for _, i, _ in self.orders],
        )
        self._command("outbound.allocate", {"orders": len(self.orders), "lines": len(lines), "short": []})
        return [(i, *h) for i, h in zip(ids, holds, strict=True)]

    def _ship(self, lines: Sequence[Any], holds: Sequence[tuple[int, ...]]) -> None:
        from ledgerhouse.ledgers.costing.words import Kind

        run, count = self._run, len(self.orders)
        of = {m[0]: m[1] for m in lines}
        gone: dict[int, int] = defaultdict(int)
        for _, _, balance, steps, *_ in holds:
            gone[balance] += steps
        run(
            "select id, on_hand, held from stock_balance where warehouse_id = %s and id = any(%s::bigint[]) order by id for update",
            self.warehouse,
            sorted(gone),
        )
        locked = run(
            "select id, item_id, quantity, value from costing_costpool where area = %s and lot = 0 and item_id = any(%s::bigint[]) order by id for update",
            self.area,
            list({h[4] for h in holds}),
        )
        pools = {item: [i, quantity, value] for i, item, quantity, value in locked}
        costs = []
        for _, _, _, steps, item, *_ in holds:
            pool = pools[item]
            cost = round(pool[2] * steps / pool[1] / 100) * 100
            pool[1] -= steps
            pool[2] -= cost
            costs.append(cost)
        month = self.day.year * 100 + self.day.month
        movements, entries, journal = _ids(count), _ids(len(holds)), _ids(count)
        shipped = [[h[1] for h in holds], [h[3] for h in holds]]
        numbers = [n for _, _, n in self.orders]
        run(
            "update warehouse_outboundorder set state = 'shipped' where id = any(%s::bigint[]) and state = 'allocated'",
            [i for _, i, _ in self.orders],
        )
        run(
            "update warehouse_outboundline t set allocated = allocated - x.q, shipped = shipped + x.q from unnest(%s::bigint[], %s::bigint[]) as x(i, q) where t.id = x.i",
            *shipped,
        )
        run(
            "update sales_salesline t set shipped = shipped + x.q from unnest(%s::bigint[], %s::bigint[]) as x(i, q) where t.id = x.i",
            [m[4] for m in lines],
            [m[3] for m in lines],
        )
        run(
            "update sales_salesorder set state = 'completed' where id = any(%s::bigint[]) and state = 'confirmed'",
            [o[0] for o, _, _ in self.orders],
        )
        run(
            "update stock_balance t set on_hand = on_hand - x.q, held = held - x.q from unnest(%s::bigint[], %s::bigint[]) as x(i, q) where t.warehouse_id = %s and t.id = x.i",
            list(gone),
            list(gone.values()),
            self.warehouse,
        )
        run(
            "update stock_hold t set settled = settled + x.q from unnest(%s::bigint[], %s::bigint[]) as x(i, q) where t.warehouse_id = %s and t.id = x.i",
            [h[0] for h in holds],
            shipped[1],
            self.warehouse,
        )
        run(
            "insert into stock_movement (warehouse_id, id, company, reason, paper, number, business_date, recorded_at, user_id, device, why, reverses) "
            "select %s::bigint, i, %s::bigint, 3, 'outbound_order', n, %s::date, %s::timestamptz, 0, '', '', 0 from unnest(%s::bigint[], %s::text[]) as x(i, n)",
            self.warehouse,
            self.company,
            self.day,
            self.now,
            movements,
            numbers,
        )
        of_entry = [movements[of[h[1]]] for h in holds]
        run(
            "insert into stock_entry (warehouse_id, id, company, movement, line, item_id, lot_id, quantity, source_location_id, source_unit, source_owner, source_status, "
            "target_location_id, target_unit, target_owner, target_status, business_date, recorded_at) "
            "select %s::bigint, i, %s::bigint, m, l, t, o, q, p, 0, 0, 1, %s::bigint, 0, 0, 1, %s::date, %s::timestamptz "
            "from unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]) as x(i, m, l, t, o, q, p)",
            self.warehouse,
            self.company,
            self.customer,
            self.day,
            self.now,
            entries,
            of_entry,
            shipped[0],
            [h[4] for h in holds],
            [h[5] for h in holds],
            shipped[1],
            [h[6] for h in holds],
        )
        run(
            "update costing_costpool t set quantity = x.q, value = x.v from unnest(%s::bigint[], %s::bigint[], %s::bigint[]) as x(i, q, v) where t.area = %s and t.id = x.i",
            *map(list, zip(*pools.values(), strict=True)),
            self.area,
        )
        run(
            "insert into costing_costline (area, id, company, warehouse_id, movement, entry, line, item_id, lot, quantity, value, variance, business_date, month, kind, reverses, recorded_at) "
            "select %s::bigint, i, %s::bigint, %s::bigint, m, e, l, t, 0, -q, -v, 0, %s::date, %s, %s, 0, %s::timestamptz "
            "from unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]) as x(i, m, e, l, t, q, v)",
            self.area,
            self.company,
            self.warehouse,
            self.day,
            month,
            int(Kind.MOVED),
            self.now,
            _ids(len(holds)),
            of_entry,
            entries,
            shipped[0],
            [h[4] for h in holds],
            shipped[1],
            costs,
        )
        worth = [0] * count
        for hold, cost in zip(holds, costs, strict=True):
            worth[of[hold[1]]] += cost
        run(
            "insert into books_journalentry (company_id, id, warehouse_id, movement, event, paper, number, business_date, month, recorded_at, user_id) "
            "select %s::bigint, i, %s::bigint, m, 'shipment', 'outbound_order', n, %s::date, %s, %s::timestamptz, 0 from unnest(%s::bigint[], %s::bigint[], %s::text[]) as x(i, m, n)",
            self.company,
            self.warehouse,
            self.day,
            month,
            self.now,
            journal,
            movements,
            numbers,
        )
        partners = [o[2] for o, _, _ in self.orders]
        run(
            "insert into books_journalline (company_id, id, entry, warehouse_id, account_id, debit, credit, partner, department, month) "
            "select %s::bigint, i, e, %s::bigint, a, d, c, p, 0, %s from unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]) as x(i, e, a, d, c, p)",
            self.company,
            self.warehouse,
            month,
            _ids(2 * count),
            journal * 2,
            [self.cogs] * count + [self.inventory] * count,
            worth + [0] * count,
            [0] * count + worth,
            partners * 2,
        )
        self._tell("GoodsMoved", [
            (f"outbound_order:{n}", {"movement": str(m), "journal_entry": str(j), "warehouse": "W1", "reason": "shipment", "paper": "outbound_order", "number": n, "lines": len(o[3])})
            for (o, _, n), m, j in zip(self.orders, movements, journal, strict=True)
        ])  # fmt: skip
        self._tell(
            "GoodsShipped",
            [
                (f"outbound_order:{n}", {"outbound": n, "origin": o[1], "lines": len(o[3]), "complete": True})
                for o, _, n in self.orders
            ],
        )
        self._command("outbound.ship", {"orders": count, "lines": len(lines)})

    def _tell(self, topic: str, news: Sequence[tuple[str, Any]]) -> None:
        self._run(
            "insert into foundation_outboxrow (id, company, topic, ordering, body, recorded_at) "
            "select i, %s::bigint, %s, o, b, %s::timestamptz from unnest(%s::bigint[], %s::text[], %s::text[]) as x(i, o, b)",
            self.company,
            topic,
            self.now,
            _ids(len(news)),
            [key for key, _ in news],
            [json.dumps(body) for _, body in news],
        )

    def _command(self, verb: str, answer: Any) -> None:
        (identifier,) = _ids(1)
        self._run(
            'insert into foundation_command (id, company, key, verb, content, answer, "user", interface, device, at) '
            "values (%s, %s, %s, %s, %s, %s, 0, 'house', '', %s::timestamptz)",
            identifier,
            self.company,
            f"limit-{identifier}",
            verb,
            "0" * 64,
            json.dumps(answer),
            self.now,
        )

    def _run(self, sql: str, *params: Any) -> list[tuple[Any, ...]]:
        self.cursor.execute(sql, [_array(p) if isinstance(p, list) else p for p in params], prepare=True)
        return self.cursor.fetchall() if self.cursor.description else []


def _array(values: Sequence[Any]) -> str:
    """An array literal; psycopg's own adaptation of lists costs more than the statement."""
    if values and isinstance(values[0], str):
        return "{" + ",".join('"' + v.replace("\\", "\\\\").replace('"', '\\"') + '"' for v in values) + "}"
    return "{" + ",".join(map(str, values)) + "}"


def _ids(count: int) -> list[int]:
    from ledgerhouse.foundation.nodes import new_ids

    return new_ids(count)


def prepare(ctx: Any) -> Limit:
    """Look up what the statements need."""
    import psycopg
    from django.db import connection

    from ledgerhouse.foundation import dialect
    from ledgerhouse.masterdata.sites.queries import virtual, warehouse
    from ledgerhouse.masterdata.sites.words import Kind

    site = warehouse(ctx, "W1")
    connection.ensure_connection()
    accounts = dict(
        dialect.select(
            "select role, account_id from books_accountrole where company_id = %s and category = ''", [ctx.company]
        )
    )
    return Limit(
        cursor=psycopg.Cursor(connection.connection),
        company=ctx.company,
        warehouse=site.id,
        area=site.area,
        customer=virtual(ctx, site.id)[Kind.CUSTOMER],
        inventory=accounts["inventory"],
        cogs=accounts["cogs"],
        now=ctx.now,
        day=ctx.today(site.timezone),
    )


def orders_of(numbers: Sequence[str]) -> list[tuple[int, str, int, list[tuple[int, int, int]]]]:
    """Draft sales orders as the limit wants them; read outside the measured time."""
    from ledgerhouse.foundation import dialect

    wanted = ", ".join(f"'{number}'" for number in numbers)
    found = dialect.select(
        "select o.id, o.number, o.customer_id, l.id, l.item_id, l.ordered from sales_salesorder o "
        f"join sales_salesline l on l.order_id = o.id where o.number in ({wanted}) order by o.id, l.position"
    )
    orders: dict[int, tuple[int, str, int, list[tuple[int, int, int]]]] = {}
    for identifier, number, partner, *line in found:
        orders.setdefault(identifier, (identifier, number, partner, []))[3].append(tuple(line))  # type: ignore[arg-type]
    return list(orders.values())
