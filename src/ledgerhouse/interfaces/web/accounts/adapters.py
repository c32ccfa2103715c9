"""Where django-allauth asks the house: lock-out before a password is looked at, what a session remembers, encryption of second factors."""

from datetime import UTC, datetime
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from ledgerhouse.foundation import outgoing
from ledgerhouse.foundation.addresses import client_address
from ledgerhouse.foundation.encryption import decrypt, encrypt
from ledgerhouse.foundation.people import find_person
from ledgerhouse.foundation.sign_in import lockout, second_factors, sessions
from ledgerhouse.foundation.sign_in.words import Method, Outcome

METHODS: Final = {
    "mfa_login_webauthn": Method.PASSKEY,
    "mfa_authenticate": Method.CODE,
    "openid_connect_callback": Method.SSO,
}
"""The page by which a sign-in was completed, and what was proved there."""
SILENT: Final = frozenset({"account/messages/logged_in.txt", "account/messages/logged_out.txt"})
LONGEST: Final = 60
BROWSERS: Final = (
    *(("Edge", "Edg/"), ("Opera", "OPR/"), ("WeChat", "MicroMessenger"), ("Chrome", "Chrome/")),
    *(("Firefox", "Firefox"), ("Safari", "Safari/")),
)
SYSTEMS: Final = (
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows")),
    *(("macOS", "Mac OS"), ("Linux", "Linux")),
)
"""Which name stands for which word of a browser's long description; the first that fits."""


def attempt(request: HttpRequest, username: str, method: Method) -> lockout.Try:
    """This request as a try to sign in."""
    return lockout.Try(username[:LONGEST], method, client_address(request.META), device(request), datetime.now(UTC))


def device(request: HttpRequest) -> str:
    """What the browser says it is, in few words: `Firefox, Windows`."""
    said = request.headers.get("User-Agent", "")
    browser = next((name for name, mark in BROWSERS if mark in said), "")
    system = next((name for name, mark in SYSTEMS if mark in said), "")
    return ", ".join(filter(None, (browser, system))) or said[:LONGEST]


def method_of(request: HttpRequest) -> Method:
    """How the present sign-in was completed."""
    match = request.resolver_match
    return METHODS.get((match and match.url_name) or "", Method.PASSWORD)


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed for subclasses
    """Passwords and sessions."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse with `Locked` before a password is looked at."""
        lockout.check(attempt(request, credentials.get("username", ""), Method.PASSWORD))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write a wrong password down."""
        lockout.write(attempt(request, credentials.get("username", ""), Method.PASSWORD), Outcome.WRONG)

    def login(self, request: HttpRequest, user: Any) -> None:
        """Open the session; it remembers how and from where, and when it must end."""
        super().login(request, user)
        one = attempt(request, user.username, method_of(request))
        sessions.begin(request.session, user, one.method, address=one.address, device=one.device)
        lockout.write(one, Outcome.DONE, user=user.pk, company=user.company_id)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Say so on the sign-in page; only whoever has proved to be this person comes here."""
        lockout.write(attempt(request, user.username, method_of(request)), Outcome.REFUSED)
        messages.error(request, _("This account is not active any more."))
        return HttpResponseRedirect(settings.LOGIN_URL)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str = "", *args: Any, **more: Any
    ) -> None:
        """Not every step needs a sentence."""
        if message_template not in SILENT:
            super().add_message(request, level, message_template, *args, **more)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The asker's address, as far as it can be believed."""
        return client_address(request.META)

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **more: Any) -> None:
        """What allauth would send as mail goes to the audit trail: a second factor was added or removed."""
        second_factors.changed(user, template_prefix.rpartition("/")[2].replace("_", " "), datetime.now(UTC))


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Authenticator apps, passkeys and recovery codes."""

    def encrypt(self, text: str) -> str:
        """Secrets of second factors are kept encrypted."""
        return encrypt(text, "mfa")

    def decrypt(self, encrypted_text: str) -> str:
        """And are opened only to check a code."""
        return decrypt(encrypted_text, "mfa")

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - allauth's name
        """What a new key is called unless its owner says otherwise."""
        return _("Key %(number)s") % {"number": second_factors.count(user.pk) + 1}


class SingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """OpenID Connect servers. They say who somebody is; what they may do here is decided here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody becomes a user by signing in elsewhere."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """Keep what the server says for this request only, not in the database."""
        said = sociallogin.account.extra_data
        request.claims = said.get("userinfo") or said.get("id_token") or said  # type: ignore[attr-defined]
        sociallogin.account.extra_data = {}
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The first time, find the person here by what the server asserts; later by the account itself."""
        if sociallogin.is_existing:
            return
        claims = getattr(request, "claims", {})
        match = sociallogin.account.get_provider().app.settings.get("match", "username")
        user = None
        if match == "username":
            user = find_person.by_username(str(claims.get("preferred_username", "")))
        elif claims.get("email_verified") is True:
            user = find_person.by_email(str(claims.get("email", "")))
        if user is None:
            lockout.write(attempt(request, str(claims.get("preferred_username", "")), Method.SSO), Outcome.REFUSED)
            messages.error(request, _("You are known there, but nobody here has been given this account."))
            raise ImmediateHttpResponse(HttpResponseRedirect(settings.LOGIN_URL))
        sociallogin.connect(request, user)
        second_factors.changed(user, "connect single sign-on", datetime.now(UTC))

    def on_authentication_error(self, request: HttpRequest, *args: Any, **more: Any) -> None:
        """Back to the sign-in page with a sentence; details are the log's."""
        messages.error(request, _("Signing in there did not work. Try again, or sign in with your password."))
        raise ImmediateHttpResponse(HttpResponseRedirect(settings.LOGIN_URL))

    def get_requests_session(self) -> Any:
        """Calls to the servers go the house's one way out; the servers themselves are the operator's choice."""
        from ledgerhouse.foundation.outgoing_session import session

        hosts = (outgoing.host_of(server["settings"]["server_url"]) for server in settings.SSO_SERVERS)
        return session(allowed=tuple(hosts))

    def send_notification_mail(self, *args: Any, **more: Any) -> None:
        """No mail."""
