"""Set services of carriers: cut-off, limits, and what carriage costs to which region (物流产品与运价)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Final

from pydantic import Field

from ledgerhouse.documents.logistics.models import Carrier, Rate, Service
from ledgerhouse.foundation import audit
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem

FACTS: Final = ("name", "cutoff", "longest_mm", "heaviest_g", "cold", "active")
Grams = Annotated[int, Field(ge=0, le=2_000_000_000)]
Money = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=4)]


@dataclass(frozen=True, kw_only=True)
class RateFacts:
    """What carriage to a region costs and how many days it takes. Without province and city: to everywhere else."""

    __pydantic_config__ = STRICT

    first_price: Money = field(metadata={"title": gettext_noop("Price of the first weight")})
    province: Annotated[str, Field(max_length=60)] = field(default="", metadata={"title": gettext_noop("Province")})
    city: Annotated[str, Field(max_length=60)] = field(default="", metadata={"title": gettext_noop("City")})
    days: Annotated[int, Field(ge=0, le=99)] = field(default=1, metadata={"title": gettext_noop("Days")})
    first_g: Grams = field(default=1000, metadata={"title": gettext_noop("First weight (g)")})
    step_g: Grams = field(default=1000, metadata={"title": gettext_noop("Further weight (g)")})
    step_price: Money = field(default=Decimal(0), metadata={"title": gettext_noop("Price of each further weight")})


@dataclass(frozen=True, kw_only=True)
class ServiceFacts:
    """A service of a carrier with all its rates. Limits of 0 are none; what is handed over after the cut-off leaves the next day."""

    __pydantic_config__ = STRICT

    carrier: Code = field(metadata={"title": gettext_noop("Carrier")})
    code: Annotated[Code, Field(max_length=40)] = field(metadata={"title": gettext_noop("Code")})
    name: Annotated[str, Field(min_length=1, max_length=100)] = field(metadata={"title": gettext_noop("Name")})
    rates: Annotated[tuple[RateFacts, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Rates")})
    cutoff: Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")] = field(
        default="", metadata={"title": gettext_noop("Cut-off time")}
    )
    longest_mm: Annotated[int, Field(ge=0, le=100_000)] = field(
        default=0, metadata={"title": gettext_noop("Longest side (mm)")}
    )
    heaviest_g: Grams = field(default=0, metadata={"title": gettext_noop("Heaviest (g)")})
    cold: bool = field(default=False, metadata={"title": gettext_noop("Cold chain")})
    active: bool = field(default=True, metadata={"title": gettext_noop("Active")})


@dataclass(frozen=True, kw_only=True)
class SetServices:
    """Services that shall exist, new or known by carrier and code."""

    __pydantic_config__ = STRICT

    services: Annotated[tuple[ServiceFacts, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Services")}
    )


@dataclass(frozen=True, kw_only=True)
class ServicesSet:
    """How many are new and how many were known."""

    created: int
    changed: int


@verb("logistics.set_services", may="keep carriers", title=gettext_noop("Set carrier services"))
def set_services(command: SetServices, ctx: Context) -> ServicesSet:
    """Make the services that are new and change the known ones; their rates are replaced by those given. Constant statements."""
    carriers = {row.code: row for row in scoped(ctx, Carrier).filter(code__in={s.carrier for s in command.services})}
    problems = _wrong(command.services, set(carriers))
    if problems:
        raise Unreadable(problems)
    rows = scoped(ctx, Service).filter(carrier__in=carriers.values()).select_related("carrier")
    known = {(row.carrier.code, row.code): row for row in rows}
    fresh, changed, changes, rates = [], [], [], []
    for s in command.services:
        after = {name: getattr(s, name) for name in FACTS}
        row = known.get((s.carrier, s.code))
        before = {name: getattr(row, name) for name in FACTS} if row else {}
        if row is None:
            row = Service(company_id=ctx.company, carrier=carriers[s.carrier], code=s.code)
            fresh.append(row)
        else:
            changed.append(row)
        for name, value in after.items():
            setattr(row, name, value)
        step = "change" if before else "create"
        changes.append(audit.Change("logistics.service", row.id, f"{s.carrier}/{s.code}", step, before, after))
        rates += [_rate(row, r) for r in s.rates]
    Service.objects.bulk_create(fresh)
    if changed:
        Service.objects.bulk_update(changed, FACTS)
        Rate.objects.filter(service__in=changed).delete()
    Rate.objects.bulk_create(rates)
    audit.record(ctx, changes)
    return ServicesSet(created=len(fresh), changed=len(changed))


def _rate(service: Service, r: RateFacts) -> Rate:
    return Rate(
        service=service,
        province=r.province,
        city=r.city,
        days=r.days,
        first_g=r.first_g,
        first_price=r.first_price,
        step_g=r.step_g,
        step_price=r.step_price,
    )


def _wrong(services: Sequence[ServiceFacts], carriers: set[str]) -> list[Problem]:
    problems, seen = [], set()
    for i, s in enumerate(services):
        if s.carrier not in carriers:
            template = gettext_noop("there is no carrier {code}")
            problems.append(problem(f"services.{i}.carrier", template, code=s.carrier))
        if (s.carrier, s.code) in seen:
            problems.append(problem(f"services.{i}.code", gettext_noop("is there twice")))
        seen.add((s.carrier, s.code))
        places = [(r.province, r.city) for r in s.rates]
        for n, place in enumerate(places):
            if place in places[:n]:
                problems.append(problem(f"services.{i}.rates.{n}.province", gettext_noop("is there twice")))
        for n, r in enumerate(s.rates):
            if r.step_price and not r.step_g:
                problems.append(problem(f"services.{i}.rates.{n}.step_g", gettext_noop("is missing")))
    return problems
