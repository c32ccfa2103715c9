"""Set inspection plans: which goods are looked at, and how much of them (检验方案)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field

from ledgerhouse.documents.quality.models import Plan
from ledgerhouse.documents.quality.sampling import AQLS
from ledgerhouse.documents.quality.words import Method
from ledgerhouse.foundation import audit
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.queries import categories_by_code, items_by_code
from ledgerhouse.masterdata.partners.queries import partners_by_code

FACTS = (
    *("item_id", "category_id", "supplier_id", "operation", "method", "percent"),
    *("level", "aql", "reduced", "skip_after", "skip_every", "active"),
)


@dataclass(frozen=True, kw_only=True)
class PlanFacts:
    """A plan. What is left empty means all goods; of several that fit, that of the item comes before that of the supplier, then the category.

    A percentage needs `percent`; sampling by ISO 2859-1 needs an AQL. After `skip_after` accepted lots in a row only every `skip_every`-th is
    looked at.
    """

    __pydantic_config__ = STRICT

    code: Annotated[str, Field(min_length=1, max_length=40)] = field(metadata={"title": gettext_noop("Code")})
    item: str = field(default="", metadata={"title": gettext_noop("Item")})
    category: str = field(default="", metadata={"title": gettext_noop("Category")})
    supplier: str = field(default="", metadata={"title": gettext_noop("Supplier")})
    operation: Literal["", "receipt"] = field(default="", metadata={"title": gettext_noop("Operation")})
    method: Method = field(default=Method.ALL, metadata={"title": gettext_noop("Method")})
    percent: Annotated[int, Field(ge=0, le=100)] = field(default=0, metadata={"title": gettext_noop("Percent")})
    level: Literal["S-1", "S-2", "S-3", "S-4", "I", "II", "III"] = field(
        default="II", metadata={"title": gettext_noop("Inspection level")}
    )
    aql: str = field(default="", metadata={"title": gettext_noop("AQL")})
    reduced: bool = field(default=False, metadata={"title": gettext_noop("Reduced inspection allowed")})
    skip_after: Annotated[int, Field(ge=0, le=1000)] = field(
        default=0, metadata={"title": gettext_noop("Skip after so many accepted lots")}
    )
    skip_every: Annotated[int, Field(ge=0, le=1000)] = field(
        default=0, metadata={"title": gettext_noop("Then inspect every")}
    )
    active: bool = field(default=True, metadata={"title": gettext_noop("Active")})


@dataclass(frozen=True, kw_only=True)
class SetPlans:
    """Plans that shall exist, new or known by their code."""

    __pydantic_config__ = STRICT

    plans: Annotated[tuple[PlanFacts, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Inspection plans")}
    )


@dataclass(frozen=True, kw_only=True)
class PlansSet:
    """How many are new and how many changed."""

    created: int
    changed: int


@verb("quality.set_plans", may="plan inspections", title=gettext_noop("Set inspection plans"))
def set_plans(command: SetPlans, ctx: Context) -> PlansSet:
    """Make the plans that are new and change the known ones. Receipts from now on follow them; open inspections stay as they are."""
    values, problems = _understand(ctx, command.plans)
    if problems:
        raise Unreadable(problems)
    known = {row.code: row for row in scoped(ctx, Plan).filter(code__in=values)}
    before = {code: {name: getattr(row, name) for name in FACTS} for code, row in known.items()}
    fresh = [Plan(company_id=ctx.company, code=code, **facts) for code, facts in values.items() if code not in known]
    changed = [row for code, row in known.items() if before[code] != values[code]]
    for row in changed:
        for name, value in values[row.code].items():
            setattr(row, name, value)
    Plan.objects.bulk_create(fresh)
    if changed:
        Plan.objects.bulk_update(changed, FACTS)
    audit.record(
        ctx,
        [
            audit.Change(
                "quality.plan",
                row.id,
                row.code,
                "change" if row.code in before else "create",
                before.get(row.code, {}),
                values[row.code],
            )
            for row in [*fresh, *changed]
        ],
    )
    return PlansSet(created=len(fresh), changed=len(changed))


def _understand(ctx: Context, plans: Sequence[PlanFacts]) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    items = items_by_code(ctx, {p.item for p in plans if p.item})
    categories = categories_by_code(ctx, {p.category for p in plans if p.category})
    suppliers = partners_by_code(ctx, {p.supplier for p in plans if p.supplier})
    values: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for i, p in enumerate(plans):
        wrong = [
            *_unknown(f"plans.{i}.item", gettext_noop("there is no item {code}"), p.item, items),
            *_unknown(f"plans.{i}.category", gettext_noop("there is no category {code}"), p.category, categories),
            *_unknown(f"plans.{i}.supplier", gettext_noop("there is no partner {code}"), p.supplier, suppliers),
            *_wrong(f"plans.{i}", p),
        ]
        if p.code in values:
            wrong.append(problem(f"plans.{i}.code", gettext_noop("is there twice")))
        problems += wrong
        if not wrong:
            values[p.code] = {
                "item_id": items[p.item].id if p.item else None,
                "category_id": categories[p.category] if p.category else None,
                "supplier_id": suppliers[p.supplier].id if p.supplier else None,
                **{name: getattr(p, name) for name in FACTS if not name.endswith("_id")},
            }
    return values, problems


def _unknown(where: str, template: str, code: str, known: Mapping[str, object]) -> list[Problem]:
    return [problem(where, template, code=code)] if code and code not in known else []


def _wrong(where: str, p: PlanFacts) -> list[Problem]:
    found = []
    if p.method == Method.PERCENT and not p.percent:
        found.append(problem(f"{where}.percent", gettext_noop("is needed for a percentage")))
    if p.method == Method.SAMPLING and p.aql not in AQLS:
        found.append(problem(f"{where}.aql", gettext_noop("must be one of {expected}"), expected=", ".join(AQLS)))
    if bool(p.skip_after) != (p.skip_every > 1):
        template = gettext_noop("skipping lots needs how many are accepted first, and which of them is inspected then")
        found.append(problem(f"{where}.skip_every", template))
    return found
