"""Give reservations back before their time (释放预留)."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock.claims import ending
from ledgerhouse.masterdata.sites.queries import warehouses_by_id
from ledgerhouse.posting.reserve import lapse


@dataclass(frozen=True, kw_only=True)
class GiveBack:
    """Reservations by number."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Reservations")})


@dataclass(frozen=True, kw_only=True)
class GivenBack:
    """How many lines were still open and are free again."""

    lines: int


@verb("inventory.give_back", may="reserve stock", title=gettext_noop("Give back"))
def give_back(command: GiveBack, ctx: Context) -> GivenBack:
    """End reservations before their time: the order was placed, or will not come."""
    found = ending(ctx, command.numbers)
    known = {claim.number for claim in found}
    template = gettext_noop("there is no open reservation {number}")
    problems = [
        problem(f"numbers.{n}", template, number=number)
        for n, number in enumerate(command.numbers)
        if number not in known
    ]
    if problems:
        raise Unreadable(problems)
    for warehouse in warehouses_by_id(ctx, {claim.warehouse for claim in found}).values():
        lapse(warehouse, {claim.id: claim.open for claim in found if claim.warehouse == warehouse.id})
    return GivenBack(lines=sum(1 for claim in found if claim.open))
