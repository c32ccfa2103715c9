"""Change what a company is called."""

from dataclasses import dataclass
from typing import Annotated, ClassVar
from zoneinfo import available_timezones

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.organisation.create_company import TaxNumber
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem

FACTS = ("name", "tax_number", "timezone")


@dataclass(frozen=True, kw_only=True)
class ChangeCompany:
    """New values of the asker's company; what is left out stays."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    tax_number: TaxNumber | None = None
    timezone: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class CompanyChanged:
    """The company's code."""

    company: str


@verb("organisation.change_company", may="change companies", title=gettext_noop("Change the company"))
def change_company(command: ChangeCompany, ctx: Context) -> CompanyChanged:
    """Change name, tax number or time zone of the company."""
    if command.timezone is not None and command.timezone not in available_timezones():
        raise Unreadable([problem("timezone", gettext_noop("is not a known time zone"))])
    row = company(ctx)
    before = {name: getattr(row, name) for name in FACTS}
    for name in FACTS:
        if (value := getattr(command, name)) is not None:
            setattr(row, name, value)
    row.save(update_fields=FACTS)
    after = {name: getattr(row, name) for name in FACTS}
    audit.record(ctx, [audit.Change("company", row.id, row.code, "change", before, after)], reason=command.reason)
    return CompanyChanged(company=row.code)
