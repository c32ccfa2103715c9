"""Change standard costs (标准成本变更): what is in stock is worth the new standard from now on, the difference is a variance."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ledgerhouse.flows.finance.value_changes import Share, post_change, share
from ledgerhouse.foundation.approvals.authority import authority, write_down
from ledgerhouse.foundation.approvals.subjects import Facts
from ledgerhouse.foundation.numbering import take
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Price
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.costing.queries import pools_of
from ledgerhouse.ledgers.costing.words import Adjustment, Cause, Change
from ledgerhouse.masterdata.catalog.change_approval import PRICE_CHANGE
from ledgerhouse.masterdata.catalog.item_changes import ItemChange, Planned, plan_changes, write_changes
from ledgerhouse.masterdata.catalog.queries import categories_of, items_by_code
from ledgerhouse.masterdata.sites.queries import warehouses

PAPER = "standard_change"


@dataclass(frozen=True, kw_only=True)
class StandardLine:
    """The new standard cost of one base unit of an item."""

    __pydantic_config__ = STRICT

    item: Code = field(metadata={"title": gettext_noop("Item")})
    cost: Price = field(metadata={"title": gettext_noop("Standard cost")})


@dataclass(frozen=True, kw_only=True)
class ChangeStandardCosts:
    """New standard costs of items that are costed so, and why."""

    __pydantic_config__ = STRICT

    lines: Annotated[tuple[StandardLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})
    reason: Annotated[str, Field(min_length=1, max_length=200)] = field(metadata={"title": gettext_noop("Reason")})
    changed_on: date | None = field(default=None, metadata={"title": gettext_noop("Changed on")})


@dataclass(frozen=True, kw_only=True)
class StandardCostsChanged:
    """The number of the change, how many items it changed, and by how much their stock was revalued."""

    number: str
    changed: int
    shares: tuple[Share, ...]


@verb("finance.change_standard_costs", may="adjust costs", title=gettext_noop("Change standard costs"))
def change_standard_costs(command: ChangeStandardCosts, ctx: Context) -> StandardCostsChanged:
    """Change standard costs and revalue what is in stock at them, in every valuation area."""
    ctx.require("adjust costs", company=ctx.company, warehouse=0)  # a standard holds in all warehouses
    items = items_by_code(ctx, [line.item for line in command.lines])
    wanted = [ItemChange(code=line.item, standard_cost=line.cost) for line in command.lines]
    planned, found = plan_changes(ctx, wanted, path="lines", revalued=True)
    problems: list[Problem] = list(found)
    for i, line in enumerate(command.lines):
        item = items.get(line.item)
        if item is not None and item.costing != "standard":
            template = gettext_noop("item {code} is not costed at standard cost")
            problems.append(problem(f"lines.{i}.item", template, code=line.item))
    if problems:
        raise Unreadable(problems)
    granted = authority(ctx, PRICE_CHANGE, lambda: _facts(ctx, planned))
    day = command.changed_on or ctx.today(company(ctx).timezone)
    (number,) = take(ctx, PAPER, 1, day)
    write_down(ctx, granted, PAPER, number)
    write_changes(ctx, planned, reason=command.reason)
    prices = {items[line.item].id: line.cost for line in command.lines}
    codes = {item.id: item.code for item in items.values()}
    shares: list[Share] = []
    for site in {site.area: site for site in warehouses(ctx)}.values():
        amounts = _amounts(ctx, site.area, prices)
        if amounts:
            change = Change(
                Cause.STANDARD_CHANGE,
                PAPER,
                number,
                day,
                tuple(Adjustment(steps, item=item) for item, steps in amounts.items()),
                why=command.reason,
            )
            spreads = post_change(ctx, site, change, [f"lines.{codes[item]}" for item in amounts])
            shares += [share(codes[item], spread) for item, spread in zip(amounts, spreads, strict=True)]
    return StandardCostsChanged(number=number, changed=len(planned), shares=tuple(shares))


def _facts(ctx: Context, planned: Sequence[Planned]) -> Facts:
    """What the routes for price changes look at: the largest difference of a unit price, as in a change request."""
    steps = [
        abs(Decimal(str(one.after["standard_cost"])) - Decimal(str(one.before["standard_cost"]))) for one in planned
    ]
    categories = categories_of(ctx, {one.item.id for one in planned})
    return Facts(
        number="",
        amount=max(steps, default=Decimal(0)),
        categories=frozenset(c for some in categories.values() for c in some),
        content=repr([(one.item.id, one.after) for one in planned]),
    )


def _amounts(ctx: Context, area: int, prices: dict[int, Decimal]) -> dict[int, int]:
    """By how much each pool of an area differs from its quantity at the new standard."""
    places = company(ctx).currency_places
    amounts = {}
    for item, (quantity, worth) in pools_of(ctx, area, prices).items():
        steps = exact.extend(quantity, exact.steps(prices[item], exact.PRICE), places) - worth
        if steps:
            amounts[item] = steps
    return amounts
