"""Change partners: many at once, old and new kept in the audit trail."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.kernel.mnemonic import mnemonic
from ledgerhouse.masterdata.partners.models import Partner
from ledgerhouse.masterdata.partners.partner_facts import FACTS, PartnerChange, departments, groups
from ledgerhouse.masterdata.partners.words import Role

COLUMNS = (*FACTS, "department_id", "group_id")


@dataclass(frozen=True, kw_only=True)
class ChangePartners:
    """Changes of partners, and why."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    partners: Annotated[tuple[PartnerChange, ...], Field(min_length=1, max_length=5_000)]
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class PartnersChanged:
    """How many the command named."""

    count: int


@verb("partners.change_partners", may="change partners", title=gettext_noop("Change partners"))
def change_partners(command: ChangePartners, ctx: Context) -> PartnersChanged:
    """Change partners; a merged one can not be changed any more."""
    units = departments(ctx, (line.department for line in command.partners))
    known_groups = groups(ctx, (line.group for line in command.partners))
    codes = {line.code for line in command.partners}
    rows = {row.code: row for row in scoped(ctx, Partner).filter(code__in=codes, merged_into=None)}
    wrong: list[Problem] = []
    changes = []
    for i, line in enumerate(command.partners):
        row = rows.get(line.code)
        if row is None:
            wrong.append(problem(f"partners.{i}.code", gettext_noop("is not a partner here")))
            continue
        if line.department and line.department not in units:
            wrong.append(problem(f"partners.{i}.department", gettext_noop("is not a department of the company")))
        if line.group and line.group not in known_groups:
            wrong.append(problem(f"partners.{i}.group", gettext_noop("is not a customer group here")))
        before = {name: getattr(row, name) for name in COLUMNS}
        for name, value in _values(line, units, known_groups).items():
            setattr(row, name, value)
        if (line.department is not None or line.group is not None) and not _inside(ctx, row):
            wrong.append(problem(f"partners.{i}", gettext_noop("would then lie outside what you may change")))
        if not any(getattr(row, role.value) for role in Role):
            wrong.append(problem(f"partners.{i}", gettext_noop("needs at least one role")))
        after = {name: getattr(row, name) for name in COLUMNS}
        changes.append(audit.Change("partners.partner", row.id, row.code, "change", before, after))
    if wrong:
        raise Unreadable(wrong)
    Partner.objects.bulk_update(rows.values(), COLUMNS, batch_size=1000)
    audit.record(ctx, changes, reason=command.reason)
    return PartnersChanged(count=len(rows))


def _inside(ctx: Context, row: Partner) -> bool:
    """Whether whoever changes it could still change it afterwards: nobody moves a partner to where he has no say."""
    facts = {"company": ctx.company, "department": row.department_id or 0, "customer_group": row.group_id or 0}
    return ctx.reach("change partners").covers(facts)


def _values(line: PartnerChange, units: dict[str, int], known_groups: dict[str, int]) -> dict[str, Any]:
    values = {name: value for name in FACTS if (value := getattr(line, name)) is not None}
    if line.name is not None and line.mnemonic is None:
        values["mnemonic"] = mnemonic(line.name)
    if line.department is not None:
        values["department_id"] = units.get(line.department)
    if line.group is not None:
        values["group_id"] = known_groups.get(line.group)
    return values
