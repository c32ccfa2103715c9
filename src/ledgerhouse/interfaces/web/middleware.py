"""Round every page: strict headers, who is asking in which language and time zone, and refusals as pages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone, translation

from ledgerhouse.foundation import queries
from ledgerhouse.foundation.sign_in import sessions
from ledgerhouse.interfaces.web import errors
from ledgerhouse.kernel.errors import Refused

Answer = Callable[[HttpRequest], HttpResponseBase]

CSP: Final = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


MUST: Final = {"password": "/do/people.change_password/", "second": "/account/"}
"""What somebody must do first, and where."""
ALWAYS: Final = ("/api/", "/sign-out/", "/sign-in/", "/language/", "/static/", "/handheld/hand-over/")


class Headers:
    """Only the house's own scripts, styles and addresses; pages of people are never kept by a shared cache."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=()")
        if getattr(request, "ctx", None) is not None:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class Asker:
    """`request.ctx`: rights of the person who signed in, in the language that was chosen here or is the person's own."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: Any) -> HttpResponseBase:
        request.ctx, request.must = None, ""
        if not request.user.is_authenticated:
            return self.answer(request)
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
        request.company = queries.company(request.ctx)
        request.must = sessions.still_must(request.session, request.user)
        with timezone.override(ZoneInfo(request.company.timezone)), translation.override(language):
            response = _first(request) or self.answer(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal is an answer, not a fault: a page with what happened and what can be done."""
        return errors.refused(request, exception) if isinstance(exception, Refused) else None


def _first(request: Any) -> HttpResponseBase | None:
    """To the page of what must be done before anything else, unless it is what is asked for."""
    page = MUST.get(request.must)
    if page is None or request.path.startswith((page, *ALWAYS)):
        return None
    return HttpResponseRedirect(page)


def _device(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")[:60]
