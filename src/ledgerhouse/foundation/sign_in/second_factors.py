"""Second factors of people: django-allauth keeps them, the house counts them and writes to the audit trail what happens to them."""

from datetime import datetime
from typing import Any, NamedTuple

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.models import User
from ledgerhouse.kernel.context import Context


class Factor(NamedTuple):
    """One second factor: its kind (`totp`, `webauthn`, `recovery_codes`), number, name, and when it was made and last used."""

    kind: str
    number: int
    name: str
    made_at: datetime
    used_at: datetime | None
    left: int


def of(user: int) -> list[Factor]:
    """The second factors of a user; of recovery codes how many are left."""
    from allauth.mfa.models import Authenticator

    rows = Authenticator.objects.filter(user_id=user).order_by("type", "id")
    return [Factor(row.type, row.pk, _name(row), row.created_at, row.last_used_at, _left(row)) for row in rows]


def count(user: int) -> int:
    """How many keys and apps a user has; recovery codes alone are none."""
    from allauth.mfa.models import Authenticator

    return int(Authenticator.objects.filter(user_id=user).exclude(type="recovery_codes").count())


def forget(user: int) -> None:
    """Delete the second factors of a user, and the accounts elsewhere that were connected."""
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialAccount

    Authenticator.objects.filter(user_id=user).delete()
    SocialAccount.objects.filter(user_id=user).delete()


def changed(user: User, what: str, now: datetime) -> None:
    """Write to the audit trail that a user's second factors or accounts elsewhere were changed, by the user."""
    ctx = Context(company=user.company_id, user=user.pk, name=str(user), interface="web", now=now)
    audit.record(ctx, [audit.Change("user", user.pk, user.username, what[:20], {}, {"what": what})])


def _name(row: Any) -> str:
    return str(row.wrap().name) if row.type == "webauthn" else ""


def _left(row: Any) -> int:
    return len(row.wrap().get_unused_codes()) if row.type == "recovery_codes" else 0
