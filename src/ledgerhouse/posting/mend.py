"""Mend what is derived: balances and cost pools that differ from the entries, holds and cost lines they come from. Ledger rows are never touched.

`find` says what is and what should be; `mend` does it, under the locks under which the gate writes, after it has found the very same again.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal, NamedTuple

from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, gettext_noop
from ledgerhouse.ledgers.costing import append as costing
from ledgerhouse.ledgers.costing import differences as pools
from ledgerhouse.ledgers.proof import EVERYTHING
from ledgerhouse.ledgers.stock import append as stock
from ledgerhouse.ledgers.stock import differences as balances

Kind = Literal["balance", "pool"]


class Repair(NamedTuple):
    """One derived row that is wrong: on hand and held, or quantity and value, as they are and as the facts say they should be (steps).

    `key` is its warehouse or valuation area, `id` its own; `possible` is false where the facts themselves can not be true and a person must look.
    """

    kind: Kind
    key: int
    id: int
    item: int
    now: tuple[int, int]
    should: tuple[int, int]
    possible: bool


def find(ctx: Context) -> list[Repair]:
    """Everything derived that differs from its facts, in the order in which it would be locked."""
    found = [
        Repair("balance", d.warehouse, d.id, d.item, d.now, d.should, bool(d.id) and 0 <= d.should[1] <= d.should[0])
        for d in balances.differing(ctx, EVERYTHING)
    ]
    found += [
        Repair("pool", d.area, d.id, d.item, d.now, d.should, bool(d.id) and not d.layered and _sound(d.should))
        for d in pools.differing(ctx, EVERYTHING)
    ]
    return sorted(found)


def mend(ctx: Context, repairs: Sequence[Repair]) -> None:
    """Write what should be. Refuses with `Changed` when what is found under the locks is not what was proposed."""
    wanted = [r for r in repairs if r.possible]
    by_key: dict[tuple[Kind, int], list[Repair]] = defaultdict(list)
    for repair in wanted:
        by_key[repair.kind, repair.key].append(repair)
    for (kind, key), some in sorted(by_key.items()):
        (stock.lock if kind == "balance" else costing.lock)(key, [r.id for r in some])
    if find(ctx) != list(repairs):
        raise Changed(name=gettext_noop("The proposal"))
    for (kind, key), some in sorted(by_key.items()):
        rows = [(r.id, *r.should) for r in some]
        (stock.correct if kind == "balance" else costing.correct)(key, rows)


def _sound(should: tuple[int, int]) -> bool:
    quantity, value = should
    return quantity >= 0 and value >= 0 and (quantity > 0 or value == 0)
