"""Make partners: many at once."""

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.kernel.mnemonic import mnemonic
from ledgerhouse.masterdata.partners.models import Partner
from ledgerhouse.masterdata.partners.partner_facts import FACTS, NewPartner, departments, groups, outside
from ledgerhouse.masterdata.partners.words import Role


@dataclass(frozen=True, kw_only=True)
class CreatePartners:
    """Partners that do not exist yet."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    partners: Annotated[tuple[NewPartner, ...], Field(min_length=1, max_length=20_000)]


@dataclass(frozen=True, kw_only=True)
class PartnersCreated:
    """Their codes, in the order of the command."""

    codes: tuple[str, ...]


@verb("partners.create_partners", may="change partners", title=gettext_noop("Create partners"))
def create_partners(command: CreatePartners, ctx: Context) -> PartnersCreated:
    """Make partners; all problems at once, nothing half written."""
    units = departments(ctx, (line.department for line in command.partners))
    known_groups = groups(ctx, (line.group for line in command.partners))
    wrong = _wrong(ctx, command.partners, units, known_groups)
    if wrong:
        raise Unreadable(wrong)
    currency = company(ctx).currency
    rows = [
        Partner(
            id=identifier,
            company_id=ctx.company,
            code=line.code,
            department_id=units.get(line.department),
            group_id=known_groups.get(line.group),
            **{
                **{name: getattr(line, name) for name in FACTS},
                "mnemonic": line.mnemonic or mnemonic(line.name),
                "currency": line.currency or currency,
            },
        )
        for identifier, line in zip(new_ids(len(command.partners)), command.partners, strict=True)
    ]
    Partner.objects.bulk_create(rows)
    audit.record(
        ctx,
        (
            audit.Change("partners.partner", row.id, row.code, "create", {}, {n: getattr(row, n) for n in FACTS})
            for row in rows
        ),
    )
    return PartnersCreated(codes=tuple(row.code for row in rows))


def _wrong(
    ctx: Context, lines: tuple[NewPartner, ...], units: dict[str, int], known_groups: dict[str, int]
) -> list[Problem]:
    # a company has some thousands of partners; asking for all codes is one statement whatever the file holds
    known = set(Partner.objects.filter(company_id=ctx.company).values_list("code", flat=True))
    times = Counter(line.code for line in lines)
    wrong = []
    for i, line in enumerate(lines):
        if line.code in known:
            wrong.append(problem(f"partners.{i}.code", gettext_noop("is already taken")))
        elif times[line.code] > 1:
            wrong.append(problem(f"partners.{i}.code", gettext_noop("is named more than once")))
        if not any(getattr(line, role.value) for role in Role):
            wrong.append(problem(f"partners.{i}", gettext_noop("needs at least one role")))
        if line.department and line.department not in units:
            wrong.append(problem(f"partners.{i}.department", gettext_noop("is not a department of the company")))
        if line.group and line.group not in known_groups:
            wrong.append(problem(f"partners.{i}.group", gettext_noop("is not a customer group here")))
        elif not (line.department and line.department not in units):
            wrong += outside(ctx, f"partners.{i}", units.get(line.department, 0), known_groups.get(line.group, 0))
    return wrong
