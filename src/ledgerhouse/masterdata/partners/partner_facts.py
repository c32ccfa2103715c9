"""What may be said of a partner, and the rules between the fields."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar, Final

from pydantic import ConfigDict, Field

from ledgerhouse.foundation.models import Department
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop, problem
from ledgerhouse.masterdata.partners.models import CustomerGroup

Name = Annotated[str, Field(min_length=1, max_length=200)]
PartnerCode = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^\S(.*\S)?$")]
Mnemonic = Annotated[str, Field(max_length=60)]
TaxNumber = Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9-]*$")]
Currency = Annotated[str, Field(pattern=r"^([A-Z]{3})?$")]
Days = Annotated[int, Field(ge=0, le=3650)]
Percent = Annotated[int, Field(ge=0, le=100)]
Credit = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=4)]

FACTS: Final = (
    "name",
    "mnemonic",
    "tax_number",
    "supplier",
    "customer",
    "carrier",
    "owner",
    "payment_days",
    "currency",
    "credit_limit",
    "life_percent",
)
"""Columns that are said in the same words in commands."""


@dataclass(frozen=True, kw_only=True)
class NewPartner:
    """A partner to be made, in at least one role. Without a mnemonic its name gives one; without a currency the company does.

    `credit_limit` of 0 means that no limit was set; `life_percent` is the share of shelf life that goods must still have.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    code: PartnerCode
    name: Name
    mnemonic: Mnemonic = ""
    tax_number: TaxNumber = ""
    supplier: bool = False
    customer: bool = False
    carrier: bool = False
    owner: bool = False
    payment_days: Days = 30
    currency: Currency = ""
    credit_limit: Credit = Decimal(0)
    life_percent: Percent = 0
    department: Annotated[str, Field(max_length=20)] = ""
    group: Annotated[str, Field(max_length=20)] = ""


@dataclass(frozen=True, kw_only=True)
class PartnerChange:
    """New values of one partner; what is left out stays. Its code never changes."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    code: Code
    name: Name | None = None
    mnemonic: Mnemonic | None = None
    tax_number: TaxNumber | None = None
    supplier: bool | None = None
    customer: bool | None = None
    carrier: bool | None = None
    owner: bool | None = None
    payment_days: Days | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    credit_limit: Credit | None = None
    life_percent: Percent | None = None
    department: Annotated[str, Field(max_length=20)] | None = None
    group: Annotated[str, Field(max_length=20)] | None = None


def departments(ctx: Context, codes: Iterable[str | None]) -> dict[str, int]:
    """Ids of the departments among these codes; unknown ones are absent."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    return dict(scoped(ctx, Department).filter(active=True, code__in=wanted).values_list("code", "id"))


def groups(ctx: Context, codes: Iterable[str | None]) -> dict[str, int]:
    """Ids of the customer groups among these codes that the asker may put partners into; others are absent."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    return dict(scoped(ctx, CustomerGroup).filter(code__in=wanted).values_list("code", "id"))


def outside(ctx: Context, where: str, department: int, group: int, *, right: str = "") -> list[Problem]:
    """What of a new partner lies outside the asker's right to change partners: the department, the customer group, or both together."""
    reach = ctx.reach(ctx.acting or right)
    facts = {"company": ctx.company, "department": department, "customer_group": group}
    if reach.covers(facts):
        return []
    without = {name: value for name, value in facts.items() if name != "customer_group"}
    field = "group" if reach.covers(without) else "department"
    return [problem(f"{where}.{field}", gettext_noop("is outside your scope"))]
