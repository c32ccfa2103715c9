"""Round every page: strict headers, who is asking in which language and time zone, and refusals as pages."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone, translation

from ledgerhouse.foundation import queries, rates
from ledgerhouse.foundation.addresses import client_address
from ledgerhouse.foundation.problems import details
from ledgerhouse.foundation.sign_in import sessions
from ledgerhouse.interfaces.web import errors
from ledgerhouse.kernel.errors import Refused

Answer = Callable[[HttpRequest], HttpResponseBase]

CSP: Final = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'{servers}; "
    "frame-ancestors 'none'"
)
"""A form that begins a single sign-on is sent on to its server, which a browser counts as the form's action."""
HEADERS: Final = {
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
UNCOUNTED: Final = ("/static/", "/health/", "/metrics")


MUST: Final = {"password": "/do/people.change_password/", "second": "/account/"}
"""What somebody must do first, and where."""
ALWAYS: Final = ("/api/", "/sign-out/", "/sign-in/", "/language/", "/static/", "/handheld/hand-over/")


class Headers:
    """Only the house's own scripts, styles and addresses; pages of people are never kept by a shared cache."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        places = sorted({urlsplit(one["settings"]["server_url"])[:2] for one in settings.SSO_SERVERS})
        servers = "".join(f" {scheme}://{host}" for scheme, host in places)
        self.headers = {**HEADERS, "Content-Security-Policy": CSP.format(servers=servers)}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        if getattr(request, "ctx", None) is not None or getattr(request, "auth", None) is not None:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class Asker:
    """`request.ctx`: rights of the person who signed in, in the language that was chosen here or is the person's own."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: Any) -> HttpResponseBase:
        request.ctx, request.must = None, ""
        if not request.user.is_authenticated:
            return self._stranger(request)
        if not sessions.goes_on(request.session):
            request.session.flush()
            request.user = AnonymousUser()
            return self.answer(request)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else request.user.language
        request.LANGUAGE_CODE = language
        now = datetime.now(UTC)
        asked = {"interface": "web", "device": _device(request)}
        ctx = sessions.context(request.user, request.session, request.COOKIES, now, **asked)
        request.ctx = replace(ctx, language=language)
        try:
            rates.count(f"user-{ctx.user}", settings.PAGE_RATE, now.timestamp())
        except rates.TooOften as refusal:
            return _too_often(refusal, request)
        request.company = queries.company(request.ctx)
        request.must = sessions.still_must(request.session, request.user)
        with timezone.override(ZoneInfo(request.company.timezone)), translation.override(language):
            response = _first(request) or self.answer(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def _stranger(self, request: HttpRequest) -> HttpResponseBase:
        """Somebody who has not signed in; an address that asks too often, or fails too often with tokens, must wait."""
        if request.path.startswith(UNCOUNTED):
            return self.answer(request)
        who, now = f"address-{client_address(request.META)}", time.time()
        try:
            if "Authorization" in request.headers:
                rates.is_over(who, settings.STRANGER_RATE, now)
            else:
                rates.count(who, settings.STRANGER_RATE, now)
            response = self.answer(request)
            if response.status_code == HTTPStatus.UNAUTHORIZED and "Authorization" in request.headers:
                rates.count(who, settings.STRANGER_RATE, now)
        except rates.TooOften as refusal:
            return _too_often(refusal, request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal is an answer, not a fault: a page with what happened and what can be done."""
        return errors.refused(request, exception) if isinstance(exception, Refused) else None


def _too_often(refusal: rates.TooOften, request: HttpRequest) -> HttpResponse:
    """429 with how long to wait; in JSON for programs. The page asks nothing of the database."""
    if request.path.startswith("/api/"):
        body = json.dumps(details(refusal, translation.gettext), ensure_ascii=False)
        response = HttpResponse(body, status=refusal.status, content_type="application/problem+json")
    else:
        response = errors.bare(request, refusal.status, errors.sentence(refusal))
    response["Retry-After"] = str(refusal.facts["seconds"])
    return response


def _first(request: Any) -> HttpResponseBase | None:
    """To the page of what must be done before anything else, unless it is what is asked for."""
    page = MUST.get(request.must)
    if page is None or request.path.startswith((page, *ALWAYS)):
        return None
    return HttpResponseRedirect(page)


def _device(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")[:60]
