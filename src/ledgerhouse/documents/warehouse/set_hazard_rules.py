"""Set which hazard classes are kept apart, and how far (危险品隔离)."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from ledgerhouse.documents.warehouse.models import HazardRule
from ledgerhouse.foundation import audit
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem

Class = Annotated[str, Field(min_length=1, max_length=20)]


@dataclass(frozen=True, kw_only=True)
class HazardFacts:
    """Goods of these two hazard classes must not lie in one location, aisle or zone."""

    __pydantic_config__ = STRICT

    first: Class = field(metadata={"title": gettext_noop("Hazard class")})
    second: Class = field(metadata={"title": gettext_noop("Other hazard class")})
    within: Literal["location", "aisle", "zone"] = field(metadata={"title": gettext_noop("Not in one")})


@dataclass(frozen=True, kw_only=True)
class SetHazardRules:
    """All hazard rules of the company."""

    __pydantic_config__ = STRICT

    rules: tuple[HazardFacts, ...] = field(default=(), metadata={"title": gettext_noop("Hazard rules")})


@dataclass(frozen=True, kw_only=True)
class HazardRulesSet:
    """How many rules there are now."""

    rules: int


@verb("warehouse.set_hazard_rules", may="change sites", title=gettext_noop("Set hazard rules"))
def set_hazard_rules(command: SetHazardRules, ctx: Context) -> HazardRulesSet:
    """Replace the hazard rules of the company. Goods that lie too near already stay; no more are put there."""
    seen: set[frozenset[str]] = set()
    problems = []
    for i, rule in enumerate(command.rules):
        pair = frozenset({rule.first, rule.second})
        if pair in seen:
            problems.append(problem(f"rules.{i}.second", gettext_noop("is there twice")))
        seen.add(pair)
    if problems:
        raise Unreadable(problems)
    old = scoped(ctx, HazardRule)
    before = {"rules": [list(row) for row in old.order_by("id").values_list("first", "second", "within")]}
    old.delete()
    HazardRule.objects.bulk_create(
        HazardRule(company_id=ctx.company, first=r.first, second=r.second, within=r.within) for r in command.rules
    )
    after = {"rules": [[r.first, r.second, r.within] for r in command.rules]}
    audit.record(ctx, [audit.Change("warehouse.hazard_rules", ctx.company, "", "change", before, after)])
    return HazardRulesSet(rules=len(command.rules))
