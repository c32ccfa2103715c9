"""Set the putaway rules of a warehouse, all of them in their order (上架规则)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any

from pydantic import Field

from ledgerhouse.documents.warehouse.models import PutawayRule
from ledgerhouse.documents.warehouse.putaway import STRATEGIES
from ledgerhouse.documents.warehouse.putaway_strategies import plug_ins
from ledgerhouse.foundation import audit
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.queries import categories_by_code, items_by_code
from ledgerhouse.masterdata.sites.queries import locations_by_code, zones_by_code
from ledgerhouse.masterdata.sites.queries import warehouse as warehouse_by_code
from ledgerhouse.masterdata.sites.words import AbcClass, Kind


@dataclass(frozen=True, kw_only=True)
class RuleFacts:
    """One rule: for an item, a category or all goods, by a strategy, limited to a zone, an ABC class or one place.

    Rules are tried in their order until everything has a place; goods that a rule means go nowhere else than its rules say.
    """

    __pydantic_config__ = STRICT

    strategy: Annotated[str, Field(min_length=1, max_length=40)] = field(metadata={"title": gettext_noop("Strategy")})
    item: str = field(default="", metadata={"title": gettext_noop("Item")})
    category: str = field(default="", metadata={"title": gettext_noop("Category")})
    zone: str = field(default="", metadata={"title": gettext_noop("Zone")})
    location: str = field(default="", metadata={"title": gettext_noop("Location")})
    abc: AbcClass = field(default=AbcClass.NONE, metadata={"title": gettext_noop("ABC class")})


@dataclass(frozen=True, kw_only=True)
class SetPutawayRules:
    """All rules of a warehouse; none means that all goods go by the company's strategy."""

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    rules: tuple[RuleFacts, ...] = field(default=(), metadata={"title": gettext_noop("Putaway rules")})


@dataclass(frozen=True, kw_only=True)
class PutawayRulesSet:
    """How many rules the warehouse has now."""

    rules: int


@verb("warehouse.set_putaway_rules", may="change sites", title=gettext_noop("Set putaway rules"))
def set_putaway_rules(command: SetPutawayRules, ctx: Context) -> PutawayRulesSet:
    """Replace the putaway rules of a warehouse. Tasks that are handed out already stay as they are."""
    warehouse = warehouse_by_code(ctx, command.warehouse)
    values, problems = _understand(ctx, warehouse.id, command.rules)
    if problems:
        raise Unreadable(problems)
    old = scoped(ctx, PutawayRule).filter(warehouse_id=warehouse.id)
    before = {"rules": [str(row) for row in old.order_by("position").values_list("strategy", flat=True)]}
    old.delete()
    PutawayRule.objects.bulk_create(
        PutawayRule(company_id=ctx.company, warehouse_id=warehouse.id, position=n, **facts)
        for n, facts in enumerate(values, 1)
    )
    after = {"rules": [{k: str(v) for k, v in asdict(rule).items() if v} for rule in command.rules]}
    audit.record(ctx, [audit.Change("warehouse.putaway_rules", warehouse.id, warehouse.code, "change", before, after)])
    return PutawayRulesSet(rules=len(values))


def _understand(ctx: Context, warehouse: int, rules: Sequence[RuleFacts]) -> tuple[list[dict[str, Any]], list[Problem]]:
    plug_ins()
    items = items_by_code(ctx, {r.item for r in rules if r.item})
    categories = categories_by_code(ctx, {r.category for r in rules if r.category})
    zones = zones_by_code(ctx, warehouse, {r.zone for r in rules if r.zone})
    places = {
        code: place
        for code, place in locations_by_code(ctx, warehouse, {r.location for r in rules if r.location}).items()
        if place.kind == Kind.STORAGE
    }
    values: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for i, r in enumerate(rules):
        where = f"rules.{i}"
        wrong = [
            *_unknown(f"{where}.item", gettext_noop("there is no item {code}"), r.item, items),
            *_unknown(f"{where}.category", gettext_noop("there is no category {code}"), r.category, categories),
            *_unknown(f"{where}.zone", gettext_noop("there is no zone {code} here"), r.zone, zones),
            *_unknown(f"{where}.location", gettext_noop("{code} is not a place to store at"), r.location, places),
        ]
        if r.strategy not in STRATEGIES:
            template = gettext_noop("must be one of {expected}")
            wrong.append(problem(f"{where}.strategy", template, expected=", ".join(STRATEGIES)))
        if r.strategy == "fixed_place" and not r.location:
            wrong.append(problem(f"{where}.location", gettext_noop("is needed for a fixed place")))
        if r.strategy == "abc_class" and not r.abc:
            wrong.append(problem(f"{where}.abc", gettext_noop("is needed for a strategy by ABC class")))
        problems += wrong
        if not wrong:
            values.append(
                {
                    "strategy": r.strategy,
                    "item_id": items[r.item].id if r.item else None,
                    "category_id": categories[r.category] if r.category else None,
                    "zone_id": zones[r.zone] if r.zone else None,
                    "location_id": places[r.location].id if r.location else None,
                    "abc": r.abc,
                }
            )
    return values, problems


def _unknown(where: str, template: str, code: str, known: Mapping[str, object]) -> list[Problem]:
    return [problem(where, template, code=code)] if code and code not in known else []
