"""Claims on stock: holds and promises, and when they end. Imported by `posting` and by nobody else.

Each function must run inside the verb's transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.stock.models import Expiry
from ledgerhouse.ledgers.stock.words import NewHold, NewPromise


def hold(ctx: Context, warehouse: int, holds: Sequence[NewHold]) -> list[int]:
    """Raise holds on balances already locked and checked by the caller. Answers their ids. Two statements."""
    if not holds:
        return []
    ids = new_ids(len(holds))
    columns: dialect.Columns = {
        "id": "int",
        "balance": "int",
        "quantity": "int",
        "paper": "text",
        "number": "text",
        "line": "int",
    }
    constants = {"warehouse_id": warehouse, "company": ctx.company, "settled": 0, "released": 0, "raised_at": ctx.now}
    rows = [(i, h.balance, h.quantity, h.paper, h.number, h.line) for i, h in zip(ids, holds, strict=True)]
    dialect.insert("stock_hold", columns, rows, constants=constants)
    _expire(ctx, warehouse, [(i, h.number, h.expires_at) for i, h in zip(ids, holds, strict=True)], promise=False)
    claimed: dict[int, int] = {}
    for h in holds:
        claimed[h.balance] = claimed.get(h.balance, 0) + h.quantity
    dialect.update(
        "stock_balance",
        "held = t.held + x.claimed",
        {"id": "int", "claimed": "int"},
        sorted(claimed.items()),
        on=("id",),
        where=f"t.warehouse_id = {warehouse}",
    )
    return ids


def promise(ctx: Context, warehouse: int, promises: Sequence[NewPromise]) -> None:
    """Raise promises. One statement."""
    columns: dialect.Columns = {
        "id": "int",
        "item_id": "int",
        "owner": "int",
        "quantity": "int",
        "due": "date",
        "paper": "text",
        "number": "text",
        "line": "int",
    }
    ids = new_ids(len(promises))
    rows = [
        (i, p.item, p.owner, p.quantity, p.due.isoformat(), p.paper, p.number, p.line)
        for i, p in zip(ids, promises, strict=True)
    ]
    constants = {"warehouse_id": warehouse, "company": ctx.company, "fulfilled": 0, "released": 0}
    dialect.insert("stock_promise", columns, rows, constants=constants)
    _expire(ctx, warehouse, [(i, p.number, p.expires_at) for i, p in zip(ids, promises, strict=True)], promise=True)


def fulfil(warehouse: int, taken: Mapping[int, int], *, release: bool = False) -> None:
    """Fulfil (or release) so many steps of the promises of these paper lines, never more than is open. One statement.

    A line has one open promise at most: whoever raises a second one withdraws the first before, or both would be fulfilled.
    """
    column = "released" if release else "fulfilled"
    open_steps = "t.quantity - t.fulfilled - t.released"
    dialect.update(
        "stock_promise",
        f"{column} = t.{column} + case when x.taken < {open_steps} then x.taken else {open_steps} end",
        {"line": "int", "taken": "int"},
        sorted(taken.items()),
        on=("line",),
        where=f"t.warehouse_id = {warehouse}",
    )


def release_promises(warehouse: int, promises: Mapping[int, int]) -> None:
    """Release so many steps of these promises by id, never more than is open. One statement."""
    open_steps = "t.quantity - t.fulfilled - t.released"
    dialect.update(
        "stock_promise",
        f"released = t.released + case when x.taken < {open_steps} then x.taken else {open_steps} end",
        {"id": "int", "taken": "int"},
        sorted(promises.items()),
        on=("id",),
        where=f"t.warehouse_id = {warehouse}",
    )


def forget_expiry(warehouse: int, claims: Iterable[int]) -> None:
    """Forget when these claims would have ended: they were released."""
    wanted = set(claims)
    if wanted:
        dialect.execute(f"delete from stock_expiry where warehouse_id = {warehouse} and id in {dialect.among(wanted)}")


def _expire(ctx: Context, warehouse: int, claims: Iterable[tuple[int, str, datetime | None]], *, promise: bool) -> None:
    """Remember when claims end that do. No statement where none does."""
    ending = [
        Expiry(warehouse_id=warehouse, id=i, company=ctx.company, promise=promise, number=number, expires_at=at)
        for i, number, at in claims
        if at is not None
    ]
    if ending:
        Expiry.objects.bulk_create(ending)
