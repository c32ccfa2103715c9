"""What every page of the shell needs: menu, company, language; for the template engine."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.interfaces.web import menu
from ledgerhouse.interfaces.web.home import SPECIAL


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: nothing for strangers, the shell for people."""
    ctx = getattr(request, "ctx", None)
    if ctx is None:
        return {"languages": settings.LANGUAGES}
    return {
        "ctx": ctx,
        "company": request.company,  # type: ignore[attr-defined]
        "languages": settings.LANGUAGES,
        "specials": [s for s in SPECIAL if not s.may or ctx.may(s.may)],
        "menu": menu.groups(ctx, request.path),
        "may_search": any(one.search and ctx.may(one.see) for one in LISTINGS.values()),
    }
