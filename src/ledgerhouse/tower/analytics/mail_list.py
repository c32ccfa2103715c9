"""Mail a list: by the clock, to people of the house, to each what that person sees."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Annotated, Any, ClassVar

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


class NoMail(Refused):
    """There is no way to send."""

    code = "no-mail"
    template = gettext_noop("No mail server is set up. The operator names one with LEDGERHOUSE_MAIL.")


@dataclass(frozen=True, kw_only=True)
class MailList:
    """Which list, with which filters and order, when (a cron expression of five fields), as what, and to whom (user names).

    The same code again replaces what was under it.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    code: Code = field(metadata={"title": gettext_noop("Code")})
    listing: Code = field(metadata={"title": gettext_noop("List")})
    where: Mapping[str, str] = field(default_factory=dict, metadata={"title": gettext_noop("Filters")})
    text: Annotated[str, Field(max_length=100)] = field(default="", metadata={"title": gettext_noop("Search")})
    sort: Annotated[str, Field(max_length=60)] = field(default="", metadata={"title": gettext_noop("Order")})
    form: Form = field(default=Form.XLSX, metadata={"title": gettext_noop("File format")})
    cron: Annotated[str, Field(min_length=9, max_length=60)] = field(metadata={"title": gettext_noop("When")})
    to: Annotated[tuple[Code, ...], Field(min_length=1, max_length=500)] = field(metadata={"title": gettext_noop("To")})
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
    problems += [*_listing_problems(ctx, command), *unknown]
    if problems or next_at is None:
        raise Unreadable(problems)
    facts: dict[str, Any] = {
        "listing": command.listing,
        "where": dict(command.where),
        "text": command.text,
        "sort": command.sort,
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


def _listing_problems(ctx: Context, command: MailList) -> list[Problem]:
    listing = LISTINGS.get(command.listing)
    if listing is None or not ctx.may(listing.see):
        return [problem("listing", gettext_noop("there is no list {name}"), name=command.listing)]
    known = {f.name for f in fields(listing.filters)}
    strange = [
        problem(f"where.{name}", gettext_noop("is not a known field")) for name in command.where if name not in known
    ]
    if strange:
        return strange
    try:
        where: Any = read(listing.filters, dict(command.where))
        listing.page(ctx, where, text=command.text, sort=command.sort, limit=1)
    except Unreadable as refused:
        return [p._replace(where=p.where if p.where == "sort" else f"where.{p.where}") for p in refused.problems]
    return []


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
