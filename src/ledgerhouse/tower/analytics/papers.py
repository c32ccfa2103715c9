"""The page of a list by mail."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from ledgerhouse.foundation.listing import LISTINGS, column
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.tower.analytics.models import MailedList


@dataclass(frozen=True)
class RecipientLine:
    """Somebody who gets it."""

    username: str = column(gettext_noop("User name"), kind="code")
    name: str = column(gettext_noop("Name"))


@paper("mailed_list", title=gettext_noop("List by mail"), see="mail lists")
def mailed_list_paper(ctx: Context, number: str) -> Paper | None:
    """A list by mail by its code: what, when, to whom."""
    row = scoped(ctx, MailedList).filter(code=number).first()
    if row is None:
        return None
    people = [r.user for r in row.recipients.select_related("user").order_by("user__username")]
    listing = LISTINGS.get(row.listing)
    query = urlencode({**row.where, **{n: v for n, v in (("q", row.text), ("sort", row.sort)) if v}}, doseq=True)
    command = {
        "code": row.code,
        "listing": row.listing,
        "query": query,
        "form": row.form,
        "cron": row.cron,
        "to": [person.username for person in people],
        "skip_empty": row.skip_empty,
    }
    return Paper(
        kind="mailed_list",
        number=row.code,
        title=_(listing.title) if listing else row.listing,
        facts=(
            Fact(gettext_noop("List"), row.listing),
            Fact(gettext_noop("Filters"), query),
            Fact(gettext_noop("When"), row.cron),
            Fact(gettext_noop("Active"), row.active, "yes_no"),
            Fact(gettext_noop("Next time"), row.next_at, "moment"),
            Fact(gettext_noop("Last sent at"), row.sent_at, "moment"),
            Fact(gettext_noop("Trouble"), row.trouble),
        ),
        tables=(Table(gettext_noop("Recipients"), RecipientLine, [RecipientLine(p.username, p.name) for p in people]),),
        actions=(
            Action("analytics.mail_list", command),
            *((Action("analytics.stop_mails", {"codes": [row.code]}),) if row.active else ()),
        ),
    )
