"""Change a zone: its name, temperature, use or colour, or close it."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, gettext_noop
from ledgerhouse.masterdata.sites.models import Zone
from ledgerhouse.masterdata.sites.queries import warehouse
from ledgerhouse.masterdata.sites.words import Condition, RealKind, kind_named

FIELDS = ("name", "condition", "kind", "colour", "active")


@dataclass(frozen=True, kw_only=True)
class ChangeZone:
    """New values; what is left out stays. A closed zone takes no new locations and nothing is put away there."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    warehouse: Code
    zone: Code
    name: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    condition: Condition | None = None
    kind: RealKind | None = None
    colour: Annotated[str, Field(pattern=r"^(#[0-9a-fA-F]{6})?$")] | None = None
    active: bool | None = None
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class ZoneChanged:
    """The codes of warehouse and zone."""

    warehouse: str
    zone: str


@verb("sites.change_zone", may="change sites", title=gettext_noop("Change the zone"))
def change_zone(command: ChangeZone, ctx: Context) -> ZoneChanged:
    """Change a zone; its locations keep their own kinds."""
    place = warehouse(ctx, command.warehouse)
    row = scoped(ctx, Zone).filter(warehouse_id=place.id, code=command.zone).first()
    if row is None:
        raise NotFound(kind=gettext_noop("zone"), name=command.zone)
    before = {name: getattr(row, name) for name in FIELDS}
    wanted = {name: getattr(command, name) for name in FIELDS}
    if command.kind is not None:
        wanted["kind"] = int(kind_named(command.kind))
    after = {name: before[name] if value is None else value for name, value in wanted.items()}
    for name, value in after.items():
        setattr(row, name, value)
    row.save(update_fields=FIELDS)
    audit.record(ctx, [audit.Change("sites.zone", row.id, row.code, "change", before, after)], reason=command.reason)
    return ZoneChanged(warehouse=place.code, zone=row.code)
