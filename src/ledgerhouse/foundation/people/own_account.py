"""Reads of the own account, whatever else the asker may see."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from ledgerhouse.foundation.models import ApiToken, BrowserSession, User
from ledgerhouse.foundation.sign_in import second_factors
from ledgerhouse.foundation.sign_in.sessions import digest_of
from ledgerhouse.kernel.context import Context


class Open(NamedTuple):
    """One open session; `here` is the one that asks."""

    number: int
    method: str
    device: str
    address: str
    begun_at: datetime | None
    seen_at: datetime | None
    here: bool


class Key(NamedTuple):
    """One token for a program."""

    name: str
    expires_at: datetime
    used_at: datetime | None
    rights: int


@dataclass(frozen=True)
class OwnAccount:
    """What the account page shows."""

    username: str
    name: str
    email: str
    password_at: datetime | None
    has_badge: bool
    apps: list[second_factors.Factor]
    keys: list[second_factors.Factor]
    codes_left: int | None
    tokens: list[Key]


def own_account(ctx: Context, now: datetime) -> OwnAccount:
    """The asker's account."""
    user = User.objects.select_related("badge").get(id=ctx.user)
    factors = second_factors.of(user.id)
    tokens = ApiToken.objects.filter(user=user, revoked_at=None, expires_at__gt=now).order_by("name")
    return OwnAccount(
        username=user.username,
        name=user.name,
        email=user.email,
        password_at=user.password_at,
        has_badge=hasattr(user, "badge"),
        apps=[one for one in factors if one.kind == "totp"],
        keys=[one for one in factors if one.kind == "webauthn"],
        codes_left=next((one.left for one in factors if one.kind == "recovery_codes"), None),
        tokens=[Key(t.name, t.expires_at, t.used_at, len(t.rights)) for t in tokens],
    )


def sessions(ctx: Context, session_key: str) -> list[Open]:
    """The asker's open sessions, the latest first."""
    here = digest_of(session_key)
    rows = BrowserSession.objects.filter(user=ctx.user, expire_date__gt=ctx.now).order_by("-seen_at")
    return [Open(r.id, r.method, r.device, r.address, r.begun_at, r.seen_at, r.session_key == here) for r in rows]
