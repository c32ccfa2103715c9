"""Sending lists by mail: a job that the clock starts. Each recipient's file is made with that person's own rights, in their language.

The next time is set before the first mail goes: whoever is killed while sending sends some mails too few, never two of one.
"""

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage
from django.utils import translation
from django.utils.translation import gettext

from ledgerhouse.foundation.askers import starter
from ledgerhouse.foundation.exporting import csv_lines, write_xlsx
from ledgerhouse.foundation.jobs import KINDS, USUAL, Report, following
from ledgerhouse.foundation.listing import LISTINGS, Listing
from ledgerhouse.foundation.models import User
from ledgerhouse.foundation.queries import company
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop
from ledgerhouse.tower.analytics.models import MailedList
from ledgerhouse.tower.analytics.words import Form

TYPES: Final = {
    Form.CSV: "text/csv",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
USUAL["analytics.send_mails"] = "*/5 * * * *"
BODY: Final = gettext_noop("{list}, {rows} rows, as of {at}. Set up by {by}.")


@KINDS.add("analytics.send_mails")
def send_mails(ctx: Context, args: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """Send what is due in the company. Answers how many mails went, and how many could not."""
    del args
    zone = company(ctx).timezone
    sent = failed = 0
    for row in MailedList.objects.filter(company=ctx.company, active=True, next_at__lte=ctx.now).order_by("next_at"):
        mine = MailedList.objects.filter(id=row.id, next_at=row.next_at, active=True)
        if mine.update(next_at=following(row.cron, ctx.now, zone)) != 1:
            continue
        troubles = []
        for recipient in row.recipients.select_related("user").order_by("id"):
            try:
                sent += _send(row, recipient.user, ctx.now)
            except (Refused, OSError, BadHeaderError) as error:
                failed += 1
                troubles.append(f"{recipient.user.username}: {error}")
            report(sent, 0, row.code)
        MailedList.objects.filter(id=row.id).update(sent_at=ctx.now, trouble="\n".join(troubles)[:2000])
    return {"sent": sent, "failed": failed}


def _send(row: MailedList, person: User, now: datetime) -> int:
    """One mail. Answers 1, or 0 when there was nothing to tell. Refuses when the person may not see the list, or no longer sign in."""
    ctx = starter(row.company, person.id, now, interface="mail")
    listing = LISTINGS[row.listing]
    ctx.require_any(listing.see)
    where: Any = read(listing.filters, row.where)
    rows = listing.count(ctx, where, text=row.text)
    if not rows and row.skip_empty:
        return 0
    here = company(ctx)
    at = now.astimezone(ZoneInfo(here.timezone))
    by = User.objects.filter(id=row.user).values_list("name", flat=True).first() or "ledgerhouse"
    with translation.override(ctx.language):
        title = gettext(listing.title)
        facts = {"list": title, "rows": rows, "at": f"{at:%Y-%m-%d %H:%M}", "by": by}
        mail = EmailMessage(f"{here.name}: {title}", gettext(BODY).format(**facts), settings.MAIL_FROM, [person.email])
    form = Form(row.form)
    mail.attach(f"{title} {at:%Y-%m-%d}.{form}", _file(ctx, listing, where, row), TYPES[form])
    return int(mail.send())


def _file(ctx: Context, listing: Listing, where: Any, row: MailedList) -> bytes:
    if row.form == Form.CSV:
        return "".join(csv_lines(ctx, listing, where, text=row.text, sort=row.sort)).encode()
    file = io.BytesIO()
    write_xlsx(ctx, listing, file, where, text=row.text, sort=row.sort)
    return file.getvalue()
