"""Put amounts on receipts or on the stock of items by hand (成本调整单): what is still there takes its share, the rest is cost of sales."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import Field

from ledgerhouse.flows.finance.value_changes import Share, post_change, share
from ledgerhouse.foundation.approvals.authority import authority, write_down
from ledgerhouse.foundation.approvals.subjects import Facts, Subject, declare
from ledgerhouse.foundation.numbering import take
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Amount, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.costing.apportion import apportion
from ledgerhouse.ledgers.costing.queries import Receipt, receipts_by_number
from ledgerhouse.ledgers.costing.words import Adjustment, Cause, Change
from ledgerhouse.masterdata.catalog.queries import categories_of, items_by_code, lots_by_code
from ledgerhouse.masterdata.catalog.words import ItemRef, LotRef
from ledgerhouse.masterdata.sites.queries import warehouse

PAPER = "cost_adjustment"
SUBJECT = gettext_noop("cost adjustment")


@dataclass(frozen=True, kw_only=True)
class AdjustmentLine:
    """So much more (below zero: less) for what a receipt brought of an item; without a receipt, for all stock of the item."""

    __pydantic_config__ = STRICT

    item: Code = field(metadata={"title": gettext_noop("Item")})
    amount: Amount = field(metadata={"title": gettext_noop("Amount")})
    receipt: str = field(default="", metadata={"title": gettext_noop("Receipt")})
    lot: str = field(default="", metadata={"title": gettext_noop("Lot")})


@dataclass(frozen=True, kw_only=True)
class AdjustCosts:
    """Changes of value in the valuation area of one warehouse, for one reason."""

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    lines: Annotated[tuple[AdjustmentLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})
    reason: Annotated[str, Field(min_length=1, max_length=200)] = field(metadata={"title": gettext_noop("Reason")})
    adjusted_on: date | None = field(default=None, metadata={"title": gettext_noop("Adjusted on")})


@dataclass(frozen=True, kw_only=True)
class CostsAdjusted:
    """The number of the cost adjustment, and where each line went."""

    number: str
    shares: tuple[Share, ...]


@verb("finance.adjust_costs", may="adjust costs", title=gettext_noop("Adjust costs"))
def adjust_costs(command: AdjustCosts, ctx: Context) -> CostsAdjusted:
    """Change what goods are worth without moving them."""
    site = warehouse(ctx, command.warehouse)
    day = command.adjusted_on or ctx.today(site.timezone)
    items = items_by_code(ctx, [line.item for line in command.lines])
    receipts = receipts_by_number(ctx, site.area, site.id, [line.receipt for line in command.lines if line.receipt])
    lots = lots_by_code(ctx, [(items[n.item].id, n.lot) for n in command.lines if n.lot and n.item in items])
    named = Named(items, lots, receipts, company(ctx).currency_places)
    problems: list[Problem] = []
    adjustments: list[tuple[int, Adjustment]] = []
    for i, line in enumerate(command.lines):
        adjustments += [(i, one) for one in _adjustments(i, line, named, problems)]
    if problems:
        raise Unreadable(problems)
    granted = authority(ctx, SUBJECT, lambda: _facts(ctx, site.id, command, items))
    (number,) = take(ctx, PAPER, 1, day)
    write_down(ctx, granted, PAPER, number)
    pieces = tuple(one for _, one in adjustments)
    change = Change(Cause.COST_ADJUSTMENT, PAPER, number, day, pieces, why=command.reason)
    spreads = post_change(ctx, site, change, [f"lines.{i}" for i, _ in adjustments])
    by_line = zip((i for i, _ in adjustments), spreads, strict=True)
    return CostsAdjusted(number=number, shares=tuple(share(command.lines[i].item, spread) for i, spread in by_line))


declare(Subject(SUBJECT, PAPER, "finance.adjust_costs", lambda _ctx, _numbers: (), "see costs"))


def _facts(ctx: Context, warehouse: int, command: AdjustCosts, items: Mapping[str, ItemRef]) -> Facts:
    """What routes look at: all amounts together, whichever way they go."""
    categories = categories_of(ctx, {item.id for item in items.values()})
    return Facts(
        number="",
        amount=sum((abs(line.amount) for line in command.lines), Decimal(0)),
        warehouse=warehouse,
        categories=frozenset(c for some in categories.values() for c in some),
        content=repr(command.lines),
    )


class Named(NamedTuple):
    """What the lines name, as found."""

    items: Mapping[str, ItemRef]
    lots: Mapping[tuple[int, str], LotRef]
    receipts: Mapping[str, Sequence[Receipt]]
    places: int


def _adjustments(i: int, line: AdjustmentLine, named: Named, problems: list[Problem]) -> list[Adjustment]:
    """One line as adjustments: of each entry that its receipt brought of the item, by quantity, or of the item's stock."""
    item, amount = named.items.get(line.item), exact.steps(line.amount, exact.AMOUNT)
    lot = named.lots.get((item.id, line.lot)) if item else None
    if item is None:
        problems.append(problem(f"lines.{i}.item", gettext_noop("there is no item {code}"), code=line.item))
        return []
    if line.lot and lot is None:
        problems.append(
            problem(
                f"lines.{i}.lot", gettext_noop("there is no lot {lot} of item {code}"), lot=line.lot, code=line.item
            )
        )
        return []
    if not line.receipt:
        return [Adjustment(amount, item=item.id, lot=lot.id if lot else 0)]
    found = [
        r for r in named.receipts.get(line.receipt, ()) if r.item == item.id and (lot is None or r.lot in {0, lot.id})
    ]
    if not found:
        template = gettext_noop("{receipt} brought nothing of item {code} here")
        problems.append(problem(f"lines.{i}.receipt", template, receipt=line.receipt, code=line.item))
        return []
    if amount % 10 ** (exact.AMOUNT - named.places):
        template = gettext_noop("must be an amount other than zero with at most {places} places")
        problems.append(problem(f"lines.{i}.amount", template, places=named.places))
        return []
    parts = apportion(amount, [r.quantity for r in found], named.places)
    return [Adjustment(part, entry=r.entry) for part, r in zip(parts, found, strict=True) if part]
