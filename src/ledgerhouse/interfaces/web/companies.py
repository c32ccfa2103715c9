"""Somebody with rights in several companies chooses in which one to work now."""

from datetime import UTC, datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ledgerhouse.foundation.rights import companies_of
from ledgerhouse.foundation.sign_in.sessions import COMPANY
from ledgerhouse.interfaces.web.asking import Asked, signed_in


@signed_in
@require_http_methods(["GET", "POST"])
def company_page(request: Asked) -> HttpResponse:
    """The companies in which the person has rights; choosing one changes what every page shows."""
    known = companies_of(request.user, datetime.now(UTC))  # type: ignore[arg-type]  # our own user
    if request.method == "POST":
        chosen = request.POST.get("company", "")
        if chosen.isascii() and chosen.isdigit() and int(chosen) in known:
            request.session[COMPANY] = int(chosen)
        return HttpResponseRedirect("/")
    return render(request, "web/companies.html", {"companies": known.items(), "present": request.ctx.company})
