"""Mail a list: by the clock, to people of the house, to each what that person sees."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, ClassVar, Final, NamedTuple, get_origin, get_type_hints
from urllib.parse import parse_qs

from django.conf import settings
from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit, jobs
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import User
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code, read
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Refused, Unreadable, gettext_noop, problem
from ledgerhouse.tower.analytics.models import MailedList, Recipient
from ledgerhouse.tower.analytics.words import Form

PAGING: Final = frozenset({"after", "trail", "size", "count", "add-up"})
"""Parts of such an address that turn pages."""


class NoMail(Refused):
    """There is no way to send."""

    code = "no-mail"
    template = gettext_noop("No mail server is set up. The operator names one with LEDGERHOUSE_MAIL.")


def list_names() -> list[str]:
    """Every list there is."""
    return sorted(LISTINGS)


@dataclass(frozen=True, kw_only=True)
class MailList:
    """Which list, with which filters, search and order (as in the address of its page), when, as what, and to whom (user names).

    The same code again replaces what was under it.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    code: Code = field(metadata={"title": gettext_noop("Code")})
    listing: Code = field(metadata={"title": gettext_noop("List"), "choices": list_names})
    query: Annotated[str, Field(max_length=1000)] = field(
        default="",
        metadata={
            "title": gettext_noop("Filters"),
            "help": gettext_noop(
                "what stands behind the ? in the address of the list's page: state=draft&sort=-number"
            ),
        },
    )
    form: Form = field(default=Form.XLSX, metadata={"title": gettext_noop("File format")})
    cron: Annotated[str, Field(min_length=9, max_length=60)] = field(
        metadata={
            "title": gettext_noop("When"),
            "help": gettext_noop(
                "cron expression: minute, hour, day, month, day of the week; 0 8 * * 1-5 is eight on working days"
            ),
        }
    )
    to: Annotated[tuple[Code, ...], Field(min_length=1, max_length=500)] = field(
        metadata={"title": gettext_noop("Recipients"), "help": gettext_noop("user names, one a line")}
    )
    skip_empty: bool = field(default=True, metadata={"title": gettext_noop("Only when there are rows")})


@dataclass(frozen=True, kw_only=True)
class MailPlanned:
    """When it is sent first (UTC)."""

    code: str
    next_at: datetime


@verb("analytics.mail_list", may="mail lists", title=gettext_noop("Send a list by mail"))
def mail_list(command: MailList, ctx: Context) -> MailPlanned:
    """Send a list by mail whenever the clock says so; everyone gets the rows and columns that their own rights show."""
    if not settings.MAIL_FROM:
        raise NoMail
    next_at, problems = jobs.first_time(ctx, command.cron)
    people, unknown = _people(ctx, command.to)
    asked, wrong = _asked(ctx, command)
    problems += [*wrong, *unknown]
    if problems or next_at is None:
        raise Unreadable(problems)
    facts: dict[str, Any] = {
        "listing": command.listing,
        "where": asked.where,
        "text": asked.text,
        "sort": asked.sort,
        "form": command.form,
        "cron": command.cron,
        "skip_empty": command.skip_empty,
        "user": ctx.user,
        "active": True,
        "next_at": next_at,
        "trouble": "",
    }
    row, _new = MailedList.objects.update_or_create(company=ctx.company, code=command.code, defaults=facts)
    row.recipients.all().delete()
    Recipient.objects.bulk_create(Recipient(mailed=row, user_id=person) for person in people)
    after = {"listing": row.listing, "cron": row.cron, "where": row.where, "to": sorted(command.to)}
    audit.record(ctx, [audit.Change("mailed_list", row.id, row.code, "mail a list", {}, after)])
    return MailPlanned(code=row.code, next_at=row.next_at)


class Asked(NamedTuple):
    """What the address of a list's page asks for."""

    where: dict[str, Any] = {}
    text: str = ""
    sort: str = ""


def _asked(ctx: Context, command: MailList) -> tuple[Asked, list[Problem]]:
    """The filters of a list that the asker sees, tried once, and what is wrong with them (at `listing` and `query`)."""
    listing = LISTINGS.get(command.listing)
    if listing is None or not ctx.may(listing.see):
        return Asked(), [problem("listing", gettext_noop("there is no list {name}"), name=command.listing)]
    given = parse_qs(command.query.removeprefix("?"))
    text, sort = (given.pop(name, [""])[-1] for name in ("q", "sort"))
    hints = get_type_hints(listing.filters)
    strange = [name for name in given if name not in hints and name not in PAGING]
    if strange:
        return Asked(), [problem(f"query.{name}", gettext_noop("is not a known field")) for name in strange]
    where = {n: v if get_origin(hints[n]) is tuple else v[-1] for n, v in given.items() if n in hints}
    try:
        wanted: Any = read(listing.filters, where)
        listing.page(ctx, wanted, text=text, sort=sort, limit=1)
    except Unreadable as refused:
        return Asked(), [p._replace(where=f"query.{p.where}") for p in refused.problems]
    return Asked(where, text[:100], sort), []


def _people(ctx: Context, names: tuple[str, ...]) -> tuple[list[int], list[Problem]]:
    """The ids of people of this company, and what is wrong with those that can not get mail."""
    known = {u.username: u for u in User.objects.filter(username__in=names, company=ctx.company)}
    found, wrong = [], []
    for i, name in enumerate(names):
        person = known.get(name)
        if person is None or not person.is_active:
            wrong.append(problem(f"to.{i}", gettext_noop("there is no active user {name}"), name=name))
        elif not person.email:
            wrong.append(problem(f"to.{i}", gettext_noop("user {name} has no e-mail address"), name=name))
        elif person.id not in found:
            found.append(person.id)
    return found, wrong
