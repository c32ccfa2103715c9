"""Say how much more or less than ordered may come, and how long it must keep (收货规则)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from ledgerhouse.documents.warehouse.models import ReceivingRule
from ledgerhouse.foundation import audit
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.partners.queries import partners_by_code

Percent = Annotated[Decimal, Field(ge=0, le=1000, max_digits=10, decimal_places=6)]
Share = Annotated[Decimal, Field(ge=0, le=100, max_digits=9, decimal_places=6)]
SAID = ("over_percent", "under_percent", "life_days", "life_percent")


@dataclass(frozen=True, kw_only=True)
class RuleFacts:
    """A rule for a supplier, an item, both or all. What is left empty is left to the next wider rule; a rule that says nothing is taken away.

    Life is what must be left on the day of receipt: in days, or in percent of the item's shelf life; the longer one counts.
    """

    __pydantic_config__ = STRICT

    supplier: str = field(default="", metadata={"title": gettext_noop("Supplier")})
    item: str = field(default="", metadata={"title": gettext_noop("Item")})
    over_percent: Percent | None = field(default=None, metadata={"title": gettext_noop("Over (%)")})
    under_percent: Share | None = field(default=None, metadata={"title": gettext_noop("Under (%)")})
    life_days: Annotated[int, Field(ge=0, le=36_500)] | None = field(
        default=None, metadata={"title": gettext_noop("Least days of life left")}
    )
    life_percent: Share | None = field(default=None, metadata={"title": gettext_noop("Least life left (%)")})


@dataclass(frozen=True, kw_only=True)
class SetReceivingRules:
    """The rules as they shall be from now on, each by supplier and item; others stay."""

    __pydantic_config__ = STRICT

    lines: Annotated[tuple[RuleFacts, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class ReceivingRulesSet:
    """How many rules stand now that were set, and how many were taken away."""

    rules: int
    removed: int


@verb("warehouse.set_receiving_rules", may="set receiving rules", title=gettext_noop("Set receiving rules"))
def set_receiving_rules(command: SetReceivingRules, ctx: Context) -> ReceivingRulesSet:
    """Set tolerances and the least life at receipt, for suppliers, items, both or all."""
    suppliers = {code: ref.id for code, ref in partners_by_code(ctx, {f.supplier for f in command.lines}).items()}
    items = {code: ref.id for code, ref in items_by_code(ctx, {f.item for f in command.lines}).items()}
    problems = _problems(command.lines, suppliers, items)
    if problems:
        raise Unreadable(problems)
    keys = [f"{suppliers.get(f.supplier, 0)}:{items.get(f.item, 0)}" for f in command.lines]
    standing = {row.key: row for row in scoped(ctx, ReceivingRule).filter(key__in=keys)}
    fresh, changed, gone, told = [], [], [], []
    for key, facts in zip(keys, command.lines, strict=True):
        after = {name: getattr(facts, name) for name in SAID}
        row = standing.get(key)
        before: dict[str, Any] = {name: getattr(row, name) for name in SAID} if row else {}
        if all(value is None for value in after.values()):
            gone += [row] if row else []
            after = {}
        elif row is None:
            row = ReceivingRule(company_id=ctx.company, key=key, **_ids(facts, suppliers, items), **after)
            fresh.append(row)
        else:
            for name, value in after.items():
                setattr(row, name, value)
            changed.append(row)
        if row is not None and before != after:
            name = " ".join(code for code in (facts.supplier, facts.item) if code) or "*"
            told.append(audit.Change("warehouse.receiving_rule", row.id, name, "change", before, after))
    ReceivingRule.objects.bulk_create(fresh)
    ReceivingRule.objects.bulk_update(changed, SAID)
    ReceivingRule.objects.filter(id__in=[row.id for row in gone]).delete()
    audit.record(ctx, told)
    return ReceivingRulesSet(rules=len(fresh) + len(changed), removed=len(gone))


def _ids(facts: RuleFacts, suppliers: Mapping[str, int], items: Mapping[str, int]) -> dict[str, int | None]:
    return {"supplier_id": suppliers.get(facts.supplier), "item_id": items.get(facts.item)}


def _problems(lines: Sequence[RuleFacts], suppliers: Mapping[str, int], items: Mapping[str, int]) -> list[Problem]:
    problems = []
    seen: set[tuple[str, str]] = set()
    for i, facts in enumerate(lines):
        if facts.supplier and facts.supplier not in suppliers:
            template = gettext_noop("there is no supplier {code}")
            problems.append(problem(f"lines.{i}.supplier", template, code=facts.supplier))
        if facts.item and facts.item not in items:
            problems.append(problem(f"lines.{i}.item", gettext_noop("there is no item {code}"), code=facts.item))
        if (facts.supplier, facts.item) in seen:
            problems.append(problem(f"lines.{i}", gettext_noop("is there twice")))
        seen.add((facts.supplier, facts.item))
    return problems
