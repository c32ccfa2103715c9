"""Erase the contact persons of a partner."""

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


@dataclass(frozen=True, kw_only=True)
class EraseContacts:
    """Of which partner, and on whose request or by which rule."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    partner: Code
    reason: Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True, kw_only=True)
class ContactsErased:
    """The partner's code, and how many addresses lost their contact."""

    partner: str
    count: int


@verb("partners.erase_contacts", may="erase personal data", title=gettext_noop("Erase contact persons"))
def erase_contacts(command: EraseContacts, ctx: Context) -> ContactsErased:
    """Erase names and telephones of a partner's contact persons; the addresses and the papers stay."""
    partner = partner_row(ctx, command.partner)
    rows = Address.objects.filter(partner=partner)
    count = sum(bool(row.contact or row.phone) for row in rows)
    rows.update(contact="", phone="")
    change = audit.Change("partners.partner", partner.id, partner.code, "erase contacts", {"count": count}, {})
    audit.record(ctx, [change], reason=command.reason)
    return ContactsErased(partner=partner.code, count=count)
