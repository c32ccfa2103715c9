"""Badge and PIN on a shared handheld."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from pydantic import SecretStr
from tests.cast import NOW, PASSWORD, Cast

from ledgerhouse.foundation.models import AuditRow, Badge, BrowserSession, Command, Company, Device, Shift
from ledgerhouse.foundation.people.give_badge import GiveBadge, give_badge
from ledgerhouse.foundation.people.register_device import RegisterDevice, register_device
from ledgerhouse.foundation.people.revoke_device import RevokeDevice, revoke_device
from ledgerhouse.foundation.people.set_shifts import SetShifts, ShiftFacts, set_shifts
from ledgerhouse.foundation.people.take_badge import TakeBadge, take_badge
from ledgerhouse.foundation.sign_in.rules import end_of_shift, pin_problems
from ledgerhouse.kernel.errors import NotAllowed, NotFound, Unreadable

pytestmark = pytest.mark.requirement("R077", "R095")
BADGE, PIN = "EMP-000417", "407193"


@pytest.fixture
def handheld(cast: Cast) -> Client:
    """A handheld of SH1, registered by the supervisor in hand; the operator has a badge."""
    give_badge(GiveBadge(username="operator", badge=SecretStr(BADGE), pin=SecretStr(PIN)), cast.person("it"))
    client = Client()
    client.cookies["django_language"] = "en"
    client.post("/sign-in/", {"username": "supervisor", "password": PASSWORD})
    assert client.post("/handheld/register/", {"name": "PDA-07", "warehouse": "SH1", "key": "d1"}).status_code == 302
    client.post("/sign-out/")
    return client


def scan(client: Client, badge: str = BADGE, pin: str = PIN) -> int:
    return client.post("/sign-in/badge/", {"badge": badge, "pin": pin}).status_code


def test_badge_and_pin_open_the_floor(handheld: Client, cast: Cast) -> None:
    assert scan(handheld) == 302
    row = BrowserSession.objects.get(user=cast.person("operator").user)
    assert (row.method, row.device) == ("badge", "PDA-07")
    assert handheld.get("/lists/sites.warehouses/").status_code == 200
    cookie = handheld.cookies["device"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie.value not in str(list(Device.objects.values()))


def test_what_is_done_carries_the_devices_name(handheld: Client, cast: Cast) -> None:
    scan(handheld)
    number = {"old": PASSWORD, "new": "another-password-9", "key": "k-77"}
    assert handheld.post("/do/people.change_password/", number).status_code == 200
    assert Command.objects.get(key="k-77").device == "PDA-07"


def test_a_badge_opens_only_the_floor_of_the_devices_warehouse(handheld: Client, cast: Cast) -> None:
    it = cast.person("it")
    give_badge(GiveBadge(username="cfo", badge=SecretStr("EMP-000900"), pin=SecretStr("550193")), it)
    give_badge(GiveBadge(username="buyer", badge=SecretStr("EMP-000901"), pin=SecretStr("550193")), it)
    assert scan(handheld, "EMP-000900", "550193") == 302
    assert handheld.get("/ledger/").status_code == 403
    assert handheld.get("/api/v1/lists/books/entries").status_code in {403, 404}
    assert scan(handheld, "EMP-000901", "550193") == 302
    page = handheld.get("/lists/sites.warehouses/").content.decode()
    assert "SH1" in page
    assert "BJ1" not in page, "the buyer sees both warehouses elsewhere"
    api = handheld.get("/api/v1/lists/sites/warehouses").json()
    assert [row["code"] for row in api["rows"]] == ["SH1"]


def test_the_session_is_worth_nothing_on_another_machine(handheld: Client) -> None:
    scan(handheld)
    thief = Client()
    thief.cookies["sessionid"] = handheld.cookies["sessionid"].value
    assert thief.get("/lists/sites.warehouses/").status_code == 403
    assert thief.get("/api/v1/lists/sites/warehouses").status_code == 403


def test_an_unregistered_device_is_told_so(cast: Cast, handheld: Client) -> None:
    stranger = Client()
    assert scan(stranger) == 403
    stranger.cookies["device"] = "made-up"
    assert scan(stranger) == 403


def test_wrong_pins_lock_the_person(handheld: Client) -> None:
    assert [scan(handheld, pin="000000") for _ in range(5)] == [422] * 5
    assert scan(handheld) == 429


def test_unknown_badges_are_told_nothing_else(handheld: Client) -> None:
    assert scan(handheld, badge="EMP-999999") == scan(handheld, pin="123123") == 422


def test_a_revoked_device_is_shut_at_once(handheld: Client, cast: Cast) -> None:
    scan(handheld)
    assert revoke_device(RevokeDevice(name="PDA-07", reason="lost"), cast.person("supervisor")).sessions == 1
    assert handheld.get("/").status_code == 302
    assert scan(handheld) == 403
    assert AuditRow.objects.get(kind="device", action="revoke").reason == "lost"


def test_a_badge_taken_away_ends_what_it_opened(handheld: Client, cast: Cast) -> None:
    scan(handheld)
    take_badge(TakeBadge(username="operator"), cast.person("it"))
    assert handheld.get("/").status_code == 302
    assert scan(handheld) == 422


def test_the_next_person_takes_over(handheld: Client, cast: Cast) -> None:
    give_badge(GiveBadge(username="picker", badge=SecretStr("EMP-000418"), pin=SecretStr("919028")), cast.person("it"))
    scan(handheld)
    first = handheld.cookies["sessionid"].value
    assert scan(handheld, "EMP-000418", "919028") == 302
    assert handheld.cookies["sessionid"].value != first
    assert set(BrowserSession.objects.exclude(user=0).values_list("user", flat=True)) == {cast.person("picker").user}


def test_only_where_one_may(cast: Cast) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        register_device(RegisterDevice(name="PDA-1", warehouse="BJ1"), cast.person("supervisor"))
    with pytest.raises(NotAllowed):
        register_device(RegisterDevice(name="PDA-1", warehouse="SH1"), cast.person("operator"))


def test_neither_badge_nor_pin_is_kept(handheld: Client) -> None:
    held = str(list(Badge.objects.values()))
    assert BADGE not in held
    assert PIN not in held
    assert BADGE not in str(list(Command.objects.values()))
    assert BADGE not in str(list(AuditRow.objects.values()))


@pytest.mark.parametrize("pin", ["12345", "123456", "987654", "111222", "12a456", "111111", "77777777777"])
def test_pins_that_anybody_would_guess(pin: str) -> None:
    assert pin_problems("pin", SecretStr(pin))


def test_a_badge_is_one_persons(handheld: Client, cast: Cast) -> None:
    with pytest.raises(Unreadable, match="already taken"):
        give_badge(GiveBadge(username="picker", badge=SecretStr(BADGE), pin=SecretStr(PIN)), cast.person("it"))


SHIFTS = SetShifts(
    shifts=(
        ShiftFacts(code="D", name="白班", begins="08:00", ends="16:30"),
        ShiftFacts(code="N", name="夜班", begins="22:00", ends="06:00"),
    )
)


@pytest.mark.parametrize(
    ("clock", "until"),
    [("07:29", None), ("07:30", "16:30"), ("16:29", "16:30"), ("16:30", None), ("21:30", "06:00"), ("02:00", "06:00")],
)
def test_the_shift_that_is_on(cast: Cast, clock: str, until: str | None) -> None:
    """By the company's clock, eight hours ahead of UTC; half an hour early is on time."""
    set_shifts(SHIFTS, cast.house)
    now = datetime.combine(NOW.date(), time.fromisoformat(clock), UTC) - timedelta(hours=8)
    ends = end_of_shift(cast.company, now)
    told = ends and (ends.astimezone(UTC) + timedelta(hours=8)).strftime("%H:%M")
    assert told == until


def test_the_session_ends_with_the_shift(handheld: Client, cast: Cast) -> None:
    zone = timedelta(hours=8)
    local = datetime.now(UTC) + zone
    begins, ends = (local - timedelta(hours=1)).time(), (local + timedelta(minutes=20)).time()
    Shift.objects.create(company=cast.company, code="X", name="短班", begins=begins, ends=ends)
    assert Company.objects.get().timezone == "Asia/Shanghai"
    scan(handheld)
    left = BrowserSession.objects.get(user=cast.person("operator").user).expire_date - datetime.now(UTC)
    assert timedelta(minutes=18) < left <= timedelta(minutes=20)


def test_outside_any_shift_a_badge_opens_nothing(handheld: Client, cast: Cast) -> None:
    local = datetime.now(UTC) + timedelta(hours=8)
    begins, ends = (local + timedelta(hours=2)).time(), (local + timedelta(hours=3)).time()
    Shift.objects.create(company=cast.company, code="X", name="晚班", begins=begins, ends=ends)
    assert scan(handheld) == 403
