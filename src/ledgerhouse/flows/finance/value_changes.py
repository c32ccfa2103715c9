"""What the verbs that change values share: what they answer per line, and how a refusal of the gate finds back to the line it is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.ledgers.costing.words import Change, Spread
from ledgerhouse.masterdata.sites.words import WarehouseRef
from ledgerhouse.posting.adjust import adjust

ADJUSTMENT: Final = re.compile(r"changes\.\d+\.adjustments\.(\d+)\.(\w+)")


@dataclass(frozen=True, kw_only=True)
class Share:
    """Where an amount on one item went: into stock, to goods that are gone, or to the variance of its standard cost."""

    item: str
    amount: Decimal
    in_stock: Decimal
    consumed: Decimal
    variance: Decimal


def share(item: str, spread: Spread) -> Share:
    """The shares of one item for people."""
    in_stock, consumed, variance = (exact.number(steps, exact.AMOUNT) for steps in spread)
    return Share(
        item=item, amount=in_stock + consumed + variance, in_stock=in_stock, consumed=consumed, variance=variance
    )


def post_change(ctx: Context, warehouse: WarehouseRef, change: Change, lines: Sequence[str]) -> tuple[Spread, ...]:
    """Post one change of value. What is refused of an adjustment is said of the line it came from (`lines`: a path for each)."""
    try:
        return adjust(ctx, warehouse, [change]).spreads[0]
    except Unreadable as refused:
        raise Unreadable([p._replace(where=_line(p.where, lines)) for p in refused.problems]) from refused


def _line(where: str, lines: Sequence[str]) -> str:
    found = ADJUSTMENT.fullmatch(where)
    return f"{lines[int(found[1])]}.{found[2]}" if found else where.rpartition(".")[2]
