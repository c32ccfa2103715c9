"""The only writer of the stock ledger. Imported by `posting` and by nobody else.

Set-based: every function costs a constant number of statements. Balances are found, made when missing, then locked by a literal ascending id list
and re-read; all checks happen on what was read under the lock. Each function must run inside the verb's transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, Refused, gettext_noop
from ledgerhouse.kernel.exact import LARGEST, shown
from ledgerhouse.ledgers.stock.queries import Held
from ledgerhouse.ledgers.stock.words import Balance, Movement, Place

Key = tuple[int, int, int, int, int, int]
"""item, lot, location, handling unit, owner, status"""

_KEY: dialect.Columns = {
    "item_id": "int",
    "lot_id": "int",
    "location_id": "int",
    "unit": "int",
    "owner_id": "int",
    "status": "int",
}
_BALANCE = ("id", *_KEY, "on_hand", "held")
_ON_KEY = " and ".join(f"b.{name} = x.{name}" for name in _KEY)


class NotEnough(Refused):
    """A balance has less free stock than an entry wants to take. Facts name ids; flows that know better words catch it first."""

    code = "not-enough-stock"
    template = gettext_noop("Not enough stock: {short} short of item {item} at place {location}.")


class WrongLot(Refused):
    """An entry of goods under a lot of another item, or of none that exists."""

    code = "wrong-lot"
    template = gettext_noop("Lot {lot} is not one of item {item}.")
    status = 422


class TooMuch(Refused):
    """A quantity or value is beyond what a field can hold."""

    code = "too-much"
    template = gettext_noop("There would be more of item {item} than the books can hold.")
    status = 422


class Delta(NamedTuple):
    """What a batch does to one balance, in steps."""

    on_hand: int
    held: int


class Found(NamedTuple):
    """Balances under lock as they were before the batch; those in `born` are new and have what it brings already."""

    balances: Mapping[Key, Balance]
    born: frozenset[Key]


def find_and_lock(
    ctx: Context, warehouse: int, keys: Iterable[Key], *, make: Mapping[Key, Delta], born: frozenset[Key] = frozenset()
) -> Found:
    """The balances of these keys under lock; those in `make` are made when missing, at once with what they gain.

    Keys without balance are left out. `born` are those that an earlier try has made. Refuses with `TooMuch`, `NotEnough` or `WrongLot` before it
    makes any.
    """
    wanted = sorted(set(keys) - born)
    if not make and dialect.locks_in_order():
        at_once = _lock_found(warehouse, wanted)
        if len(at_once) == len(wanted):
            return Found(at_once, born)
    found = _ids(warehouse, wanted)
    if missing := sorted(make.keys() - found.keys() - born):
        made = _make(ctx, warehouse, {key: make[key] for key in missing})
        now = _ids(warehouse, missing)
        born |= {key for key in missing if now.get(key) == made[key]}
        found |= {key: identifier for key, identifier in now.items() if key not in born}
    locked = lock(warehouse, found.values())
    if len(locked) < len(found):  # an empty one was swept away between the two reads
        return find_and_lock(ctx, warehouse, keys, make=make, born=born)
    return Found({key: locked[identifier] for key, identifier in found.items()}, born)


def _make(ctx: Context, warehouse: int, gains: Mapping[Key, Delta]) -> dict[Key, int]:
    """New balances where nobody else was faster: the ids they have then."""
    check({}, gains)
    _check_lots(gains)
    made = dict(zip(gains, new_ids(len(gains)), strict=True))
    data = [(made[key], *key, gain.on_hand) for key, gain in gains.items()]
    constants = {"warehouse_id": warehouse, "company": ctx.company, "held": 0}
    dialect.insert("stock_balance", {"id": "int", **_KEY, "on_hand": "int"}, data, constants=constants, ignore=True)
    return made


def lock(warehouse: int, ids: Iterable[int], *, wait: bool = True) -> dict[int, Balance]:
    """Lock balances in ascending id order and read them as they are now. Who has locked others before must not wait."""
    wanted = set(ids)
    if not wanted:
        return {}
    among, params = dialect.within("id", wanted)
    sql = f"select {', '.join(_BALANCE)} from stock_balance where warehouse_id = {warehouse} and {among} order by id"
    return {row[0]: Balance(*row) for row in dialect.select(dialect.locking(sql, wait=wait), params)}


def lock_items(warehouse: int, items: Iterable[int]) -> dict[int, Balance]:
    """Lock every balance of these items in ascending id order and read them as they are now. Two statements."""
    wanted = set(items)
    if not wanted:
        return {}
    among, params = dialect.within("item_id", wanted)
    sql = f"select id from stock_balance where warehouse_id = {int(warehouse)} and {among}"
    return lock(warehouse, (row[0] for row in dialect.select(sql, params)))


def _check_lots(keys: Iterable[Key]) -> None:
    """New balances only of lots of their own items: where there are old ones, somebody looked. One statement where lots are named."""
    wanted = {lot: item for item, lot, *_ in keys if lot}
    if not wanted:
        return
    known = dict(dialect.select(f"select id, item_id from catalog_lot where id in {dialect.among(wanted)}"))
    for item, lot, *_ in keys:
        if lot and known.get(lot) != item:
            raise WrongLot(lot=lot, item=item)


def sweep(warehouse: int, limit: int) -> int:
    """Take away balances with nothing on them, at most so many, looked at again under their lock. Answers how many. Three statements."""
    empty = f"select id from stock_balance where warehouse_id = {warehouse} and on_hand = 0 and held = 0 order by id limit {limit}"
    locked = lock(warehouse, (row[0] for row in dialect.select(empty)))
    still = {i for i, balance in locked.items() if not balance.on_hand and not balance.held}
    if not still:
        return 0
    return dialect.execute(
        f"delete from stock_balance where warehouse_id = {warehouse} and id in {dialect.among(still)}"
    )


def check(balances: Mapping[Key, Balance], deltas: Mapping[Key, Delta]) -> None:
    """Refuse with the first balance that would break `0 <= held <= on_hand`."""
    for key, delta in deltas.items():
        balance = balances.get(key)
        on_hand = (balance.on_hand if balance else 0) + delta.on_hand
        held = (balance.held if balance else 0) + delta.held
        if on_hand > LARGEST:  # SQLite would go on in floating point
            raise TooMuch(item=key[0])
        if on_hand < held or on_hand < 0 or held < 0:
            raise NotEnough(short=shown(max(held, 0) - on_hand), item=key[0], lot=key[1], location=key[2])


def shift(warehouse: int, found: Found, deltas: Mapping[Key, Delta]) -> None:
    """Apply deltas to locked balances in one statement; new ones have theirs."""
    data = sorted(
        (found.balances[key].id, d.on_hand, d.held)
        for key, d in deltas.items()
        if (d.on_hand or d.held) and key not in found.born
    )
    dialect.update(
        "stock_balance",
        "on_hand = t.on_hand + x.moved, held = t.held + x.claimed",
        {"id": "int", "moved": "int", "claimed": "int"},
        data,
        on=("id",),
        where=f"t.warehouse_id = {warehouse}",
    )


def append(ctx: Context, warehouse: int, movements: Sequence[tuple[int, Movement]], entry_ids: Sequence[int]) -> None:
    """Write movements with their entries: pairs of (movement id, movement), and one id per entry in order. Two statements.

    A movement that reverses another costs a third, which the database refuses when what it takes back was taken back before.
    """
    constants = {"warehouse_id": warehouse, "company": ctx.company, "recorded_at": ctx.now}
    dialect.insert(
        "stock_movement",
        {
            "id": "int",
            "reason": "int",
            "paper": "text",
            "number": "text",
            "business_date": "date",
            "why": "text",
            "reverses": "int",
        },
        [(i, int(m.reason), m.paper, m.number, m.business_date.isoformat(), m.why, m.reverses) for i, m in movements],
        constants={**constants, "user_id": ctx.user, "device": ctx.device},
    )
    ids = iter(entry_ids)
    rows = [
        (
            next(ids),
            i,
            e.line,
            e.item,
            e.lot,
            e.quantity,
            *_side(e.source),
            *_side(e.target),
            m.business_date.isoformat(),
        )
        for i, m in movements
        for e in m.entries
    ]
    dialect.insert("stock_entry", _ENTRY, rows, constants=constants)
    reversals = sorted({(m.reverses, e.line, i) for i, m in movements if m.reverses for e in m.entries})
    once = {"warehouse_id": warehouse, "company": ctx.company}
    columns: dialect.Columns = {"reversed": "int", "line": "int", "movement": "int"}
    dialect.insert("stock_reversedline", columns, reversals, constants=once)


_ENTRY: dialect.Columns = {
    "id": "int",
    "movement": "int",
    "line": "int",
    "item_id": "int",
    "lot_id": "int",
    "quantity": "int",
    "source_location_id": "int",
    "source_unit": "int",
    "source_owner": "int",
    "source_status": "int",
    "target_location_id": "int",
    "target_unit": "int",
    "target_owner": "int",
    "target_status": "int",
    "business_date": "date",
}


def open_holds(warehouse: int, ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Of these holds: id -> (balance id, open steps). Stable once the balances are locked: a hold changes only under its balance's lock."""
    wanted = set(ids)
    if not wanted:
        return {}
    among, params = dialect.within("id", wanted)
    sql = f"select id, balance, quantity - settled - released from stock_hold where warehouse_id = {warehouse} and {among}"
    return {row[0]: (row[1], row[2]) for row in dialect.select(sql, params)}


