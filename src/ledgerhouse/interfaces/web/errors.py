"""Pages for what went wrong: not allowed, not found, refused, a fault, a database that does not answer."""

import logging
import sys
from typing import Any, Final

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ledgerhouse.foundation.faults import check_schema, fault_of
from ledgerhouse.kernel.errors import Refused, Unreadable, gettext_noop
from ledgerhouse.kernel.ids import command_id

LOG = logging.getLogger(__name__)

TITLES: Final = {
    400: gettext_noop("The request can not be understood"),
    403: gettext_noop("Not allowed"),
    404: gettext_noop("Not found"),
    409: gettext_noop("Not possible now"),
    422: gettext_noop("Please check what was entered"),
    429: gettext_noop("Too many requests"),
    500: gettext_noop("Something went wrong here"),
    503: gettext_noop("The house is closed for a moment"),
}
HINTS: Final = {
    403: gettext_noop("Ask whoever gives out rights in your company, or sign in as somebody else."),
    404: gettext_noop("It may have another number, or lie outside what you may see. Try the search above."),
    409: gettext_noop("Go back, look at the present state, and try again."),
}


def sentence(refusal: Refused) -> str:
    """A refusal in the reader's language; facts that are message ids themselves are translated too."""
    facts = {name: _(fact) if isinstance(fact, str) and fact else fact for name, fact in refusal.facts.items()}
    told = type(refusal).__new__(type(refusal))
    told.facts = facts
    return told.sentence(_)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The page for a refusal, with all problems when there are several."""
    return _page(request, refusal.status, sentence(refusal), problems=problems(refusal))


def problems(refusal: Refused) -> list[tuple[str, str]]:
    """Where and what, of everything that is wrong with the input; none for other refusals."""
    return [(p.where, p.sentence(_)) for p in refusal.problems] if isinstance(refusal, Unreadable) else []


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler for unknown addresses."""
    return _page(request, 404, _("There is no page at this address."))


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler for 403."""
    return _page(request, 403, _("You may not do this."))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler for 400."""
    return _page(request, 400, _("Something in the request is not as it should be."))


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's handler for a form without its secret: usually a page that was open across a sign-in."""
    return _page(request, 403, _("This page was open for too long. Go back, reload it, and send the form again."))


def fault(request: HttpRequest) -> HttpResponse:
    """Django's handler for 500; a database that can not be used is told apart and called by its name."""
    error = sys.exc_info()[1]
    known: Refused | None = fault_of(error) if error else None
    if known is None and isinstance(error, DatabaseError):
        known = _schema_fault()
    if known is not None:
        LOG.error("%s", known)
        return bare(request, 503, sentence(known))
    trace = command_id()[:13]
    LOG.error("fault %s at %s", trace, request.path)
    said = _("It has been written to the log under %(trace)s. Nothing was half saved.") % {"trace": trace}
    return bare(request, 500, said)


def _schema_fault() -> Refused | None:
    """Why the database may not understand a statement: its tables are those of another version."""
    try:
        check_schema()
    except Refused as refusal:
        return refusal
    except DatabaseError:
        pass
    return None


def _page(request: HttpRequest, status: int, said: str, **more: Any) -> HttpResponse:
    """An error inside the shell, so that the reader can go on."""
    try:
        body = render_to_string("web/error.html", _facts(status, said, **more), request)
    except Exception:  # noqa: BLE001 - the shell needs the database; without it the bare page must do
        return bare(request, status, said)
    return HttpResponse(body, status=status)


def bare(request: HttpRequest, status: int, said: str) -> HttpResponse:
    """An error page that asks nothing of the database."""
    response = HttpResponse(render_to_string("web/error_bare.html", _facts(status, said)), status=status)
    if status == 503:
        response["Retry-After"] = "5"
    return response


def _facts(status: int, said: str, **more: Any) -> dict[str, Any]:
    hint = HINTS.get(status)
    return {"status": status, "title": _(TITLES[status]) if status in TITLES else "", "said": said,
            "hint": _(hint) if hint else "", **more}  # fmt: skip
