"""Open a warehouse: it gets its valuation area and one virtual location of each kind."""

from dataclasses import dataclass
from typing import Annotated, ClassVar
from zoneinfo import available_timezones

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.models import Company
from ledgerhouse.foundation.nodes import new_id, new_ids
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.sites.models import Location, Warehouse
from ledgerhouse.masterdata.sites.words import VIRTUAL_CODES, BookIn, Operator, Outbound


@dataclass(frozen=True, kw_only=True)
class OpenWarehouse:
    """A new warehouse of the company. An empty time zone is the company's."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    code: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9_-]+$")]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    timezone: Annotated[str, Field(max_length=40)] = ""
    operator: Operator = Operator.HERE
    outbound_steps: Outbound = Outbound.PACK
    book_in: BookIn = BookIn.RECEIVING
    address: Annotated[str, Field(max_length=300)] = ""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The code of the new warehouse."""

    warehouse: str


@verb("sites.open_warehouse", may="change sites", title=gettext_noop("Open a warehouse"))
def open_warehouse(command: OpenWarehouse, ctx: Context) -> Opened:
    """Open a warehouse; goods in it are costed in the company's area or in its own, as the company decided."""
    ctx.require("change sites", company=ctx.company, warehouse=0)  # whoever is limited to some warehouses opens none
    owner = company(ctx)
    wrong = _wrong(ctx, command)
    if wrong:
        raise Unreadable(wrong)
    row = Warehouse(
        id=(identifier := new_id()),
        company_id=ctx.company,
        code=command.code,
        name=command.name,
        timezone=command.timezone or owner.timezone,
        operator=command.operator,
        outbound_steps=command.outbound_steps,
        book_in=command.book_in,
        area=owner.id if owner.valuation == Company.Valuation.COMPANY else identifier,
        address=command.address,
    )
    row.save(force_insert=True)
    Location.objects.bulk_create(
        Location(id=place, company_id=ctx.company, warehouse=row, code=code, kind=kind, pick_sequence=0)
        for place, (kind, code) in zip(new_ids(len(VIRTUAL_CODES)), VIRTUAL_CODES.items(), strict=True)
    )
    kept = ("name", "timezone", "operator", "outbound_steps", "book_in", "address")
    after = {name: getattr(row, name) for name in kept}
    audit.record(ctx, [audit.Change("sites.warehouse", row.id, row.code, "open", {}, after)])
    return Opened(warehouse=row.code)


def _wrong(ctx: Context, command: OpenWarehouse) -> list[Problem]:
    wrong = []
    if command.timezone and command.timezone not in available_timezones():
        wrong.append(problem("timezone", gettext_noop("is not a known time zone")))
    if Warehouse.objects.filter(company_id=ctx.company, code=command.code).exists():
        wrong.append(problem("code", gettext_noop("is already taken")))
    return wrong
