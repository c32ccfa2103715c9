"""The page of a partner."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from ledgerhouse.foundation.listing import column
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.partners.duplicates import likely_twins
from ledgerhouse.masterdata.partners.models import Address, CustomerGroup, ExternalId, Licence, Partner
from ledgerhouse.masterdata.partners.words import ADDRESS_NAMES, ROLE_NAMES, AddressKind, Role


@dataclass(frozen=True)
class AddressLine:
    """One address; who answers there is personal data."""

    kind: str = column(gettext_noop("Kind"), kind="state")
    address: str = column(gettext_noop("Address"))
    postcode: str = column(gettext_noop("Postcode"))
    contact: str = column(gettext_noop("Contact"), masked="see personal data")
    phone: str = column(gettext_noop("Phone"), masked="see personal data")


@dataclass(frozen=True)
class LicenceLine:
    """One licence and how it stands today."""

    kind: str = column(gettext_noop("Kind of licence"))
    number: str = column(gettext_noop("Number"))
    valid_from: date = column(gettext_noop("Valid from"), kind="date")
    expires_on: date | None = column(gettext_noop("Expires on"), kind="date")
    state: str = column(gettext_noop("State"), kind="state")


@dataclass(frozen=True)
class ForeignLine:
    """What a foreign system calls the partner."""

    system: str = column(gettext_noop("System"))
    code: str = column(gettext_noop("Foreign code"), kind="code")


@dataclass(frozen=True)
class TwinLine:
    """Another partner that may be the same."""

    code: str = column(gettext_noop("Code"), kind="code", link="partner")
    name: str = column(gettext_noop("Name"))
    score: int = column(gettext_noop("Likeness (%)"), kind="number")


@dataclass(frozen=True)
class MemberLine:
    """One partner of a customer group."""

    code: str = column(gettext_noop("Code"), kind="code", link="partner")
    name: str = column(gettext_noop("Name"))


MOST_MEMBERS: Final = 200


@paper("customer_group", title=gettext_noop("Customer group"), see="see partners")
def group_paper(ctx: Context, number: str) -> Paper | None:
    """A customer group with the first of its customers by code."""
    row = scoped(ctx, CustomerGroup).filter(code=number).first()
    if row is None:
        return None
    members = scoped(ctx, Partner).filter(group=row, merged_into=None).order_by("code")
    lines = [MemberLine(*pair) for pair in members.values_list("code", "name")[:MOST_MEMBERS]]
    known = {"groups": [{"code": row.code, "name": row.name, "english": row.english}]}
    return Paper(
        kind="customer_group",
        number=row.code,
        title=row.name,
        state="",
        facts=(
            Fact(gettext_noop("Code"), row.code, "code"),
            Fact(gettext_noop("English name"), row.english),
        ),
        tables=(Table(gettext_noop("Customers"), MemberLine, lines),),
        actions=(Action("partners.set_customer_groups", known),),
    )


@paper("partner", title=gettext_noop("Partner"), see="see partners")
def partner_paper(ctx: Context, number: str) -> Paper | None:
    """A partner with terms, addresses, licences and foreign codes."""
    row = scoped(ctx, Partner).filter(code=number).select_related("department", "group", "merged_into").first()
    if row is None:
        return None
    twins = [] if row.merged_into else [TwinLine(*twin) for twin in likely_twins(ctx, row)]
    return Paper(
        kind="partner",
        number=row.code,
        title=row.name,
        state=_state(row),
        facts=_facts(ctx, row),
        tables=(
            Table(gettext_noop("Addresses"), AddressLine, _addresses(ctx, row)),
            Table(gettext_noop("Licences"), LicenceLine, _licences(ctx, row)),
            Table(
                gettext_noop("Foreign codes"),
                ForeignLine,
                [ForeignLine(r.system, r.code) for r in scoped(ctx, ExternalId).filter(partner=row).order_by("system")],
            ),
            *([Table(gettext_noop("Possibly the same"), TwinLine, twins)] if twins else []),
        ),
        actions=() if row.merged_into else _actions(row),
    )


def _actions(row: Partner) -> tuple[Action, ...]:
    known = {"partner": row.code}
    turn = "partners.unblock_partner" if row.blocked else "partners.block_partner"
    return (
        Action("partners.add_address", known),
        Action("partners.add_licence", known),
        Action(turn, known),
        Action("partners.merge_partners", {"into": row.code}),
    )


def _state(row: Partner) -> str:
    if row.merged_into:
        return gettext_noop("merged")
    return gettext_noop("blocked") if row.blocked else gettext_noop("active")


def _facts(ctx: Context, row: Partner) -> tuple[Fact, ...]:
    roles = [_(ROLE_NAMES[role]) for role in Role if getattr(row, role.value)]
    facts = [
        Fact(gettext_noop("Code"), row.code, "code"),
        Fact(gettext_noop("Mnemonic"), row.mnemonic),
        Fact(gettext_noop("Tax number"), row.tax_number),
        Fact(gettext_noop("Roles"), ", ".join(roles)),
        Fact(gettext_noop("Department"), row.department.name if row.department else ""),
        Fact(gettext_noop("Customer group"), row.group.code if row.group else "", "code", "customer_group"),
        Fact(gettext_noop("Payment days"), row.payment_days, "number"),
        Fact(gettext_noop("Currency"), row.currency),
        Fact(gettext_noop("Minimum remaining shelf life (%)"), row.life_percent, "number"),
        Fact(gettext_noop("Reason of the block"), row.block_reason),
        Fact(gettext_noop("Merged into"), row.merged_into.code if row.merged_into else "", "code", "partner"),
    ]
    if ctx.may("see credit limits"):
        facts.append(Fact(gettext_noop("Credit limit"), row.credit_limit, "amount"))
    return tuple(fact for fact in facts if fact.value not in ("", 0))


def _addresses(ctx: Context, row: Partner) -> list[AddressLine]:
    return [
        AddressLine(
            kind=ADDRESS_NAMES[AddressKind(r.kind)],
            address=" ".join(filter(None, (r.province, r.city, r.district, r.line))),
            postcode=r.postcode,
            contact=r.contact,
            phone=r.phone,
        )
        for r in scoped(ctx, Address).filter(partner=row).order_by("id")
    ]


def _licences(ctx: Context, row: Partner) -> list[LicenceLine]:
    today = ctx.today(company(ctx).timezone)
    return [
        LicenceLine(r.kind, r.number, r.valid_from, r.expires_on, _licence_state(r, today))
        for r in scoped(ctx, Licence).filter(partner=row).order_by("kind", "expires_on")
    ]


def _licence_state(row: Licence, today: date) -> str:
    if row.valid_from > today:
        return gettext_noop("not yet valid")
    expired = row.expires_on is not None and row.expires_on < today
    return gettext_noop("expired") if expired else gettext_noop("valid")
