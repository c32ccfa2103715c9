"""Ask for a change of items that somebody else approves and that takes effect on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.numbering import take
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, raw
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.item_changes import ItemChange, plan_changes
from ledgerhouse.masterdata.catalog.models import ChangeLine, ChangeRequest


@dataclass(frozen=True)
class RequestChange:
    """Wished changes, the day they shall take effect (today when left out), and why."""

    __pydantic_config__ = STRICT

    items: tuple[ItemChange, ...]
    reason: Annotated[str, Field(min_length=1, max_length=200)]
    effective_on: date | None = None


@dataclass(frozen=True)
class ChangeRequested:
    """The number of the request."""

    number: str


@verb("catalog.request_change", may="request item changes", title=gettext_noop("Request change"))
def request_change(command: RequestChange, ctx: Context) -> ChangeRequested:
    """Ask for a change. Refuses with `Unreadable` what could not be done even today, and a day in the past."""
    today = ctx.today(company(ctx).timezone)
    effective = command.effective_on or today
    planned, problems = plan_changes(ctx, command.items)
    if effective < today:
        problems.append(problem("effective_on", gettext_noop("is in the past")))
    if not planned and not problems:
        problems.append(problem("items", gettext_noop("nothing would change")))
    if problems:
        raise Unreadable(problems)
    (number,) = take(ctx, "change_request", 1, today)
    guard(ctx, [Ref("change_request", number)])
    request = ChangeRequest(
        company_id=ctx.company,
        number=number,
        effective_on=effective,
        reason=command.reason,
        requested_by=ctx.user,
        requested_at=ctx.now,
    )
    ChangeRequest.objects.bulk_create([request])
    said = {change.code: raw(change) for change in command.items}
    wishes = [(one, name) for one in planned for name in one.after]
    ChangeLine.objects.bulk_create(
        ChangeLine(
            id=identifier,
            company_id=ctx.company,
            request=request,
            item=one.item,
            field=name,
            old=_plain(one.before[name]),
            new=said[one.item.code][name],
        )
        for identifier, (one, name) in zip(new_ids(len(wishes)), wishes, strict=True)
    )
    return ChangeRequested(number)


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | str | dict | None) else str(value)
