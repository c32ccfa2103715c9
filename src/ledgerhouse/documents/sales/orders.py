"""Steps of sales orders and their lines, for flows: load in scope, change state once, count what was shipped, cut or returned."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ledgerhouse.documents.sales.models import SalesLine, SalesOrder
from ledgerhouse.documents.sales.words import ORDER
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, NotFound, gettext_noop


class OrderRef(NamedTuple):
    """A sales order as flows need it; `on_terms`: its customer has a credit limit, or wants goods to keep for some time."""

    id: int
    number: str
    state: str
    customer: int
    warehouse: int
    due_on: date
    on_terms: bool


class LineRef(NamedTuple):
    """A line of a sales order, in steps."""

    id: int
    order: int
    position: int
    item: int
    ordered: int
    shipped: int
    cut: int
    returned: int


def load(ctx: Context, numbers: Sequence[str]) -> list[OrderRef]:
    """These orders in the order asked for. Refuses with `NotFound` naming those outside the asker's scope."""
    which, params = dialect.named("o.number", numbers)
    sql = (
        "select o.id, o.number, o.state, o.customer_id, o.warehouse_id, o.due_on, "
        "case when p.credit_limit > 0 or p.life_percent > 0 then 1 else 0 end "
        "from sales_salesorder o join partners_partner p on p.id = o.customer_id "
        f"where {which} and {scope_sql(ctx, SalesOrder, 'o')}"
    )
    found = {
        row[1]: OrderRef._make((*row[:5], dialect.day(row[5]), bool(row[6]))) for row in dialect.select(sql, params)
    }
    missing = [number for number in dict.fromkeys(numbers) if number not in found]
    if missing:
        raise NotFound(kind=gettext_noop("sales order"), name=", ".join(missing[:10]))
    return [found[number] for number in dict.fromkeys(numbers)]


def refuse(orders: Sequence[OrderRef], verb: str) -> None:
    """Refuse with `WrongState` the first order from whose state this step may not start."""
    for order in orders:
        ORDER.after(order.state, verb, name=order.number)


def step(orders: Sequence[OrderRef], verb: str) -> None:
    """Take one step of each order's life; of two who try at once, one wins and the other is refused."""
    refuse(orders, verb)
    ids = [order.id for order in orders]
    if _move(ids, verb) != len(ids):
        raise Changed(name=", ".join(order.number for order in orders[:10]))


def lines(ctx: Context, orders: Iterable[int]) -> list[LineRef]:
    """The lines of these orders, by order and position."""
    return _read(ctx, "order_id", orders)


def lines_by_id(ctx: Context, ids: Iterable[int]) -> dict[int, LineRef]:
    """Lines by id."""
    return {line.id: line for line in _read(ctx, "id", ids)}


def count(column: str, taken: Mapping[int, int]) -> None:
    """Add steps to `shipped`, `cut` or `returned` of lines. Refuses with `Changed` when somebody else was faster and it is too much now."""
    room = "t.shipped >= t.returned + x.taken" if column == "returned" else "t.ordered >= t.shipped + t.cut + x.taken"
    rows = dialect.update(
        "sales_salesline",
        f"{column} = t.{column} + x.taken",
        {"id": "int", "taken": "int"},
        sorted(taken.items()),
        on=("id",),
        where=room,
    )
    if rows != len(taken):
        raise Changed(name=gettext_noop("A sales line"))


def take_back(ctx: Context, numbers: Iterable[str], back: Mapping[int, int]) -> None:
    """Take shipped steps off lines by id; those of these orders that were completed are open again. Three statements.

    Refuses with `Changed` what would be more than was shipped and has not come back.
    """
    rows = dialect.update(
        "sales_salesline",
        "shipped = t.shipped - x.back",
        {"id": "int", "back": "int"},
        sorted(back.items()),
        on=("id",),
        where="t.shipped - t.returned >= x.back",
    )
    if rows != len(back):
        raise Changed(name=gettext_noop("A sales line"))
    which, params = dialect.named("o.number", numbers)
    sql = f"select o.id from sales_salesorder o where {which} and {scope_sql(ctx, SalesOrder, 'o')}"
    _move([row[0] for row in dialect.select(sql, params)], "reopen")


def complete(ctx: Context, numbers: Iterable[str]) -> int:
    """Complete those confirmed orders of which nothing is open any more; answers how many. One statement."""
    which, params = dialect.named("o.number", numbers)
    sql = (
        f"update sales_salesorder as o set state = '{ORDER.target('complete')}' "
        f"where {which} and {dialect.among_words('o.state', ORDER.sources('complete'))} "
        f"and {scope_sql(ctx, SalesOrder, 'o')} and not exists "
        "(select 1 from sales_salesline l where l.order_id = o.id and l.ordered > l.shipped + l.cut)"
    )
    return dialect.execute(sql, params)


def _move(ids: Sequence[int], verb: str) -> int:
    """Change the state of those of these orders that may take this step. Answers how many."""
    if not ids:
        return 0
    among, params = dialect.within("id", ids)
    sources = dialect.among_words("state", ORDER.sources(verb))
    return dialect.execute(
        f"update sales_salesorder set state = '{ORDER.target(verb)}' where {among} and {sources}", params
    )


_LINES = """
select l.id, l.order_id, l.position, l.item_id, l.ordered, l.shipped, l.cut, l.returned
from sales_salesline l join sales_salesorder o on o.id = l.order_id
where {ids} and {scope} order by l.order_id, l.position
"""


def _read(ctx: Context, column: str, ids: Iterable[int]) -> list[LineRef]:
    wanted = set(ids)
    if not wanted:
        return []
    scope = scope_sql(
        ctx, SalesLine, "l", company="o.company_id", warehouse="o.warehouse_id", department="o.department_id"
    )
    ids_in, params = dialect.within(f"l.{column}", wanted)
    return [LineRef(*row) for row in dialect.select(_LINES.format(ids=ids_in, scope=scope), params)]
