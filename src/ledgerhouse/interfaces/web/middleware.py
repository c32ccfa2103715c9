"""Round every page: strict headers, who is asking in which language and time zone, and refusals as pages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation

from ledgerhouse.foundation import queries
from ledgerhouse.foundation.rights import context_of
from ledgerhouse.interfaces.web import errors
from ledgerhouse.kernel.errors import Refused

Answer = Callable[[HttpRequest], HttpResponseBase]

CSP: Final = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


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
        request.ctx = None
        if not request.user.is_authenticated:
            return self.answer(request)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else request.user.language
        request.LANGUAGE_CODE = language
        ctx = context_of(request.user, datetime.now(UTC), interface="web", device=_device(request))
        request.ctx = replace(ctx, language=language)
        request.company = queries.company(request.ctx)
        with timezone.override(ZoneInfo(request.company.timezone)), translation.override(language):
            response = self.answer(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal is an answer, not a fault: a page with what happened and what can be done."""
        return errors.refused(request, exception) if isinstance(exception, Refused) else None


def _device(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")[:60]
