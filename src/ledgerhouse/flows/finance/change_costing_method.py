"""Cost items by another method from the first day of a period on (计价方法变更), in every valuation area, with a record of the change."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from pydantic import Field

from ledgerhouse.foundation.numbering import take
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Price
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.costing.queries import moved_since, provisional_of
from ledgerhouse.masterdata.catalog.item_changes import ItemChange, plan_changes, write_changes
from ledgerhouse.masterdata.catalog.item_facts import CostingWord
from ledgerhouse.masterdata.catalog.queries import items_by_code, standard_costs
from ledgerhouse.masterdata.catalog.words import ItemRef
from ledgerhouse.masterdata.sites.queries import all_warehouses
from ledgerhouse.masterdata.sites.words import WarehouseRef
from ledgerhouse.posting.change_method import PAPER, Switch, Switched, change_method

MONTH_END: Final = "month_average"


@dataclass(frozen=True, kw_only=True)
class MethodLine:
    """An item and its new method; the standard cost where that is the method, if it shall be another than it has."""

    __pydantic_config__ = STRICT

    item: Code = field(metadata={"title": gettext_noop("Item")})
    method: CostingWord = field(metadata={"title": gettext_noop("Costing method")})
    standard_cost: Price | None = field(default=None, metadata={"title": gettext_noop("Standard cost")})


@dataclass(frozen=True, kw_only=True)
class ChangeCostingMethod:
    """New costing methods from the first day of a period on (the current one if left out), and why."""

    __pydantic_config__ = STRICT

    lines: Annotated[tuple[MethodLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})
    reason: Annotated[str, Field(min_length=1, max_length=200)] = field(metadata={"title": gettext_noop("Reason")})
    starts_on: date | None = field(default=None, metadata={"title": gettext_noop("From")})


@dataclass(frozen=True, kw_only=True)
class Restated:
    """What an item's stock was worth before and after, over all valuation areas."""

    item: str
    quantity: Decimal
    before: Decimal
    after: Decimal


@dataclass(frozen=True, kw_only=True)
class MethodsChanged:
    """The number of the change, and what became of the stock of each item."""

    number: str
    items: tuple[Restated, ...]


@verb("finance.change_costing_method", may="adjust costs", title=gettext_noop("Change costing method"))
def change_costing_method(command: ChangeCostingMethod, ctx: Context) -> MethodsChanged:
    """Change costing methods in all valuation areas. Refused once goods of an item have moved in the period: a period has one method."""
    ctx.require("adjust costs", company=ctx.company, warehouse=0)  # a method holds in all warehouses
    day = command.starts_on or ctx.today(company(ctx).timezone).replace(day=1)
    items = items_by_code(ctx, [line.item for line in command.lines])
    wanted = [ItemChange(code=n.item, costing=n.method, standard_cost=n.standard_cost) for n in command.lines]
    planned, found = plan_changes(ctx, wanted, path="lines", revalued=True)
    costs = standard_costs(ctx, {item.id for item in items.values()})
    problems: list[Problem] = [p._replace(where=p.where.replace(".code", ".item")) for p in found]
    problems += _wrong_day(day, ctx.today(company(ctx).timezone))
    problems += _unfit(ctx, command.lines, items, costs, day)
    if problems:
        raise Unreadable(problems)
    (number,) = take(ctx, PAPER, 1, day)
    write_changes(ctx, planned, reason=command.reason)
    switches = [
        Switch(items[n.item], n.method, _standard(n, costs.get(items[n.item].id, 0)) if n.method == "standard" else 0)
        for n in command.lines
    ]
    areas: dict[int, list[WarehouseRef]] = defaultdict(list)
    for site in sorted(all_warehouses(ctx)):
        areas[site.area].append(site)
    done = [
        switched
        for area in sorted(areas)
        for switched in change_method(ctx, areas[area], switches, number, day, command.reason)
    ]
    return MethodsChanged(number=number, items=_restated(command.lines, items, done))


def _standard(line: MethodLine, known: int) -> int:
    return known if line.standard_cost is None else exact.steps(line.standard_cost, exact.PRICE)


def _wrong_day(day: date, today: date) -> list[Problem]:
    problems = []
    if day.day != 1:
        problems.append(problem("starts_on", gettext_noop("must be the first day of a period")))
    if day > today:
        problems.append(problem("starts_on", gettext_noop("is in the future")))
    return problems


def _unfit(
    ctx: Context,
    lines: Sequence[MethodLine],
    items: Mapping[str, ItemRef],
    costs: Mapping[int, int],
    day: date,
) -> list[Problem]:
    known = {line.item: items[line.item] for line in lines if line.item in items}
    moved = moved_since(ctx, (item.id for item in known.values()), day) if known else {}
    owed = provisional_of(ctx, (item.id for item in known.values()))
    problems = []
    for i, line in enumerate(lines):
        item = known.get(line.item)
        if item is None:
            continue  # said by the plan
        if item.costing == line.method:
            template = gettext_noop("{code} is costed by this method already")
            problems.append(problem(f"lines.{i}.method", template, code=item.code))
        if item.id in moved:
            template = gettext_noop("goods of {code} moved {count} times since {day}; a period has one method")
            facts = {"code": item.code, "count": moved[item.id], "day": day.isoformat()}
            problems.append(problem(f"lines.{i}.item", template, **facts))
        if line.method == MONTH_END and item.id in owed:
            template = gettext_noop("goods of {code} were issued provisionally: receive them first")
            problems.append(problem(f"lines.{i}.item", template, code=item.code))
        if line.method == "standard" and not _standard(line, costs.get(item.id, 0)):
            problems.append(problem(f"lines.{i}.standard_cost", gettext_noop("is needed for standard costing")))
        if line.method != "standard" and line.standard_cost is not None:
            template = gettext_noop("item {code} is not costed at standard cost")
            problems.append(problem(f"lines.{i}.standard_cost", template, code=item.code))
    return problems


def _restated(
    lines: Sequence[MethodLine], items: Mapping[str, ItemRef], done: Sequence[Switched]
) -> tuple[Restated, ...]:
    found = []
    for line in lines:
        mine = [s for s in done if s.item == items[line.item].id]
        before, after = (exact.number(sum(s[at] for s in mine), exact.AMOUNT) for at in (3, 4))
        quantity = exact.number(sum(s.quantity for s in mine), exact.QUANTITY)
        found.append(Restated(item=line.item, quantity=quantity, before=before, after=after))
    return tuple(found)
