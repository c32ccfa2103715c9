"""Add an address to a partner."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.partners.models import Address
from ledgerhouse.masterdata.partners.queries import partner_row
from ledgerhouse.masterdata.partners.words import AddressKind

Short = Annotated[str, Field(max_length=60)]


@dataclass(frozen=True, kw_only=True)
class AddAddress:
    """An address; contact and phone are personal data."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    partner: Code
    kind: AddressKind = AddressKind.OFFICE
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "CN"
    province: Short = ""
    city: Short = ""
    district: Short = ""
    line: Annotated[str, Field(min_length=1, max_length=300)]
    postcode: Annotated[str, Field(max_length=12)] = ""
    contact: Annotated[str, Field(max_length=100)] = ""
    phone: Annotated[str, Field(max_length=40, pattern=r"^[0-9 +()-]*$")] = ""


@dataclass(frozen=True, kw_only=True)
class AddressAdded:
    """The partner's code."""

    partner: str


@verb("partners.add_address", may="change partners", title=gettext_noop("Add an address"))
def add_address(command: AddAddress, ctx: Context) -> AddressAdded:
    """Add an address; the audit trail names it without its personal fields."""
    partner = partner_row(ctx, command.partner)
    facts = {**vars(command), "partner": partner}
    row = Address(company_id=ctx.company, **facts)
    row.save(force_insert=True)
    after = {name: value for name, value in vars(command).items() if name not in Address.personal and value}
    audit.record(ctx, [audit.Change("partners.partner", partner.id, partner.code, "add address", {}, after)])
    return AddressAdded(partner=partner.code)
