"""One log line for each request, and a request id that every line of that request carries."""

import re
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bound_contextvars

from ledgerhouse.kernel.ids import command_id

log = structlog.get_logger("ledgerhouse.request")
GOOD_ID = re.compile(r"[\w.:-]{1,80}")


class RequestLog:
    """Middleware, outermost. Takes over a proxy's X-Request-ID when it looks harmless, and sends it back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, timed."""
        given = request.headers.get("X-Request-ID", "")
        identifier = given if GOOD_ID.fullmatch(given) else command_id()
        request.request_id = identifier  # type: ignore[attr-defined]
        begun = time.perf_counter()
        with bound_contextvars(request=identifier):
            response = self.get_response(request)
            quiet = request.path.startswith(("/static/", "/health", "/metrics"))
            (log.debug if quiet else log.info)(
                "request",
                method=request.method,
                path=request.path,
                status=response.status_code,
                seconds=round(time.perf_counter() - begun, 4),
            )
        response["X-Request-ID"] = identifier
        return response
