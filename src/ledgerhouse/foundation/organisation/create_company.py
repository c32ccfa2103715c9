"""Create a company."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Final, Literal
from zoneinfo import available_timezones

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit, duties
from ledgerhouse.foundation.approvals import ready
from ledgerhouse.foundation.models import Company
from ledgerhouse.foundation.organisation.founding import found_rooms
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem

WHOLE: Final = frozenset({"JPY", "KRW", "VND", "CLP", "ISK"})
"""Currencies without minor units (ISO 4217)."""
MILLS: Final = frozenset({"KWD", "BHD", "OMR", "JOD", "TND", "IQD", "LYD"})
"""Currencies with three places (ISO 4217)."""

Standard = Literal["asbe", "sbe"]
Valuation = Literal["company", "warehouse"]
TaxNumber = Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9-]*$")]


@dataclass(frozen=True, kw_only=True)
class CreateCompany:
    """A legal entity with its functional currency, accounting standard and valuation; these three stay for ever."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    code: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9_-]+$")]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    tax_number: TaxNumber = ""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "CNY"
    timezone: Annotated[str, Field(max_length=40)] = "Asia/Shanghai"
    standard: Standard = "asbe"
    valuation: Valuation = "company"


@dataclass(frozen=True, kw_only=True)
class CompanyCreated:
    """The company's code."""

    company: str


@verb("organisation.create_company", may="create companies", title=gettext_noop("Create a company"))
def create_company(command: CreateCompany, ctx: Context) -> CompanyCreated:
    """Create a company; the places of its amounts follow its currency."""
    wrong = []
    if command.timezone not in available_timezones():
        wrong.append(problem("timezone", gettext_noop("is not a known time zone")))
    if Company.objects.filter(code=command.code).exists():
        wrong.append(problem("code", gettext_noop("is already taken")))
    if wrong:
        raise Unreadable(wrong)
    row = Company(**vars(command), currency_places=places_of(command.currency))
    row.save(force_insert=True)
    duties.install([row.id])
    ready.install([row.id])
    change = audit.Change("company", row.id, row.code, "create", {}, vars(command))
    inside = replace(ctx, company=row.id)
    audit.record(inside, [change])
    found_rooms(inside)
    return CompanyCreated(company=row.code)


def places_of(currency: str) -> int:
    """How many places the amounts of a currency have (ISO 4217)."""
    if currency in WHOLE:
        return 0
    return 3 if currency in MILLS else 2
