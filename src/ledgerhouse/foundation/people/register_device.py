"""Register a shared handheld, so that badges open it."""

import secrets
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.dimensions import DIMENSIONS
from ledgerhouse.foundation.models import Device
from ledgerhouse.foundation.sign_in.badges import digest_of
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class RegisterDevice:
    """What the device is called, and the warehouse it belongs to."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: Annotated[str, Field(min_length=1, max_length=60)]
    warehouse: Code


@dataclass(frozen=True, kw_only=True)
class DeviceRegistered:
    """The device's secret, for its cookie. It is empty when the command is repeated: it was told the first time."""

    name: str
    warehouse: str
    secret: str = ""

    def for_the_record(self) -> "DeviceRegistered":
        """What the house may remember of this answer."""
        return replace(self, secret="")


@verb("people.register_device", may="register devices", title=gettext_noop("Register a device"))
def register_device(command: RegisterDevice, ctx: Context) -> DeviceRegistered:
    """Register the device in hand for a warehouse; people then sign in on it with badge and PIN."""
    found = DIMENSIONS["warehouse"].ids(ctx, [command.warehouse]).get(command.warehouse)
    if found is None:
        raise NotFound(kind=gettext_noop("warehouse"), name=command.warehouse)
    ctx.require(ctx.acting, company=ctx.company, warehouse=found)
    if Device.objects.filter(company=ctx.company, name=command.name, revoked_at=None).exists():
        raise Unreadable([problem("name", gettext_noop("is already taken"))])
    secret = secrets.token_urlsafe(32)
    row = Device(
        company=ctx.company,
        warehouse=found,
        name=command.name,
        digest=digest_of(secret),
        registered_by=ctx.user,
        registered_at=ctx.now,
    )
    row.save(force_insert=True)
    after = {"name": row.name, "warehouse": command.warehouse}
    audit.record(ctx, [audit.Change("device", row.id, row.name, "register", {}, after)])
    return DeviceRegistered(name=row.name, warehouse=command.warehouse, secret=secret)
