"""Second factors: an authenticator app, recovery codes, and the company that asks for one."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from tests.cast import PASSWORD, Cast

from ledgerhouse.foundation.models import AuditRow, SignIn
from ledgerhouse.foundation.operations.change_setting import ChangeSetting, change_setting
from ledgerhouse.foundation.people.remove_second_factor import RemoveSecondFactor, remove_second_factor
from ledgerhouse.foundation.sign_in.words import Method, Outcome

pytestmark = pytest.mark.requirement("R077")


def code_of(secret: str, *, again: int = 0) -> str:
    """What an app with this secret shows; `again` moves the clock, because a code counts once."""
    counter = next(iter(yield_hotp_counters_from_time())) + again
    return format_hotp_value(hotp_value(secret, counter))


def signed_in(username: str = "buyer") -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.cookies["django_language"] = "en"
    assert client.post("/sign-in/", {"username": username, "password": PASSWORD}).status_code == 302
    return client


def with_app(client: Client) -> tuple[str, list[str]]:
    """Set an app up, as its owner does. Its secret, and the recovery codes that are shown once."""
    page = client.get("/account/app/add/")
    assert page["Location"].startswith("/account/again/"), "who one is must be proved anew"
    client.post("/account/again/", {"password": PASSWORD, "next": "/account/app/add/"})
    page = client.get("/account/app/add/").content.decode()
    secret = re.search(r'class="secret">(\w+)<', page).group(1)
    done = client.post("/account/app/add/", {"code": code_of(secret)})
    assert done["Location"] == "/account/recovery/"
    codes = re.findall(r"<li><code>([\w-]+)</code></li>", client.get("/account/recovery/").content.decode())
    return secret, codes


def test_an_app_is_asked_at_the_next_sign_in(cast: Cast) -> None:
    secret, codes = with_app(signed_in())
    assert len(codes) == 10
    client = signed_in()
    assert client.get("/account/").status_code == 302, "the password alone opens nothing"
    page = client.get("/sign-in/second/").content.decode()
    assert "Second step" in page
    assert client.post("/sign-in/second/", {"code": "000000"}).status_code == 200
    assert client.post("/sign-in/second/", {"code": code_of(secret, again=1)}).status_code == 302
    assert client.get("/account/").status_code == 200
    tries = list(
        SignIn.objects.filter(username="buyer", method=Method.CODE).order_by("id").values_list("outcome", flat=True)
    )
    assert tries == [Outcome.WRONG, Outcome.DONE]


def test_a_recovery_code_opens_once(cast: Cast) -> None:
    _secret, codes = with_app(signed_in())
    first = signed_in()
    assert first.post("/sign-in/second/", {"code": codes[0]}).status_code == 302
    again = signed_in()
    assert again.post("/sign-in/second/", {"code": codes[0]}).status_code == 200
    assert again.get("/account/").status_code == 302


def test_guessed_codes_lock_the_account(cast: Cast) -> None:
    secret, _codes = with_app(signed_in())
    client = signed_in()
    for n in range(5):
        client.post("/sign-in/second/", {"code": f"00000{n}"})
    page = client.post("/sign-in/second/", {"code": code_of(secret, again=1)})
    assert page.status_code == 200
    assert "Too many wrong tries" in page.content.decode()


def test_its_secret_is_kept_encrypted_and_its_making_is_audited(cast: Cast, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        secret, codes = with_app(signed_in())
    held = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in held
    assert not any(code in held for code in codes)
    assert held.count("lh1:") >= 2
    actions = set(AuditRow.objects.filter(kind="user", name="buyer").values_list("action", flat=True))
    assert "totp activated" in actions


def test_who_has_lost_the_telephone_asks_somebody_else(cast: Cast) -> None:
    client = signed_in()
    with_app(client)
    remove_second_factor(RemoveSecondFactor(username="buyer", reason="telephone stolen"), cast.person("it"))
    assert client.get("/account/").status_code == 302, "open sessions end"
    assert signed_in().get("/account/").status_code == 200


def test_a_company_may_ask_everybody_for_one(cast: Cast) -> None:
    change_setting(ChangeSetting(name="sign_in.second_factor", value=True), cast.house)
    client = signed_in()
    assert client.get("/board/")["Location"] == "/account/"
    assert "asks for a second factor" in client.get("/account/").content.decode()
    with_app(client)
    assert client.get("/").status_code == 200


def test_the_app_is_removed_only_by_who_proves_to_be_its_owner(cast: Cast) -> None:
    client = signed_in()
    with_app(client)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - 3600
    session.save()
    assert client.post("/account/app/remove/")["Location"].startswith("/account/again/")
    assert Authenticator.objects.filter(type="totp").exists()
    client.post("/account/again/", {"password": PASSWORD})
    assert client.post("/account/app/remove/").status_code == 302
    assert not Authenticator.objects.exists()
