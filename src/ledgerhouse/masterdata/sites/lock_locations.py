"""Lock locations for putting in, for taking out, or both (库位锁定)."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.sites.models import Location
from ledgerhouse.masterdata.sites.queries import warehouse
from ledgerhouse.masterdata.sites.words import Kind

LOCK = ("locked_in", "locked_out", "lock_reason")


@dataclass(frozen=True, kw_only=True)
class LockLocations:
    """Which locations, against what, and why. A lock that is there already stays."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    warehouse: Code
    codes: Annotated[tuple[Code, ...], Field(min_length=1, max_length=10_000)]
    putting_in: bool = True
    taking_out: bool = True
    reason: Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True, kw_only=True)
class LocationsLocked:
    """How many locations are locked now."""

    warehouse: str
    count: int


@verb("sites.lock_locations", may="change sites", title=gettext_noop("Lock"))
def lock_locations(command: LockLocations, ctx: Context) -> LocationsLocked:
    """Lock locations, so that nothing is put in, or taken out, until they are unlocked."""
    if not (command.putting_in or command.taking_out):
        raise Unreadable([problem("putting_in", gettext_noop("must be locked for putting in, taking out, or both"))])
    rows = found(ctx, command.warehouse, command.codes)
    shut = {"locked_in": command.putting_in, "locked_out": command.taking_out}
    values = {name: True for name, wanted in shut.items() if wanted} | {"lock_reason": command.reason}
    keep(ctx, "lock", rows, values, command.reason)
    return LocationsLocked(warehouse=command.warehouse, count=len(rows))


def found(ctx: Context, warehouse_code: str, codes: tuple[str, ...]) -> list[Location]:
    """The locations with these codes; refuses with every code that is not one of this warehouse."""
    place = warehouse(ctx, warehouse_code)
    rows = scoped(ctx, Location).filter(warehouse_id=place.id, kind__lt=Kind.SUPPLIER, code__in=set(codes))
    by_code = {row.code: row for row in rows}
    missing = gettext_noop("is not a location of this warehouse")
    wrong = [problem(f"codes.{i}", missing) for i, code in enumerate(codes) if code not in by_code]
    if wrong:
        raise Unreadable(wrong)
    return [by_code[code] for code in dict.fromkeys(codes)]


def keep(ctx: Context, action: str, rows: list[Location], values: dict[str, Any], reason: str) -> None:
    """Write one lock to all these locations, and their audit rows."""
    changes = []
    for row in rows:
        before = {name: getattr(row, name) for name in LOCK}
        changes.append(audit.Change("sites.location", row.id, row.code, action, before, {**before, **values}))
    scoped(ctx, Location).filter(id__in=[row.id for row in rows]).update(**values)
    audit.record(ctx, changes, reason=reason)
