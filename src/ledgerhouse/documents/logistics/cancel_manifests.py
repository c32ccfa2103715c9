"""Cancel manifests: the carrier does not come; the parcels wait for another one."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.logistics import manifests, waybills
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class CancelManifests:
    """Manifests by number."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Manifests")})


@dataclass(frozen=True, kw_only=True)
class ManifestsCancelled:
    """How many manifests were cancelled, and how many parcels wait again."""

    cancelled: int
    waiting: int


@verb("logistics.cancel_manifests", may="ship", title=gettext_noop("Cancel manifests"))
def cancel_manifests(command: CancelManifests, ctx: Context) -> ManifestsCancelled:
    """Cancel manifests that were not handed over; what is loaded comes off the vehicle. Constant statements."""
    found = manifests.claim(ctx, command.numbers, "cancel")
    listed = waybills.on_manifests(ctx, (m.id for m in found), lock=True)
    waybills.step([w.id for w in listed if w.state == "loaded"], "unload")
    waybills.step([w.id for w in listed], "unlist", manifest_id=None)
    manifests.step(found, "cancel")
    return ManifestsCancelled(cancelled=len(found), waiting=len(listed))
