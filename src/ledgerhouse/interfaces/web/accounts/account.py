"""The own account: password, second factors, open sessions, tokens."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ledgerhouse.foundation.people import own_account
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.interfaces.web import errors
from ledgerhouse.interfaces.web.asking import Asked, signed_in, with_key
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.errors import Refused
from ledgerhouse.kernel.ids import command_id


@signed_in
@require_GET
def account_page(request: Asked) -> HttpResponse:
    """Everything about the own account on one page."""
    facts = {
        "account": own_account.own_account(request.ctx, datetime.now(UTC)),
        "sessions": own_account.sessions(request.ctx, str(request.session.session_key or "")),
        "key": command_id(),
        "must": request.must,
        "may_register": request.ctx.may(VERBS["people.register_device"].may),
    }
    return render(request, "web/account.html", facts)


@signed_in
@require_POST
def end_session(request: Asked, number: int) -> HttpResponse:
    """End one of the own sessions."""
    verb = VERBS["people.end_session"]
    try:
        verb.run(read(verb.command, {"number": number}), with_key(request.ctx, request.POST.get("key", "")))
        messages.success(request, _("The session has ended."))
    except Refused as refusal:
        messages.error(request, errors.sentence(refusal))
    return HttpResponseRedirect("/account/")
