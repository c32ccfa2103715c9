"""Lists of delegations, duty rules, their exceptions and who breaks them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.models import Delegation, DutyException, DutyRule, Grant, User
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class Delegations:
    """Which delegations."""

    username: str = ""
    on: date | None = None


@dataclass(frozen=True)
class DelegationRow:
    """One delegation."""

    giver: str = column(gettext_noop("From"), path="giver__username", kind="code", link="user")
    giver_name: str = column(gettext_noop("Name"), path="giver__name")
    taker: str = column(gettext_noop("To"), path="taker__username", kind="code", link="user")
    taker_name: str = column(gettext_noop("Name"), path="taker__name")
    role: str = column(gettext_noop("Role"), path="role__code", kind="code", link="role")
    valid_from: date = column(gettext_noop("Valid from"), kind="date")
    valid_until: date = column(gettext_noop("Valid until"), kind="date")
    ended_at: datetime | None = column(gettext_noop("Ended at"), kind="moment")
    reason: str = column(gettext_noop("Reason"))


@listing(
    "people.delegations",
    title=gettext_noop("Delegations"),
    see="see people",
    row=DelegationRow,
    search=("giver__username", "giver__name", "taker__username", "taker__name"),
    order="-valid_until",
    verbs=("people.delegate", "people.end_delegation"),
)
def delegations(ctx: Context, where: Delegations) -> "QuerySet[Delegation]":
    """Who stands in for whom; both must be in scope."""
    people = scoped(ctx, User)
    rows = scoped(ctx, Delegation).filter(giver__in=people, taker__in=people)
    if where.username:
        rows = rows.filter(Q(giver__username=where.username) | Q(taker__username=where.username))
    if where.on:
        rows = rows.filter(valid_from__lte=where.on, valid_until__gte=where.on, ended_at=None)
    return rows


@dataclass(frozen=True)
class DutyRules:
    """Which rules."""

    active: bool | None = None


@dataclass(frozen=True)
class DutyRuleRow:
    """One rule."""

    code: str = column(gettext_noop("Code"), kind="code", link="duty_rule")
    name: str = column(gettext_noop("Name"), kind="state")
    first: str = column(gettext_noop("First right"), kind="state")
    second: str = column(gettext_noop("Second right"), kind="state")
    same_paper: bool = column(gettext_noop("Not on the same paper"), kind="yes_no")
    together: bool = column(gettext_noop("Not in one hand"), kind="yes_no")
    active: bool = column(gettext_noop("Active"), kind="yes_no")


@listing(
    "people.duty_rules",
    title=gettext_noop("Segregation of duties"),
    see="see people",
    row=DutyRuleRow,
    search=("code", "name"),
    order="code",
    verbs=("people.set_duty_rule", "people.except_from_duty"),
)
def duty_rules(ctx: Context, where: DutyRules) -> "QuerySet[DutyRule]":
    """The rules of the company."""
    rows = scoped(ctx, DutyRule)
    return rows if where.active is None else rows.filter(active=where.active)


@dataclass(frozen=True)
class DutyExceptions:
    """Which exceptions."""

    rule: str = ""
    username: str = ""


@dataclass(frozen=True)
class DutyExceptionRow:
    """One exception."""

    rule: str = column(gettext_noop("Rule"), path="rule__code", kind="code", link="duty_rule")
    username: str = column(gettext_noop("User name"), path="user__username", kind="code", link="user")
    name: str = column(gettext_noop("Name"), path="user__name")
    until: date = column(gettext_noop("Until"), kind="date")
    reason: str = column(gettext_noop("Reason"))


@listing(
    "people.duty_exceptions",
    title=gettext_noop("Exceptions from duty rules"),
    see="see people",
    row=DutyExceptionRow,
    search=("rule__code", "user__username", "user__name"),
    order="-until",
    verbs=("people.except_from_duty",),
)
def duty_exceptions(ctx: Context, where: DutyExceptions) -> "QuerySet[DutyException]":
    """Whom a rule does not bind; those gone by as well."""
    rows = scoped(ctx, DutyException).filter(user__in=scoped(ctx, User))
    if where.rule:
        rows = rows.filter(rule__code=where.rule)
    return rows.filter(user__username=where.username) if where.username else rows


@dataclass(frozen=True)
class Conflicts:
    """Which conflicts: `binding` ones are between rights that must not be in one hand, with no exception today."""

    username: str = ""
    rule: str = ""
    binding: bool | None = None


@dataclass(frozen=True)
class ConflictRow:
    """Somebody who holds both rights of a rule, and through which roles."""

    username: str = column(gettext_noop("User name"), path="holder", kind="code", link="user")
    name: str = column(gettext_noop("Name"), path="holder_name")
    rule: str = column(gettext_noop("Rule"), path="code", kind="code", link="duty_rule")
    first: str = column(gettext_noop("First right"), kind="state")
    first_role: str = column(gettext_noop("By role"), path="role_code", kind="code", link="role")
    second: str = column(gettext_noop("Second right"), kind="state")
    second_role: str = column(gettext_noop("By role"), path="other_role", kind="code", link="role")
    together: bool = column(gettext_noop("Not in one hand"), kind="yes_no")
    excepted_until: date | None = column(gettext_noop("Excepted until"), kind="date")


@listing(
    "people.duty_conflicts",
    title=gettext_noop("Duty conflicts"),
    see="see people",
    row=ConflictRow,
    search=("holder", "holder_name", "code"),
    order="username",
    verbs=("people.except_from_duty", "people.revoke_role"),
)
def duty_conflicts(ctx: Context, where: Conflicts) -> "QuerySet[DutyRule]":
    """Who holds by granted roles both rights that an active rule keeps apart. A rule about papers is a hint; one about hands a breach."""
    today = ctx.now.date()
    valid = Q(valid_until=None) | Q(valid_until__gte=today)
    theirs = "company__grant__"
    rows = scoped(ctx, DutyRule).filter(
        Q(**{f"{theirs}valid_until": None}) | Q(**{f"{theirs}valid_until__gte": today}),
        active=True,
        company__grant__denied=False,
        company__grant__role__rights__right=F("first"),
        company__grant__user__in=scoped(ctx, User),
    )
    both = Grant.objects.filter(valid, user=OuterRef("holder_id"), company=ctx.company, denied=False)
    both = both.filter(role__rights__right=OuterRef("second"))
    denied = Grant.objects.filter(valid, user=OuterRef("holder_id"), company=ctx.company, denied=True, limits=None)
    lost = denied.filter(role__rights__right__in=[OuterRef("first"), OuterRef("second")])
    excepted = DutyException.objects.filter(rule=OuterRef("pk"), user=OuterRef("holder_id"), until__gte=today)
    rows = rows.annotate(
        holder_id=F("company__grant__user_id"),
        holder=F("company__grant__user__username"),
        holder_name=F("company__grant__user__name"),
        role_code=F("company__grant__role__code"),
    ).annotate(
        other_role=Subquery(both.order_by("role__code").values("role__code")[:1]),
        excepted_until=Subquery(excepted.values("until")[:1]),
    )
    rows = rows.filter(Exists(both), ~Exists(lost))
    if where.username:
        rows = rows.filter(holder=where.username)
    if where.rule:
        rows = rows.filter(code=where.rule)
    if where.binding is None:
        return rows
    binding = Q(together=True, excepted_until=None)
    return rows.filter(binding if where.binding else ~binding)
