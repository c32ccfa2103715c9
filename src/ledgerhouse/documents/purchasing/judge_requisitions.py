"""Submit requisitions, approve or reject them, close or cancel them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import requisitions
from ledgerhouse.foundation.approvals.need import require
from ledgerhouse.foundation.approvals.subjects import Facts, Subject, declare
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.catalog.queries import categories_of

SUBJECT = gettext_noop("requisition")
Numbers = Annotated[tuple[Code, ...], Field(min_length=1)]


@dataclass(frozen=True, kw_only=True)
class WhichRequisitions:
    """Which requisitions, by number. All take the step or none."""

    __pydantic_config__ = STRICT

    numbers: Numbers = field(metadata={"title": gettext_noop("Requisitions")})


@dataclass(frozen=True, kw_only=True)
class RejectRequisitions:
    """Which requisitions, by number, and why not."""

    __pydantic_config__ = STRICT

    numbers: Numbers = field(metadata={"title": gettext_noop("Requisitions")})
    reason: Annotated[str, Field(min_length=1, max_length=200)] = field(metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class RequisitionsJudged:
    """How many requisitions took the step."""

    requisitions: int


@verb("purchasing.submit_requisitions", may="request goods", title=gettext_noop("Submit"))
def submit_requisitions(command: WhichRequisitions, ctx: Context) -> RequisitionsJudged:
    """Hand drafts in for approval."""
    return _stepped(requisitions.load(ctx, command.numbers), "submit")


@verb("purchasing.cancel_requisitions", may="request goods", title=gettext_noop("Cancel"))
def cancel_requisitions(command: WhichRequisitions, ctx: Context) -> RequisitionsJudged:
    """Take requests back that nobody has decided yet."""
    return _stepped(requisitions.load(ctx, command.numbers), "cancel")


@verb("purchasing.approve_requisitions", may="approve requisitions", title=gettext_noop("Approve"))
def approve_requisitions(command: WhichRequisitions, ctx: Context) -> RequisitionsJudged:
    """Let what is wanted be bought; where a route asks for others, after they have agreed."""
    found = requisitions.load(ctx, command.numbers)
    require(ctx, SUBJECT, lambda: _facts(ctx, found))
    guard(ctx, [Ref("requisition", one.number) for one in found])
    requisitions.step(found, "approve", judged_by=ctx.user, judged_at=ctx.now)
    return RequisitionsJudged(requisitions=len(found))


@verb("purchasing.reject_requisitions", may="approve requisitions", title=gettext_noop("Reject"))
def reject_requisitions(command: RejectRequisitions, ctx: Context) -> RequisitionsJudged:
    """Refuse what is wanted, with a reason that its maker can read."""
    found = requisitions.load(ctx, command.numbers)
    requisitions.step(found, "reject", judged_by=ctx.user, judged_at=ctx.now, answer=command.reason)
    return RequisitionsJudged(requisitions=len(found))


@verb("purchasing.close_requisitions", may="order goods", title=gettext_noop("Close"))
def close_requisitions(command: WhichRequisitions, ctx: Context) -> RequisitionsJudged:
    """Buy nothing more for these requisitions; what was ordered stays."""
    return _stepped(requisitions.load(ctx, command.numbers), "close")


def _stepped(found: Sequence[requisitions.RequisitionRef], step: str) -> RequisitionsJudged:
    requisitions.step(found, step)
    return RequisitionsJudged(requisitions=len(found))


def _facts(ctx: Context, found: Sequence[requisitions.RequisitionRef]) -> list[Facts]:
    """What approval routes look at: what it may cost, for which warehouse and department, of which categories."""
    places = company(ctx).currency_places
    lines: dict[int, list[requisitions.LineRef]] = {one.id: [] for one in found}
    for line in requisitions.lines(ctx, lines):
        lines[line.requisition].append(line)
    categories = categories_of(ctx, {line.item for of in lines.values() for line in of})
    return [
        Facts(
            number=one.number,
            amount=exact.number(
                sum(exact.extend(line.quantity, line.price, places) for line in lines[one.id]), exact.AMOUNT
            ),
            maker=one.maker,
            warehouse=one.warehouse,
            department=one.department,
            categories=frozenset(c for line in lines[one.id] for c in categories.get(line.item, ())),
            content=repr([(line.item, line.quantity, line.price) for line in lines[one.id]]),
        )
        for one in found
    ]


declare(
    Subject(
        SUBJECT,
        "requisition",
        "purchasing.approve_requisitions",
        lambda ctx, numbers: _facts(ctx, requisitions.load(ctx, numbers)),
    )
)
