"""Set carriers: which partners carry parcels, and how their waybills are followed (承运商)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from pydantic import Field

from ledgerhouse.documents.logistics.models import Carrier
from ledgerhouse.foundation import audit
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.partners.queries import partners_by_code

FACTS: Final = ("partner_id", "tracked_as", "tracking_url", "active")


@dataclass(frozen=True, kw_only=True)
class CarrierFacts:
    """A carrier: the partner it is, what the tracking service calls it, and the address of a parcel's page with `{number}` in it."""

    __pydantic_config__ = STRICT

    code: Annotated[Code, Field(max_length=40)] = field(metadata={"title": gettext_noop("Code")})
    partner: Code = field(metadata={"title": gettext_noop("Partner")})
    tracked_as: Annotated[str, Field(max_length=40)] = field(
        default="", metadata={"title": gettext_noop("Code at the tracking service")}
    )
    tracking_url: Annotated[str, Field(max_length=300, pattern=r"^(https://\S+)?$")] = field(
        default="", metadata={"title": gettext_noop("Tracking address")}
    )
    active: bool = field(default=True, metadata={"title": gettext_noop("Active")})


@dataclass(frozen=True, kw_only=True)
class SetCarriers:
    """Carriers that shall exist, new or known by their code."""

    __pydantic_config__ = STRICT

    carriers: Annotated[tuple[CarrierFacts, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Carriers")}
    )


@dataclass(frozen=True, kw_only=True)
class CarriersSet:
    """How many are new and how many changed."""

    created: int
    changed: int


@verb("logistics.set_carriers", may="keep carriers", title=gettext_noop("Set carriers"))
def set_carriers(command: SetCarriers, ctx: Context) -> CarriersSet:
    """Make the carriers that are new and change the known ones; waybills that exist stay as they are."""
    values, problems = _understand(ctx, command.carriers)
    if problems:
        raise Unreadable(problems)
    known = {row.code: row for row in scoped(ctx, Carrier).filter(code__in=values)}
    before = {code: {name: getattr(row, name) for name in FACTS} for code, row in known.items()}
    fresh = [Carrier(company_id=ctx.company, code=code, **facts) for code, facts in values.items() if code not in known]
    changed = [row for code, row in known.items() if before[code] != values[code]]
    for row in changed:
        for name, value in values[row.code].items():
            setattr(row, name, value)
    Carrier.objects.bulk_create(fresh)
    if changed:
        Carrier.objects.bulk_update(changed, FACTS)
    audit.record(
        ctx,
        [
            audit.Change(
                "logistics.carrier",
                row.id,
                row.code,
                "change" if row.code in before else "create",
                before.get(row.code, {}),
                values[row.code],
            )
            for row in [*fresh, *changed]
        ],
    )
    return CarriersSet(created=len(fresh), changed=len(changed))


def _understand(ctx: Context, carriers: Sequence[CarrierFacts]) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    partners = partners_by_code(ctx, {c.partner for c in carriers})
    values: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for i, c in enumerate(carriers):
        partner = partners.get(c.partner)
        wrong = []
        if partner is None:
            wrong.append(problem(f"carriers.{i}.partner", gettext_noop("there is no partner {code}"), code=c.partner))
        elif "carrier" not in partner.roles:
            template = gettext_noop("{code} is not a carrier: give the partner that role first")
            wrong.append(problem(f"carriers.{i}.partner", template, code=c.partner))
        if c.code in values:
            wrong.append(problem(f"carriers.{i}.code", gettext_noop("is there twice")))
        if c.tracking_url and "{number}" not in c.tracking_url:
            template = gettext_noop("must hold {expected} where the waybill's number goes")
            wrong.append(problem(f"carriers.{i}.tracking_url", template, expected="{number}"))
        problems += wrong
        if not wrong and partner is not None:
            facts = {name: getattr(c, name) for name in FACTS if name != "partner_id"}
            values[c.code] = {"partner_id": partner.id, **facts}
    return values, problems
