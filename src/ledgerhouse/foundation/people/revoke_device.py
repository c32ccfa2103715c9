"""Revoke a device: no badge opens it any more."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.models import Device
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.sign_in.sessions import end_of_device
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, gettext_noop


@dataclass(frozen=True, kw_only=True)
class RevokeDevice:
    """Which device, and why: lost, broken, sold."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: Annotated[str, Field(min_length=1, max_length=60)]
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class DeviceRevoked:
    """The device, and how many sessions on it ended."""

    name: str
    sessions: int


@verb("people.revoke_device", may="register devices", title=gettext_noop("Revoke a device"))
def revoke_device(command: RevokeDevice, ctx: Context) -> DeviceRevoked:
    """Revoke a device and end what is open on it."""
    row = scoped(ctx, Device).filter(name=command.name, revoked_at=None).first()
    if row is None:
        raise NotFound(kind=gettext_noop("device"), name=command.name)
    Device.objects.filter(id=row.id).update(revoked_at=ctx.now)
    ended = end_of_device(row)
    audit.record(ctx, [audit.Change("device", row.id, row.name, "revoke", {}, {})], reason=command.reason)
    return DeviceRevoked(name=row.name, sessions=ended)
