"""Unlock locations."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.sites.lock_locations import found, keep


@dataclass(frozen=True, kw_only=True)
class UnlockLocations:
    """Which locations, and why."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    warehouse: Code
    codes: Annotated[tuple[Code, ...], Field(min_length=1, max_length=10_000)]
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class LocationsUnlocked:
    """How many locations are open now."""

    warehouse: str
    count: int


@verb("sites.unlock_locations", may="change sites", title=gettext_noop("Unlock"))
def unlock_locations(command: UnlockLocations, ctx: Context) -> LocationsUnlocked:
    """Take both locks from locations."""
    rows = found(ctx, command.warehouse, command.codes)
    keep(ctx, "unlock", rows, {"locked_in": False, "locked_out": False, "lock_reason": ""}, command.reason)
    return LocationsUnlocked(warehouse=command.warehouse, count=len(rows))
