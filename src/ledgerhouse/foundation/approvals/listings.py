"""Lists of what waits for me, of all approvals, and of the routes."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When

from ledgerhouse.foundation.approvals.seats import waiting_for
from ledgerhouse.foundation.approvals.subjects import subject_names, untold
from ledgerhouse.foundation.fields import AmountField
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.models import Approval, ApprovalRoute, User
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.words import OWN_ACCOUNT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class MyTasks:
    """Which of them."""

    subject: str = field(default="", metadata={"choices": subject_names})


@dataclass(frozen=True)
class MyTaskRow:
    """One paper that waits for the asker's answer."""

    number: str = column(gettext_noop("Document"), kind="code", link="@kind")
    kind: str = column(gettext_noop("Document type"), kind="state")
    subject: str = column(gettext_noop("Subject"), kind="state")
    amount: Decimal | None = column(gettext_noop("Amount"), path="told_amount", kind="amount")
    maker: str = column(gettext_noop("Made by"), path="maker_name")
    note: str = column(gettext_noop("Note"))
    step: int = column(gettext_noop("Step"), kind="number")
    asked_at: datetime = column(gettext_noop("Asked at"), kind="moment")
    due_at: datetime | None = column(gettext_noop("Answer until"), kind="moment")


def _amount(ctx: Context) -> Case:
    """The amount; nothing where it would tell what the asker may not see on the paper, so that sorting does not tell it either."""
    return Case(When(subject__in=untold(ctx), then=None), default=F("amount"), output_field=AmountField())


def _name_of(path: str) -> Subquery:
    return Subquery(User.objects.filter(id=OuterRef(path)).values("name")[:1])


@listing(
    "approvals.mine",
    title=gettext_noop("My approvals"),
    see=OWN_ACCOUNT,
    row=MyTaskRow,
    search=("number", "maker_name", "note"),
    order="asked_at",
    verbs=(),
)
def my_tasks(ctx: Context, where: MyTasks) -> "QuerySet[Approval]":
    """What waits for the asker: as an approver by person, role or right, or in somebody's stead."""
    rows = Approval.objects.filter(waiting_for(ctx), company=ctx.company).annotate(
        maker_name=_name_of("maker"), told_amount=_amount(ctx)
    )
    return rows.filter(subject=where.subject) if where.subject else rows


@dataclass(frozen=True)
class Approvals:
    """Which approvals."""

    subject: str = field(default="", metadata={"choices": subject_names})
    kind: str = ""
    state: str = ""
    number: str = ""


@dataclass(frozen=True)
class ApprovalRow:
    """One approval."""

    number: str = column(gettext_noop("Document"), kind="code", link="@kind")
    kind: str = column(gettext_noop("Document type"), kind="state")
    subject: str = column(gettext_noop("Subject"), kind="state")
    amount: Decimal | None = column(gettext_noop("Amount"), path="told_amount", kind="amount")
    route: str = column(gettext_noop("Route"), path="route__code", kind="code", link="approval_route")
    state: str = column(gettext_noop("State"), kind="state")
    step: int = column(gettext_noop("Step"), kind="number")
    maker: str = column(gettext_noop("Made by"), path="maker_name")
    asked_at: datetime = column(gettext_noop("Asked at"), kind="moment")
    ended_at: datetime | None = column(gettext_noop("Ended at"), kind="moment")


@listing(
    "approvals.all",
    title=gettext_noop("Approvals"),
    see="see approvals",
    row=ApprovalRow,
    search=("number", "maker_name"),
    order="-asked_at",
    verbs=(),
)
def approvals(ctx: Context, where: Approvals) -> "QuerySet[Approval]":
    """What was asked, and how it ended."""
    rows = scoped(ctx, Approval).annotate(maker_name=_name_of("maker"), told_amount=_amount(ctx))
    given = {name: value for name, value in vars(where).items() if value}
    return rows.filter(**given)


@dataclass(frozen=True)
class Routes:
    """Which routes."""

    subject: str = field(default="", metadata={"choices": subject_names})
    active: bool | None = None


@dataclass(frozen=True)
class RouteRow:
    """One route."""

    code: str = column(gettext_noop("Code"), kind="code", link="approval_route")
    name: str = column(gettext_noop("Name"), kind="state")
    subject: str = column(gettext_noop("Subject"), kind="state")
    sequence: int = column(gettext_noop("Order of trying"), kind="number")
    above: Decimal = column(gettext_noop("Above"), kind="amount")
    up_to: Decimal = column(gettext_noop("Up to"), kind="amount")
    category: str = column(gettext_noop("Category"))
    department: str = column(gettext_noop("Department"), path="department__name")
    active: bool = column(gettext_noop("Active"), kind="yes_no")


@listing(
    "approvals.routes",
    title=gettext_noop("Approval routes"),
    see="see approvals",
    row=RouteRow,
    search=("code", "name"),
    order="sequence",
    verbs=("approvals.set_route",),
)
def routes(ctx: Context, where: Routes) -> "QuerySet[ApprovalRoute]":
    """The routes of the company in the order in which they are tried."""
    rows = scoped(ctx, ApprovalRoute)
    if where.subject:
        rows = rows.filter(subject=where.subject)
    return rows if where.active is None else rows.filter(active=where.active)
