"""Set the allocation rules of a warehouse, all of them in their order (分配规则)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field

from ledgerhouse.documents.warehouse.allocation import STRATEGIES, plug_ins
from ledgerhouse.documents.warehouse.models import AllocationRule
from ledgerhouse.foundation import audit
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.queries import categories_by_code, items_by_code
from ledgerhouse.masterdata.partners.queries import partners_by_code
from ledgerhouse.masterdata.sites.queries import warehouse as warehouse_by_code
from ledgerhouse.masterdata.sites.queries import zones_by_code


@dataclass(frozen=True, kw_only=True)
class AllocationFacts:
    """One rule: for an item, a category, a customer or everything, by a strategy, from some zones first.

    `whole` takes whole pallets and cases before pieces, without breaking the strategy's order. `scarce` says who gets what does not suffice
    for all: the most urgent order first (`priority`), or everybody in proportion (`share`).
    """

    __pydantic_config__ = STRICT

    strategy: Annotated[str, Field(min_length=1, max_length=40)] = field(metadata={"title": gettext_noop("Strategy")})
    item: str = field(default="", metadata={"title": gettext_noop("Item")})
    category: str = field(default="", metadata={"title": gettext_noop("Category")})
    customer: str = field(default="", metadata={"title": gettext_noop("Customer")})
    zones: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Zones first")})
    whole: bool = field(default=False, metadata={"title": gettext_noop("Whole packs first")})
    scarce: Literal["priority", "share"] = field(
        default="priority", metadata={"title": gettext_noop("When stock is scarce")}
    )


@dataclass(frozen=True, kw_only=True)
class SetAllocationRules:
    """All rules of a warehouse; lines that none of them means are served first expired first out."""

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    rules: tuple[AllocationFacts, ...] = field(default=(), metadata={"title": gettext_noop("Allocation rules")})


@dataclass(frozen=True, kw_only=True)
class AllocationRulesSet:
    """How many rules the warehouse has now."""

    rules: int


@verb("warehouse.set_allocation_rules", may="change sites", title=gettext_noop("Set allocation rules"))
def set_allocation_rules(command: SetAllocationRules, ctx: Context) -> AllocationRulesSet:
    """Replace the allocation rules of a warehouse. What is held already stays held."""
    warehouse = warehouse_by_code(ctx, command.warehouse)
    values, problems = _understand(ctx, warehouse.id, command.rules)
    if problems:
        raise Unreadable(problems)
    old = scoped(ctx, AllocationRule).filter(warehouse_id=warehouse.id)
    before = {"rules": [str(row) for row in old.order_by("position").values_list("strategy", flat=True)]}
    old.delete()
    AllocationRule.objects.bulk_create(
        AllocationRule(company_id=ctx.company, warehouse_id=warehouse.id, position=n, **facts)
        for n, facts in enumerate(values, 1)
    )
    after = {"rules": [{k: str(v) for k, v in asdict(rule).items() if v} for rule in command.rules]}
    audit.record(
        ctx, [audit.Change("warehouse.allocation_rules", warehouse.id, warehouse.code, "change", before, after)]
    )
    return AllocationRulesSet(rules=len(values))


def _understand(
    ctx: Context, warehouse: int, rules: Sequence[AllocationFacts]
) -> tuple[list[dict[str, Any]], list[Problem]]:
    plug_ins()
    items = items_by_code(ctx, {r.item for r in rules if r.item})
    categories = categories_by_code(ctx, {r.category for r in rules if r.category})
    partners = partners_by_code(ctx, {r.customer for r in rules if r.customer})
    customers = {code: ref for code, ref in partners.items() if "customer" in ref.roles}
    zones = zones_by_code(ctx, warehouse, {zone for r in rules for zone in r.zones})
    values: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for i, r in enumerate(rules):
        where = f"rules.{i}"
        wrong = [
            *_unknown(f"{where}.item", gettext_noop("there is no item {code}"), r.item, items),
            *_unknown(f"{where}.category", gettext_noop("there is no category {code}"), r.category, categories),
            *_unknown(f"{where}.customer", gettext_noop("there is no customer {code}"), r.customer, customers),
        ]
        for n, zone in enumerate(r.zones):
            wrong += _unknown(f"{where}.zones.{n}", gettext_noop("there is no zone {code} here"), zone, zones)
        if r.strategy not in STRATEGIES:
            template = gettext_noop("must be one of {expected}")
            wrong.append(problem(f"{where}.strategy", template, expected=", ".join(STRATEGIES)))
        problems += wrong
        if not wrong:
            values.append(
                {
                    "strategy": r.strategy,
                    "item_id": items[r.item].id if r.item else None,
                    "category_id": categories[r.category] if r.category else None,
                    "customer_id": customers[r.customer].id if r.customer else None,
                    "zones": ",".join(r.zones),
                    "whole": r.whole,
                    "scarce": r.scarce,
                }
            )
    return values, problems


def _unknown(where: str, template: str, code: str, known: Mapping[str, object]) -> list[Problem]:
    return [problem(where, template, code=code)] if code and code not in known else []
