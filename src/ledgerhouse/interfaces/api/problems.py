"""Refusals, broken surroundings and bugs as problem details (RFC 9457) in the asker's language."""

import json
import math
from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, ClassVar, Final

import structlog
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from ledgerhouse.foundation.faults import fault_of
from ledgerhouse.foundation.problems import details
from ledgerhouse.kernel.errors import Refused, Unreadable, gettext_noop, problem
from ledgerhouse.kernel.exact import TooFine, TooLarge

log = structlog.get_logger(__name__)


class NotSignedIn(Refused):
    """No token and no session, or not a valid one."""

    code = "not-signed-in"
    template = gettext_noop("This needs a valid token (Authorization: Bearer …) or a session.")
    status = 401


class ForeignPage(Refused):
    """A write by session without the CSRF token of this site."""

    code = "csrf"
    template = gettext_noop("This write came without the CSRF token of this site.")
    status = 403


class TooMany(Refused):
    """The asker's rate limit."""

    code = "too-many-requests"
    template = gettext_noop("Too many requests; try again in {seconds} seconds.")
    status = 429


class TooMuch(Refused):
    """The body is larger than the server reads."""

    code = "too-large"
    template = gettext_noop("The request is larger than this server reads.")
    status = 413


class NoSuchAddress(Refused):
    """Nothing lives there."""

    code = "no-such-address"
    template = gettext_noop("There is nothing at this address.")
    status = 404


class WrongMethod(Refused):
    """The address is there, but is not asked like this."""

    code = "wrong-method"
    template = gettext_noop("This address answers {allowed} only.")
    status = 405


class Bug(Refused):
    """Not the asker's fault."""

    code = "internal-error"
    template = gettext_noop("Something went wrong here; it is written in the log under {request}.")
    status = 500


class Problem(HttpResponse):
    """One refusal as a response."""

    MEDIA_TYPE: ClassVar[str] = "application/problem+json"

    def __init__(self, refused: Refused) -> None:
        body = json.dumps(details(refused, _), ensure_ascii=False)
        super().__init__(body, status=refused.status, content_type=self.MEDIA_TYPE)
        if refused.status == HTTPStatus.UNAUTHORIZED:
            self["WWW-Authenticate"] = 'Bearer realm="ledgerhouse"'


PLAINLY: Final[Mapping[type[Exception], type[Refused]]] = {
    AuthenticationError: NotSignedIn,
    RequestDataTooBig: TooMuch,
    Http404: NoSuchAddress,
}
"""Errors of the frameworks and what they mean."""


def install(api: NinjaAPI) -> None:
    """Let every error of the interface end as a problem."""

    def answer(request: HttpRequest, error: Any) -> HttpResponse:
        return Problem(refusal(request, error))

    for kind in (Exception, HttpError, Http404, ValidationError):
        api.add_exception_handler(kind, answer)


def refusal(request: HttpRequest, error: Exception) -> Refused:
    """The refusal that stands for an error; an unknown one is logged with its traceback."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, Throttled):
        return TooMany(seconds=math.ceil(error.wait or 1))
    if isinstance(error, HttpError) and error.status_code == HTTPStatus.FORBIDDEN:
        return ForeignPage()
    if isinstance(error, TooFine | TooLarge | OverflowError):
        return Unreadable([problem("", gettext_noop("is not valid: {error}"), error=error)])
    plainly = next((meaning for kind, meaning in PLAINLY.items() if isinstance(error, kind)), None)
    if plainly is not None:
        return plainly()
    fault = fault_of(error)
    if fault is not None:
        log.error("surroundings", code=fault.code, error=str(error))
        return fault
    log.error("bug", path=request.path, exc_info=error)
    return Bug(request=getattr(request, "request_id", "-"))


def plainly_refusing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, with a problem instead of the framework's bare words where the method is wrong."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        problem = Problem(WrongMethod(allowed=response["Allow"]))
        problem["Allow"] = response["Allow"]
        return problem

    return answer


def no_such_address(request: HttpRequest) -> HttpResponse:
    """Any other address below /api/."""
    return Problem(NoSuchAddress())
