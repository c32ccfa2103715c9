"""Open a manifest (交接单): the parcels that a carrier shall take along from a warehouse."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.logistics import carriers, waybills
from ledgerhouse.documents.logistics.models import Manifest, Waybill
from ledgerhouse.documents.logistics.words import WAYBILL, WaybillRef
from ledgerhouse.foundation import numbering
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Problem, Refused, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.sites.queries import warehouse


class NothingToList(Refused):
    """No parcel waits for this carrier."""

    code = "nothing-to-list"
    template = gettext_noop("No parcel for {carrier} waits in {warehouse}.")
    status = 422


@dataclass(frozen=True, kw_only=True)
class OpenManifest:
    """A warehouse and a carrier; which waybills, or all that wait; and who comes with which vehicle to which dock."""

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    carrier: Code = field(metadata={"title": gettext_noop("Carrier")})
    waybills: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Waybills")})
    dock: Annotated[str, Field(max_length=40)] = field(default="", metadata={"title": gettext_noop("Dock")})
    vehicle: Annotated[str, Field(max_length=40)] = field(default="", metadata={"title": gettext_noop("Vehicle")})
    driver: Annotated[str, Field(max_length=60)] = field(default="", metadata={"title": gettext_noop("Driver")})


@dataclass(frozen=True, kw_only=True)
class ManifestOpened:
    """The manifest's number, and how many parcels are on it."""

    manifest: str
    parcels: int


@verb("logistics.open_manifest", may="ship", title=gettext_noop("Open manifest"))
def open_manifest(command: OpenManifest, ctx: Context) -> ManifestOpened:
    """List parcels that wait for a carrier. Refuses those of another carrier or warehouse, and those that are on a manifest. Constant statements."""
    site = warehouse(ctx, command.warehouse)
    carrier = carriers.by_code(ctx, [command.carrier]).get(command.carrier)
    if carrier is None:
        raise NotFound(kind=gettext_noop("carrier"), name=command.carrier)
    numbers = list(command.waybills) or _waiting(ctx, site.id, carrier.id)
    if not numbers:
        raise NothingToList(carrier=carrier.name, warehouse=site.code)
    found = waybills.load(ctx, numbers, lock=True)
    if command.waybills:
        found = [w for w in found if w.carrier == carrier.id] or found
    problems = _wrong(command.waybills, found, site.id, carrier.id)
    if problems:
        raise Unreadable(problems)
    (number,) = numbering.take(ctx, "manifest", 1, ctx.today(site.timezone))
    row = Manifest.objects.create(
        company_id=ctx.company,
        number=number,
        warehouse_id=site.id,
        carrier_id=carrier.id,
        dock=command.dock,
        vehicle=command.vehicle,
        driver=command.driver,
        created_at=ctx.now,
    )
    mine = [w for w in found if w.state in WAYBILL.sources("list")]
    waybills.step([w.id for w in mine], "list", manifest_id=row.id)
    link(ctx, [(Ref("waybill", w.number), Ref("manifest", number)) for w in mine])
    return ManifestOpened(manifest=number, parcels=len(mine))


def _waiting(ctx: Context, site: int, carrier: int) -> list[str]:
    rows = scoped(ctx, Waybill).filter(warehouse_id=site, carrier_id=carrier, state__in=WAYBILL.sources("list"))
    return list(rows.order_by("id").values_list("number", flat=True))


def _wrong(asked: Sequence[str], found: Sequence[WaybillRef], site: int, carrier: int) -> list[Problem]:
    problems = []
    for w in found:
        where = f"waybills.{asked.index(w.number)}" if w.number in asked else "waybills"
        if w.carrier != carrier:
            template = gettext_noop("{name} belongs to carrier {carrier}")
            problems.append(problem(where, template, name=w.number, carrier=w.carrier_code))
        elif w.warehouse != site:
            problems.append(problem(where, gettext_noop("{name} is in another warehouse"), name=w.number))
        elif asked and w.state not in WAYBILL.sources("list"):
            template = gettext_noop("{name} is {state} already")
            problems.append(problem(where, template, name=w.number, state=w.state))
    return problems
