"""Signing in and out, and choosing the language."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ledgerhouse.foundation.sign_in import sessions
from ledgerhouse.foundation.sign_in.lockout import Locked
from ledgerhouse.interfaces.web import errors
from ledgerhouse.interfaces.web.asking import public

YEAR = 365 * 24 * 3600


@sensitive_post_parameters("password")
@public("the sign-in page")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; afterwards back to where the person wanted to go."""
    facts: dict[str, Any] = {
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "servers": settings.SSO_SERVERS,
    }
    if request.user.is_authenticated:
        return HttpResponseRedirect(_safe(request, facts["next"]))
    if request.method != "POST":
        return render(request, "web/sign_in.html", facts)
    name = request.POST.get("username", "").strip()
    status = 422
    try:
        user = get_adapter(request).authenticate(request, username=name, password=request.POST.get("password", ""))
        if user is not None:
            answer: HttpResponse = perform_login(request, user, redirect_url=_safe(request, facts["next"]))
            return answer
        problem = _("The user name and the password do not belong together.")
    except Locked as locked:
        problem, status = errors.sentence(locked), locked.status
    return render(request, "web/sign_in.html", facts | {"username": name, "problem": problem}, status=status)


def keep_signed_in(request: Any) -> None:
    """After the own password was changed: this session goes on under a new key, every other one of the person ends."""
    request.user.refresh_from_db()
    update_session_auth_hash(request, request.user)
    sessions.end_all([request.user.pk], but=request.session.session_key or "")


@public("ending one's session, also one that is over")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect(settings.LOGIN_URL)


@public("choosing the language, before signing in too")
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in this browser and show the same page again."""
    response = HttpResponseRedirect(_safe(request, request.POST.get("next", "")))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", secure=request.is_secure()
        )
    return response


def _safe(request: HttpRequest, address: str) -> str:
    """The address when it is one of ours, else the home page."""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else "/"
