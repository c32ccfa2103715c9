"""Who asks: a program with a bearer token, or a person signed in on this site with a CSRF token for writes."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja.security import HttpBearer, SessionAuth

from ledgerhouse.foundation.rights import context_of_token
from ledgerhouse.foundation.sign_in import sessions
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotAllowed, NotFound, Refused, gettext_noop

LONGEST_KEY = 80
REHEARSE = frozenset({"true", "1", "?1"})
FOR_GOOD = frozenset({"false", "0", "?0"})
COMPANY = "X-Company"
"""Header with the code of the company that is meant, for those who have rights in several."""


class KeyMissing(Refused):
    """A write came without an idempotency key."""

    code = "key-missing"
    template = gettext_noop(
        "Writes need the header Idempotency-Key: 1 to 80 visible characters, the same when the same request is repeated."
    )
    status = 400


class DryRunUnclear(Refused):
    """A header that may mean that nothing shall be written: it is not taken for a real command."""

    code = "dry-run-unclear"
    template = gettext_noop("The header Dry-Run must be true or false, not “{said}”. Nothing was written.")
    status = 400


class Token(HttpBearer):
    """`Authorization: Bearer …`, a token made with `ledgerhouse token`."""

    def authenticate(self, request: HttpRequest, token: str) -> Context | None:
        """The context of the token's user with the token's rights; None for an unknown, expired or revoked one."""
        try:
            ctx = context_of_token(token, datetime.now(UTC), company=request.headers.get(COMPANY, ""))
        except (NotAllowed, NotFound):
            return None
        return replace(ctx, language=get_language() or ctx.language)


class Session(SessionAuth):
    """The session of a person signed in on this site; needs the CSRF token for writes."""

    def __call__(self, request: HttpRequest) -> Any:
        """Without a session there is nothing that a foreign page could misuse, so nothing to check."""
        return super().__call__(request) if self.param_name in request.COOKIES else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Context | None:
        """The person's context, or None."""
        user: Any = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return None
        if not sessions.goes_on(request.session) or sessions.still_must(request.session, user):
            return None
        ctx = sessions.context(user, request.session, request.COOKIES, datetime.now(UTC), interface="api")
        return replace(ctx, language=get_language() or ctx.language)


def context(request: HttpRequest) -> Context:
    """The context of a read."""
    ctx: Context = request.auth  # type: ignore[attr-defined]  # set by the API's framework
    return ctx


def writing(request: HttpRequest) -> Context:
    """The context of a write: with its idempotency key, or as a dry run."""
    said = request.headers.get("Dry-Run", "false").lower()
    if said not in REHEARSE and said not in FOR_GOOD:
        raise DryRunUnclear(said=said)
    dry = said in REHEARSE
    given = request.headers.get("Idempotency-Key")
    key = (given or "").strip()
    if len(key) > 1 and key[0] == key[-1] == '"':  # a structured field's string; the bare form is taken too
        key = key[1:-1]
    usable = 0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()
    if not usable and not (dry and given is None):
        raise KeyMissing
    return replace(context(request), key="" if dry else key, dry_run=dry)
