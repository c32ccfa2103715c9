"""Make or rename units of measure."""

from collections import Counter
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.models import Item, Unit
from ledgerhouse.masterdata.catalog.queries import units_by_code

Places = Annotated[int, Field(ge=0, le=6)]
UnitCode = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^\S(.*\S)?$")]


@dataclass(frozen=True)
class UnitFacts:
    """A unit of measure: `places` is how many decimals a quantity in it may have (0 for pieces, 3 for kilograms)."""

    __pydantic_config__ = STRICT

    code: UnitCode
    name: Annotated[str, Field(max_length=60)] = ""
    places: Places = 0


@dataclass(frozen=True)
class SetUnits:
    """The units that shall exist, new or known."""

    __pydantic_config__ = STRICT

    units: tuple[UnitFacts, ...]


@dataclass(frozen=True)
class UnitsSet:
    """How many are new and how many changed."""

    created: int
    changed: int


@verb("catalog.set_units", may="change items", title=gettext_noop("Set units"))
def set_units(command: SetUnits, ctx: Context) -> UnitsSet:
    """Make the units that are new and change the known ones. Places of a unit can not shrink below an item's use of it.

    Refuses with `Unreadable` a code given twice, and fewer places for a unit that items are counted in.
    """
    known = units_by_code(ctx, [facts.code for facts in command.units])
    narrowed = [known[f.code].id for f in command.units if f.code in known and f.places < known[f.code].places]
    used = set(Item.objects.filter(unit_id__in=narrowed).exclude(moved_at=None).values_list("unit_id", flat=True))
    times = Counter(facts.code for facts in command.units)
    problems = []
    for i, facts in enumerate(command.units):
        if times[facts.code] > 1:
            problems.append(problem(f"units.{i}.code", gettext_noop("{code} is given twice"), code=facts.code))
        if facts.code in known and known[facts.code].id in used:
            template = gettext_noop("goods counted in {code} have moved; it can not have fewer places")
            problems.append(problem(f"units.{i}.places", template, code=facts.code))
    if problems:
        raise Unreadable(problems)
    return _write(ctx, command.units, known)


def _write(ctx: Context, units: tuple[UnitFacts, ...], known: dict[str, Unit]) -> UnitsSet:
    fresh = [facts for facts in units if facts.code not in known]
    made = [
        Unit(id=identifier, company_id=ctx.company, code=f.code, name=f.name or f.code, places=f.places)
        for identifier, f in zip(new_ids(len(fresh)), fresh, strict=True)
    ]
    changes = [
        audit.Change("catalog.unit", unit.id, unit.code, "create", {}, {"name": unit.name, "places": unit.places})
        for unit in made
    ]
    changed = []
    for facts in units:
        unit = known.get(facts.code)
        after = {"name": facts.name or facts.code, "places": facts.places}
        if unit is None or (before := {"name": unit.name, "places": unit.places}) == after:
            continue
        changes.append(audit.Change("catalog.unit", unit.id, unit.code, "change", before, after))
        unit.name, unit.places = facts.name or facts.code, facts.places
        changed.append(unit)
    Unit.objects.bulk_create(made)
    Unit.objects.bulk_update(changed, ["name", "places"])
    audit.record(ctx, changes)
    return UnitsSet(len(made), len(changed))
