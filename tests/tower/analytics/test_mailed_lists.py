"""Lists by mail: each recipient gets the rows and columns that their own rights show."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.cast import NOW, Cast
from tests.floor import buy

from ledgerhouse.config.mail import mail_server
from ledgerhouse.foundation.models import User
from ledgerhouse.foundation.people.hide_fields import HideFields, hide_fields
from ledgerhouse.kernel.errors import NotAllowed, Unreadable
from ledgerhouse.tower.analytics.mail_list import MailList, NoMail, mail_list
from ledgerhouse.tower.analytics.models import MailedList
from ledgerhouse.tower.analytics.send_mails import send_mails
from ledgerhouse.tower.analytics.stop_mails import StopMails, stop_mails
from ledgerhouse.tower.analytics.words import Form

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R077")]
LINES = MailList(code="lines", listing="purchasing.lines", form=Form.CSV, cron="0 8 * * *", to=("beijing", "buyer"))
TOMORROW = datetime(2026, 11, 23, 0, 1, tzinfo=UTC)  # a minute past eight in Shanghai


@pytest.fixture(autouse=True)
def _post(settings: Any, cast: Cast) -> None:
    settings.MAIL_FROM = "house@example.com"
    for person in User.objects.all():
        person.email = f"{person.username}@example.com"
        person.save()


@pytest.fixture
def orders(cast: Cast) -> dict[str, str]:
    return {site: buy(cast.house, ("CUP", 5, "913.37"), warehouse=site)[0] for site in ("SH1", "BJ1")}


def send(cast: Cast, now: datetime = TOMORROW) -> Any:
    return send_mails(replace(cast.house, now=now), {}, lambda *_: None)


def by_person(mailoutbox: list[Any]) -> dict[str, str]:
    return {mail.to[0].partition("@")[0]: mail.attachments[0][1] for mail in mailoutbox}


def test_each_gets_what_they_see(cast: Cast, orders: dict[str, str], mailoutbox: list[Any]) -> None:
    planned = mail_list(LINES, cast.person("cfo"))
    assert planned.next_at == datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    assert send(cast, NOW) == {"sent": 0, "failed": 0}, "not before its time"
    assert send(cast) == {"sent": 2, "failed": 0}
    got = by_person(mailoutbox)
    assert orders["BJ1"] in got["beijing"]
    assert orders["SH1"] not in got["beijing"]
    assert "913.37" not in got["beijing"], "supervisors do not see costs"
    assert orders["SH1"] in got["buyer"]
    assert "913.37" in got["buyer"]
    assert {mail.from_email for mail in mailoutbox} == {"house@example.com"}
    assert send(cast) == {"sent": 0, "failed": 0}, "once"


def test_rights_are_those_of_the_moment(cast: Cast, orders: dict[str, str], mailoutbox: list[Any]) -> None:
    mail_list(LINES, cast.person("cfo"))
    hide_fields(HideFields(role="buyer", fields=("purchasing.lines.price",)), cast.house)
    User.objects.filter(username="beijing").update(is_active=False)
    assert send(cast) == {"sent": 1, "failed": 1}
    got = by_person(mailoutbox)
    assert orders["SH1"] in got["buyer"]
    assert "913.37" not in got["buyer"]
    assert "beijing" in MailedList.objects.get().trouble


def test_filters_formats_and_silence(cast: Cast, orders: dict[str, str], mailoutbox: list[Any]) -> None:
    sheet = replace(LINES, form=Form.XLSX, query="?warehouse=BJ1&size=100&sort=-due_on", to=("buyer",))
    mail_list(sheet, cast.person("cfo"))
    mail_list(replace(LINES, code="none", query="q=nothing-like-it"), cast.person("cfo"))
    mail_list(
        replace(LINES, code="even", query="q=nothing-like-it", to=("buyer",), skip_empty=False), cast.person("cfo")
    )
    assert send(cast)["sent"] == 2
    files = [mail.attachments[0] for mail in mailoutbox]
    (book,) = [f for f in files if f[0].endswith(".xlsx")]
    cells = [cell for row in load_workbook(io.BytesIO(book[1])).active.values for cell in row]
    assert orders["BJ1"] in cells
    assert orders["SH1"] not in cells


def test_a_list_by_mail_is_replaced_and_stopped(cast: Cast, orders: dict[str, str], mailoutbox: list[Any]) -> None:
    cfo = cast.person("cfo")
    mail_list(LINES, cfo)
    mail_list(replace(LINES, to=("ceo",)), cfo)
    send(cast)
    assert [mail.to for mail in mailoutbox] == [["ceo@example.com"]]
    assert stop_mails(StopMails(codes=("lines",)), cfo).count == 1
    assert stop_mails(StopMails(codes=("lines",)), cfo).count == 0
    assert send(cast, TOMORROW.replace(day=24))["sent"] == 0
    with pytest.raises(Unreadable):
        stop_mails(StopMails(codes=("none",)), cfo)


def test_everything_wrong_is_said_at_once(cast: Cast, settings: Any) -> None:
    User.objects.filter(username="picker").update(email="")
    bad = replace(LINES, listing="no.such", cron="0 8 * * * x", to=("picker", "nobody"))
    with pytest.raises(Unreadable) as refused:
        mail_list(bad, cast.person("cfo"))
    assert [p.where for p in refused.value.problems] == ["cron", "listing", "to.0", "to.1"]
    for query, where in (("warehous=x&stat=y", ["query.warehous", "query.stat"]), ("sort=nothing", ["query.sort"])):
        with pytest.raises(Unreadable) as refused:
            mail_list(replace(LINES, query=query, to=("buyer",)), cast.person("cfo"))
        assert [p.where for p in refused.value.problems] == where
    assert not MailedList.objects.exists()
    with pytest.raises(NotAllowed):
        mail_list(LINES, cast.person("supervisor"))
    settings.MAIL_FROM = ""
    with pytest.raises(NoMail):
        mail_list(LINES, cast.person("cfo"))


def test_a_server_is_named_by_one_address() -> None:
    assert mail_server("") == mail_server("")._replace(sender="")
    named = mail_server("smtp://bot%40example.com:s%3Acret@mail.example.com?from=house@example.com")
    assert (named.sender, named.host, named.port, named.user, named.password) == (
        *("house@example.com", "mail.example.com", 587),
        *("bot@example.com", "s:cret"),
    )
    assert (named.starttls, named.implicit) == (True, False)
    safe = mail_server("smtps://bot%40example.com:x@mail.example.com")
    assert (safe.sender, safe.port, safe.implicit, safe.starttls) == ("bot@example.com", 465, True, False)
    for wrong in ("http://mail.example.com", "smtp://mail.example.com", "smtp://?from=a@b.c"):
        with pytest.raises(ValueError, match="LEDGERHOUSE_MAIL"):
            mail_server(wrong)
