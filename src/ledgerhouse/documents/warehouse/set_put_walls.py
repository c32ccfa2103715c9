"""Say which put walls a warehouse has, and how many slots each (播种墙)."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse.models import PutWall
from ledgerhouse.foundation import audit
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.sites.queries import warehouse


@dataclass(frozen=True, kw_only=True)
class WallFacts:
    """One wall: its code and its slots, numbered from 1."""

    __pydantic_config__ = STRICT

    code: Annotated[str, Field(min_length=1, max_length=40)] = field(metadata={"title": gettext_noop("Put wall")})
    slots: Annotated[int, Field(ge=1, le=500)] = field(metadata={"title": gettext_noop("Number of slots")})


@dataclass(frozen=True, kw_only=True)
class SetPutWalls:
    """Put walls of a warehouse, new ones or known ones with another number of slots."""

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    walls: Annotated[tuple[WallFacts, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Put walls")})


@dataclass(frozen=True, kw_only=True)
class PutWallsSet:
    """How many walls were named."""

    walls: int


@verb("warehouse.set_put_walls", may="change sites", title=gettext_noop("Set put walls"))
def set_put_walls(command: SetPutWalls, ctx: Context) -> PutWallsSet:
    """Set the put walls of a warehouse. Lists that were drawn up for a wall keep their slots."""
    site = warehouse(ctx, command.warehouse)
    codes = [facts.code for facts in command.walls]
    twice = gettext_noop("is there twice")
    problems = [problem(f"walls.{i}.code", twice) for i, code in enumerate(codes) if code in codes[:i]]
    if problems:
        raise Unreadable(problems)
    told = []
    for facts in command.walls:
        after = {"slots": facts.slots}
        row, _ = PutWall.objects.update_or_create(
            warehouse_id=site.id, code=facts.code, defaults={"company_id": ctx.company, **after}
        )
        told.append(audit.Change("warehouse.put_wall", row.id, facts.code, "change", {}, after))
    audit.record(ctx, told)
    return PutWallsSet(walls=len(command.walls))
