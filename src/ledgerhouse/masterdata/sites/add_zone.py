"""Add a zone to a warehouse."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.sites.models import Zone
from ledgerhouse.masterdata.sites.queries import warehouse
from ledgerhouse.masterdata.sites.words import Condition, RealKind, kind_named


@dataclass(frozen=True, kw_only=True)
class AddZone:
    """A new zone. `colour` is `#rrggbb`, for the floor map."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    warehouse: Code
    code: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9_-]+$")]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    condition: Condition = Condition.AMBIENT
    kind: RealKind = "storage"
    colour: Annotated[str, Field(pattern=r"^(#[0-9a-fA-F]{6})?$")] = ""


@dataclass(frozen=True, kw_only=True)
class ZoneAdded:
    """The codes of warehouse and zone."""

    warehouse: str
    zone: str


@verb("sites.add_zone", may="change sites", title=gettext_noop("Add a zone"))
def add_zone(command: AddZone, ctx: Context) -> ZoneAdded:
    """Add a zone with its temperature and use."""
    place = warehouse(ctx, command.warehouse)
    ctx.require("change sites", company=ctx.company, warehouse=place.id, zone=0)
    if Zone.objects.filter(warehouse_id=place.id, code=command.code).exists():
        raise Unreadable([problem("code", gettext_noop("is already taken"))])
    row = Zone(
        company_id=ctx.company,
        warehouse_id=place.id,
        code=command.code,
        name=command.name,
        condition=command.condition,
        kind=kind_named(command.kind),
        colour=command.colour,
    )
    row.save(force_insert=True)
    after = {"warehouse": place.code, "name": row.name, "condition": row.condition, "kind": command.kind}
    audit.record(ctx, [audit.Change("sites.zone", row.id, row.code, "add", {}, after)])
    return ZoneAdded(warehouse=place.code, zone=row.code)
