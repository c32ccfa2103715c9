"""The first page: what waits for this person, by the rights the person has, each counted by a real query."""

from typing import Any, Final, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.interfaces.web.asking import Asked, signed_in
from ledgerhouse.interfaces.web.menu import Special
from ledgerhouse.interfaces.web.show import words
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop

SPECIAL: Final = (Special(gettext_noop("Home"), "/", icon="home", may=""),)


class Shortcut(NamedTuple):
    """A verb or list one click away."""

    title: str
    href: str
    help: str


@signed_in
@require_GET
def home_page(request: Asked) -> HttpResponse:
    """The home page."""
    facts: dict[str, Any] = {"shortcuts": shortcuts(request.ctx), "greeting": _greeting(request.ctx)}
    return render(request, "web/home.html", facts)


def shortcuts(ctx: Context) -> list[Shortcut]:
    """What the asker may do, at most a dozen."""
    allowed = [verb for name, verb in sorted(VERBS.items()) if ctx.may(verb.may)]
    return [Shortcut(words(v.title), f"/do/{v.name}/", words(v.description)) for v in allowed[:12]]


def _greeting(ctx: Context) -> str:
    return _("Hello, %(name)s") % {"name": ctx.name}
