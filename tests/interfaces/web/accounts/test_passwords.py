"""Signing in with a password: the rules, the lock, the sessions."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from tests.cast import NOW, PASSWORD, Cast

from ledgerhouse.foundation.models import AuditRow, BrowserSession, SignIn, User
from ledgerhouse.foundation.operations.change_setting import ChangeSetting, change_setting
from ledgerhouse.foundation.people.change_password import ChangePassword, change_password
from ledgerhouse.foundation.people.end_sessions import EndSessions, end_sessions
from ledgerhouse.foundation.people.reset_password import ResetPassword, reset_password
from ledgerhouse.foundation.people.unlock_user import UnlockUser, unlock_user
from ledgerhouse.foundation.sign_in import lockout
from ledgerhouse.foundation.sign_in.words import Method, Outcome
from ledgerhouse.kernel.errors import Unreadable

pytestmark = pytest.mark.requirement("R077")


BROWSER = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


def enter(client: Client, username: str, password: str = PASSWORD, address: str = "203.0.113.7") -> int:
    form = {"username": username, "password": password, "next": "/account/"}
    return client.post("/sign-in/", form, REMOTE_ADDR=address, HTTP_USER_AGENT=BROWSER).status_code


def test_the_right_password_opens_a_session_that_says_whose_it_is(cast: Cast) -> None:
    client = Client()
    assert enter(client, "buyer") == 302
    row = BrowserSession.objects.get(user=cast.person("buyer").user)
    assert (row.method, row.address, row.device) == ("password", "203.0.113.7", "Firefox, Windows")
    assert row.session_key != client.cookies["sessionid"].value, "the cookie's value must not be in the table"
    done = SignIn.objects.get(username="buyer")
    assert (done.outcome, done.method, done.company) == (Outcome.DONE, Method.PASSWORD, cast.company)
    assert "Firefox, Windows" in client.get("/account/").content.decode()


def test_five_wrong_passwords_lock_the_account_even_for_the_right_one(cast: Cast) -> None:
    for _ in range(5):
        assert enter(Client(), "buyer", "wrong", address=f"203.0.113.{_}") == 422
    assert enter(Client(), "buyer", address="198.51.100.1") == 429
    assert enter(Client(), "sales") == 302, "others are not locked"
    it = cast.person("it")
    unlock_user(UnlockUser(username="buyer", reason="telephoned"), it)
    SignIn.objects.filter(outcome=Outcome.UNLOCKED).update(at=datetime.now(UTC))
    assert enter(Client(), "buyer") == 302
    assert AuditRow.objects.filter(kind="user", name="buyer", action="unlock", reason="telephoned").exists()


def test_a_name_that_nobody_has_is_locked_like_any_other(cast: Cast) -> None:
    answers = [enter(Client(), "nobody", "wrong", address=f"203.0.113.{n}") for n in range(6)]
    assert answers == [422] * 5 + [429]


def test_the_lock_ends_by_itself(cast: Cast) -> None:
    one = lockout.Try("buyer", Method.PASSWORD, "", "", NOW)
    for _ in range(5):
        lockout.write(one, Outcome.WRONG)
    later = lockout.Try("buyer", Method.PASSWORD, "", "", NOW + timedelta(minutes=14))
    with pytest.raises(lockout.Locked, match="1 minutes"):
        lockout.check(later)
    lockout.check(lockout.Try("buyer", Method.PASSWORD, "", "", NOW + timedelta(minutes=15)))


def test_a_right_password_does_not_forgive_guessed_codes(cast: Cast) -> None:
    code = lockout.Try("buyer", Method.CODE, "", "", NOW)
    for _ in range(5):
        lockout.write(code, Outcome.WRONG)
        lockout.write(lockout.Try("buyer", Method.PASSWORD, "", "", NOW), Outcome.DONE)
    with pytest.raises(lockout.Locked):
        lockout.check(code)


def test_one_address_that_tries_many_names_is_locked(cast: Cast) -> None:
    for n in range(lockout.ADDRESS_TRIES):
        lockout.write(lockout.Try(f"name{n}", Method.PASSWORD, "203.0.113.9", "", NOW), Outcome.WRONG)
    with pytest.raises(lockout.Locked):
        lockout.check(lockout.Try("buyer", Method.PASSWORD, "203.0.113.9", "", NOW))
    lockout.check(lockout.Try("buyer", Method.PASSWORD, "203.0.113.10", "", NOW))


def test_somebody_else_ends_all_sessions(cast: Cast) -> None:
    first, second = Client(), Client()
    enter(first, "buyer")
    enter(second, "buyer")
    assert end_sessions(EndSessions(username="buyer"), cast.person("it")).count == 2
    assert first.get("/account/").status_code == second.get("/account/").status_code == 302


def test_one_ends_the_own_session_elsewhere_but_not_that_of_others(cast: Cast) -> None:
    here, there, other = Client(), Client(), Client()
    enter(here, "buyer")
    enter(there, "buyer")
    enter(other, "sales")
    theirs = BrowserSession.objects.get(user=cast.person("sales").user)
    here.post(f"/account/sessions/{theirs.id}/end/")
    assert other.get("/account/").status_code == 200
    (mine,) = [r for r in BrowserSession.objects.filter(user=cast.person("buyer").user) if not _is(r, here)]
    here.post(f"/account/sessions/{mine.id}/end/")
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def _is(row: BrowserSession, client: Client) -> bool:
    from ledgerhouse.foundation.sign_in.sessions import digest_of

    return row.session_key == digest_of(client.cookies["sessionid"].value)


@pytest.mark.parametrize("fact", ["seen", "end"])
def test_a_session_ends_when_it_was_left_alone_or_is_too_old(cast: Cast, fact: str) -> None:
    client = Client()
    enter(client, "buyer")
    session = client.session
    session["house"] = {**session["house"], fact: datetime.now(UTC).timestamp() - 3 * 3600}
    session.save()
    assert client.get("/account/").status_code == 302
    api = client.get("/api/v1/lists/catalog/items")
    assert api.status_code == 401


def test_a_changed_password_keeps_this_session_and_ends_the_others(cast: Cast) -> None:
    here, there = Client(), Client()
    enter(here, "buyer")
    enter(there, "buyer")
    form = {"old": PASSWORD, "new": "a-quite-other-2026", "key": "k1"}
    assert here.post("/do/people.change_password/", form).status_code == 200
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert BrowserSession.objects.filter(user=cast.person("buyer").user).count() == 1


def test_a_given_password_must_be_changed_first(cast: Cast) -> None:
    from pydantic import SecretStr

    reset_password(ResetPassword(username="buyer", new=SecretStr("given-by-it-2026")), cast.person("it"))
    client = Client()
    assert enter(client, "buyer", "given-by-it-2026") == 302
    assert client.get("/")["Location"] == "/do/people.change_password/"
    assert client.get("/api/v1/lists/catalog/items").status_code == 401
    form = {"old": "given-by-it-2026", "new": "chosen-myself-2026", "key": "k1"}
    User.objects.filter(username="buyer").update(password_at=NOW)
    assert client.post("/do/people.change_password/", form).status_code == 200
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("short-1", "at least 12"),
        ("accountant-12", "太相似"),
        ("passwordpassword", None),
        (PASSWORD, "until now"),
        ("x" * 129, "at most 128"),
    ],
)
def test_passwords_must_be_worth_something(cast: Cast, password: str, wrong: str | None) -> None:
    from pydantic import SecretStr

    command = ChangePassword(old=SecretStr(PASSWORD), new=SecretStr(password))
    if wrong is None:
        change_password(command, cast.person("accountant"))
        return
    with pytest.raises(Unreadable, match=wrong):
        change_password(command, cast.person("accountant"))


def test_a_company_may_ask_for_mixed_passwords(cast: Cast) -> None:
    from pydantic import SecretStr

    change_setting(ChangeSetting(name="sign_in.password_kinds", value=4), cast.house)
    with pytest.raises(Unreadable, match="must mix 4"):
        change_password(
            ChangePassword(old=SecretStr(PASSWORD), new=SecretStr("only-small-ones-1")), cast.person("buyer")
        )


def test_somebody_inactive_does_not_come_in(cast: Cast) -> None:
    User.objects.filter(username="buyer").update(is_active=False)
    assert enter(Client(), "buyer") == 422


def test_where_to_go_next_is_only_inside_the_house(cast: Cast) -> None:
    form = {"username": "buyer", "password": PASSWORD, "next": "https://evil.example/"}
    assert Client().post("/sign-in/", form)["Location"] == "/"