def settle(warehouse: int, settled: Mapping[int, int], *, release: bool = False) -> None:
    """Settle (or release) so many steps of each hold; its balance's `held` is the caller's delta. Refuses a stale hold."""
    column = "released" if release else "settled"
    rows = dialect.update(
        "stock_hold",
        f"{column} = t.{column} + x.taken",
        {"id": "int", "taken": "int"},
        sorted(settled.items()),
        on=("id",),
        where=f"t.warehouse_id = {warehouse} and t.quantity - t.settled - t.released >= x.taken",
    )
    if rows != len(settled):
        raise Changed(name=gettext_noop("A reservation"))


def correct(warehouse: int, rows: Sequence[tuple[int, int, int]]) -> None:
    """Set locked balances (id, on hand, held) to what their entries and holds say; for `posting.mend` only. One statement."""
    dialect.update(
        "stock_balance",
        "on_hand = x.on_hand, held = x.held",
        {"id": "int", "on_hand": "int", "held": "int"},
        sorted(rows),
        on=("id",),
        where=f"t.warehouse_id = {warehouse}",
    )


def unclaim(warehouse: int, held: Iterable[Held]) -> None:
    """Take open holds off their locked balances' `held`. One statement."""
    claimed: dict[int, int] = {}
    for h in held:
        claimed[h.balance] = claimed.get(h.balance, 0) + h.open
    dialect.update(
        "stock_balance",
        "held = t.held - x.claimed",
        {"id": "int", "claimed": "int"},
        sorted(claimed.items()),
        on=("id",),
        where=f"t.warehouse_id = {warehouse}",
    )


def _ids(warehouse: int, keys: Sequence[Key]) -> dict[Key, int]:
    if not keys:
        return {}
    source, params = dialect.rows(_KEY, keys)
    names = ", ".join(f"b.{name}" for name in _KEY)
    on = f"b.warehouse_id = {warehouse} and {_ON_KEY}"
    sql = f"select {names}, b.id from {dialect.joined(source, 'stock_balance b', on)}"
    return {row[:6]: row[6] for row in dialect.select(sql, params)}


def _lock_found(warehouse: int, keys: Sequence[Key]) -> dict[Key, Balance]:
    """Find and lock in one statement, where the engine locks in the order asked for."""
    if not keys:
        return {}
    source, params = dialect.rows(_KEY, keys)
    names = ", ".join(f"b.{name}" for name in _BALANCE)
    on = f"b.warehouse_id = {warehouse} and {_ON_KEY}"
    sql = f"select {names} from {dialect.joined(source, 'stock_balance b', on)} order by b.id"
    locked = [Balance(*row) for row in dialect.select(dialect.locking(sql, "b"), params)]
    return {balance[1:7]: balance for balance in locked}


def _side(place: Place) -> tuple[int, int, int, int]:
    return (place.location, place.unit, place.owner, int(place.status))
