"""Add a licence to a partner, or prolong it: the same number again with a later expiry."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.partners.models import Licence
from ledgerhouse.masterdata.partners.queries import partner_row


@dataclass(frozen=True, kw_only=True)
class AddLicence:
    """A licence; without `expires_on` it never runs out. `kind` is the company's own word, e.g. `drug-trade`."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    partner: Code
    kind: Annotated[str, Field(min_length=1, max_length=40)]
    number: Annotated[str, Field(min_length=1, max_length=60)]
    valid_from: date
    expires_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class LicenceAdded:
    """The partner's code and the licence's number."""

    partner: str
    number: str


@verb("partners.add_licence", may="change partners", title=gettext_noop("Add a licence"))
def add_licence(command: AddLicence, ctx: Context) -> LicenceAdded:
    """Add or prolong a licence."""
    if command.expires_on is not None and command.expires_on < command.valid_from:
        raise Unreadable([problem("expires_on", gettext_noop("is before the first day"))])
    partner = partner_row(ctx, command.partner)
    facts = {"valid_from": command.valid_from, "expires_on": command.expires_on}
    known = Licence.objects.filter(partner=partner, kind=command.kind, number=command.number).first()
    before = {name: getattr(known, name) for name in facts} if known else {}
    Licence.objects.update_or_create(
        partner=partner, kind=command.kind, number=command.number, defaults={**facts, "company_id": ctx.company}
    )
    action = "prolong licence" if known else "add licence"
    named = {"kind": command.kind, "number": command.number}
    change = audit.Change("partners.partner", partner.id, partner.code, action, before, {**named, **facts})
    audit.record(ctx, [change])
    return LicenceAdded(partner=partner.code, number=command.number)
