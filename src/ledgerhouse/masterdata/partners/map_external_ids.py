"""Say what a foreign system calls partners."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.partners.models import ExternalId
from ledgerhouse.masterdata.partners.queries import partners_by_code, partners_by_external


@dataclass(frozen=True, kw_only=True)
class ForeignCode:
    """One partner's name in the foreign system."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    partner: Code
    code: Annotated[str, Field(min_length=1, max_length=80)]


@dataclass(frozen=True, kw_only=True)
class MapExternalIds:
    """Names of partners in one foreign system; a pair that is known already is skipped."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    system: Annotated[str, Field(min_length=1, max_length=40)]
    lines: Annotated[tuple[ForeignCode, ...], Field(min_length=1, max_length=5_000)]


@dataclass(frozen=True, kw_only=True)
class ExternalIdsMapped:
    """How many are new."""

    count: int


@verb("partners.map_external_ids", may="change partners", title=gettext_noop("Map foreign codes"))
def map_external_ids(command: MapExternalIds, ctx: Context) -> ExternalIdsMapped:
    """Say what a foreign system calls partners; one foreign code means one partner."""
    partners = partners_by_code(ctx, [line.partner for line in command.lines])
    known = partners_by_external(ctx, command.system, [line.code for line in command.lines])
    wrong: list[Problem] = []
    fresh: dict[str, int] = {}
    for i, line in enumerate(command.lines):
        partner = partners.get(line.partner)
        if partner is None:
            wrong.append(problem(f"lines.{i}.partner", gettext_noop("is not a partner here")))
        elif line.code in known and known[line.code].id != partner.id:
            template = gettext_noop("already means {partner}")
            wrong.append(problem(f"lines.{i}.code", template, partner=known[line.code].code))
        elif fresh.get(line.code, partner.id) != partner.id:
            wrong.append(problem(f"lines.{i}.code", gettext_noop("is named more than once")))
        elif line.code not in known:
            fresh[line.code] = partner.id
    if wrong:
        raise Unreadable(wrong)
    rows = [
        ExternalId(id=identifier, company_id=ctx.company, partner_id=partner_id, system=command.system, code=code)
        for identifier, (code, partner_id) in zip(new_ids(len(fresh)), fresh.items(), strict=True)
    ]
    ExternalId.objects.bulk_create(rows)
    names = {partner.id: partner.code for partner in partners.values()}
    audit.record(
        ctx,
        (
            audit.Change("partners.partner", r.partner_id, names[r.partner_id], "map", {}, {command.system: r.code})
            for r in rows
        ),
    )
    return ExternalIdsMapped(count=len(rows))
