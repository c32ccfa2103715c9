"""The shared handheld: registered once, then opened by badge and PIN until the shift ends."""

from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ledgerhouse.foundation.addresses import client_address
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.sign_in import badges, sessions
from ledgerhouse.foundation.sign_in.words import Method
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.interfaces.web import errors
from ledgerhouse.interfaces.web.asking import Asked, public, signed_in, with_key
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.errors import Refused
from ledgerhouse.kernel.ids import command_id

YEAR: Final = 365 * 24 * 3600
BACKEND: Final = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters("badge", "pin")
@public("signing in with badge and PIN; only on a registered device")
@require_http_methods(["GET", "POST"])
def handheld(request: HttpRequest) -> HttpResponse:
    """Badge and PIN; whoever was signed in on this device before is signed out."""
    secret = request.COOKIES.get(sessions.DEVICE_COOKIE, "")
    device = badges.device_of(secret)
    facts: dict[str, Any] = {"device": device.name if device else ""}
    if request.method != "POST":
        return render(request, "web/handheld.html", facts)
    given = {name: request.POST.get(name, "") for name in ("badge", "pin")}
    address = client_address(request.META)
    try:
        come = badges.come(secret, given["badge"], given["pin"], address=address, now=datetime.now(UTC))
    except Refused as refusal:
        facts["problem"] = errors.sentence(refusal)
        return render(request, "web/handheld.html", facts, status=refusal.status)
    request.session.flush()
    login(request, come.user, backend=BACKEND)
    sessions.begin(request.session, come.user, Method.BADGE, address=address, device=come.device.name, until=come.until)
    sessions.bind(request.session, come.device)
    return HttpResponseRedirect("/")


@signed_in
@require_http_methods(["GET", "POST"])
def register(request: Asked) -> HttpResponse:
    """Register the device in hand; its secret goes into a cookie that no script can read."""
    verb = VERBS["people.register_device"]
    request.ctx.require_any(verb.may)
    facts: dict[str, Any] = {"key": command_id(), "warehouses": warehouses(request)}
    if request.method == "POST":
        raw = {"name": request.POST.get("name", "").strip(), "warehouse": request.POST.get("warehouse", "")}
        try:
            answer = verb.run(read(verb.command, raw), with_key(request.ctx, request.POST.get("key", "")))
        except Refused as refusal:
            problems = [what for _where, what in errors.problems(refusal)]
            facts |= raw | {"problem": " ".join(problems) or errors.sentence(refusal)}
            return render(request, "web/handheld_register.html", facts, status=refusal.status)
        messages.success(request, _("This device is %(name)s now. Sign in with badge and PIN.") % {"name": answer.name})
        response = HttpResponseRedirect("/sign-in/badge/")
        if answer.secret:
            response.set_cookie(
                sessions.DEVICE_COOKIE,
                answer.secret,
                max_age=YEAR,
                httponly=True,
                samesite="Strict",
                secure=request.is_secure(),
            )
        return response
    return render(request, "web/handheld_register.html", facts)


def warehouses(request: Asked) -> list[str]:
    """Codes of the warehouses that a device may belong to."""
    listing = LISTINGS["sites.warehouses"]
    return [row.code for row in listing.every(request.ctx)] if request.ctx.may(listing.see) else []


@signed_in
@require_POST
def hand_over(request: Asked) -> HttpResponse:
    """Sign out on a shared device, ready for the next badge."""
    request.session.flush()
    return HttpResponseRedirect("/sign-in/badge/")
