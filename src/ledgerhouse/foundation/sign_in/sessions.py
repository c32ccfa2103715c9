"""Sessions in the database, with whose they are. The cookie's value is never kept: rows carry its SHA-256.

Django's `SESSION_ENGINE` names this module. What a session must remember for every request (its limits, its device) is in the session
itself, so a page costs no statement more than before.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from ledgerhouse.foundation.models import BrowserSession, Device, User
from ledgerhouse.foundation.rights import context_of
from ledgerhouse.foundation.sign_in import policy, second_factors
from ledgerhouse.foundation.sign_in.words import FLOOR, Method
from ledgerhouse.kernel.context import Context, Reach, Scope

SEEN_EVERY = timedelta(minutes=2)
DEVICE_COOKIE = "device"
FACTS = "house"
"""Where a session keeps what the house knows of it."""


class SessionStore(DatabaseStore):
    """Django's store in the database, by digest, with the columns that a list of sessions needs."""

    @classmethod
    def get_model_class(cls) -> type[BrowserSession]:
        """The table of sessions."""
        return BrowserSession

    def _get_session_from_db(self) -> BrowserSession | None:
        """The row of this cookie, or None."""
        digest = digest_of(self.session_key or "")
        row = BrowserSession.objects.filter(session_key=digest, expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        """Whether this cookie has a row."""
        return bool(BrowserSession.objects.filter(session_key=digest_of(session_key)).exists())

    def delete(self, session_key: str | None = None) -> None:
        """Forget the session of this cookie."""
        key = session_key or self.session_key
        if key:
            BrowserSession.objects.filter(session_key=digest_of(key)).delete()

    def create_model_instance(self, data: Any) -> BrowserSession:
        """The row to write."""
        digest = digest_of(self._get_or_create_session_key())  # type: ignore[attr-defined]
        facts = data.get(FACTS, {})
        return BrowserSession(
            id=int(digest[:15], 16),
            session_key=digest,
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            company=facts.get("company", 0),
            user=int(data.get(SESSION_KEY, 0)),
            method=facts.get("method", ""),
            address=facts.get("address", ""),
            device=facts.get("device", ""),
            begun_at=_moment(facts.get("begun")),
            seen_at=_moment(facts.get("seen")),
        )


def digest_of(session_key: str) -> str:
    """What the table knows of a cookie."""
    return hashlib.sha256(session_key.encode()).hexdigest()


def _moment(stamp: float | None) -> datetime | None:
    return datetime.fromtimestamp(stamp, UTC) if stamp else None


def begin(
    session: Any, user: User, method: Method, *, address: str, device: str, until: datetime | None = None
) -> None:
    """Write into a fresh session what the house must know of it on every request."""
    now = timezone.now()
    hours = policy.decided(user.company_id, policy.HOURS)
    end = min(until, now + timedelta(hours=hours)) if until else now + timedelta(hours=hours)
    session[FACTS] = {
        "company": user.company_id,
        "method": str(method),
        "address": address,
        "device": device[:60],
        "begun": now.timestamp(),
        "seen": now.timestamp(),
        "end": end.timestamp(),
        "idle": policy.decided(user.company_id, policy.IDLE) * 60,
        "must": _must(user, method, now),
    }
    session.set_expiry(int((end - now).total_seconds()) or 1)


def bind(session: Any, device: Device) -> None:
    """Tie a session to a registered device: it goes on only there, inside its warehouse, and only with the rights of the floor."""
    session[FACTS] = {**session[FACTS], "digest": device.digest, "warehouse": device.warehouse}


def _must(user: User, method: Method, now: datetime) -> str:
    """What somebody must do before anything else: set a second factor up, or change the password."""
    if method is Method.BADGE or method is Method.SSO:
        return ""
    days = policy.decided(user.company_id, policy.DAYS)
    old = days and (user.password_at is None or user.password_at < now - timedelta(days=days))
    if method in {Method.PASSWORD, Method.CODE} and (user.password_given or old):
        return "password"
    if method is Method.PASSWORD and policy.decided(user.company_id, policy.SECOND):
        return "second"
    return ""


def still_must(session: Any, user: User) -> str:
    """What somebody must still do first; asks the database only while there is something."""
    facts = session.get(FACTS)
    must = facts["must"] if facts else ""
    done = (must == "password" and user.password_at and user.password_at.timestamp() >= facts["begun"]) or (
        must == "second" and second_factors.count(user.pk)
    )
    if done:
        session[FACTS] = {**facts, "must": ""}
        return ""
    return str(must)


COMPANY = "company"
"""The session's name for the id of the company that was chosen; absent for the person's own."""


def context(
    user: User, session: Any, cookies: Mapping[str, str], now: datetime, *, interface: str, device: str = ""
) -> Context:
    """The context of somebody who has signed in; of a badge only on its device and with what it opens."""
    facts = session.get(FACTS) or {}
    where = 0 if "digest" in facts else session.get(COMPANY, 0)  # a badge opens one warehouse of the own company
    device = facts.get("device", "") if "digest" in facts else device
    ctx = context_of(user, now, interface=interface, device=device, company=where)
    if "digest" not in facts:
        return ctx
    if not secrets.compare_digest(digest_of(cookies.get(DEVICE_COOKIE, "")), facts["digest"]):
        return replace(ctx, rights={})
    rights = {right: _inside(reach, facts["warehouse"]) for right, reach in ctx.rights.items() if right in FLOOR}
    return replace(ctx, rights={right: reach for right, reach in rights.items() if reach.allow})


def _inside(reach: Reach, warehouse: int) -> Reach:
    """The part of a reach that lies in one warehouse."""
    allow = []
    for scope in reach.allow:
        limits = dict(scope.limits)
        if warehouse in limits.get("warehouse", {warehouse}):
            allow.append(Scope.of(**{**limits, "warehouse": frozenset({warehouse})}))
    return replace(reach, allow=tuple(allow))


def goes_on(session: Any) -> bool:
    """Whether a session is neither over nor left alone for too long; remembers now and then that somebody is there."""
    facts = session.get(FACTS)
    if facts is None:  # begun by a program of ours that knows no house, e.g. a test's client
        return True
    now = timezone.now().timestamp()
    if now >= facts["end"] or now - facts["seen"] > facts["idle"]:
        return False
    if now - facts["seen"] > SEEN_EVERY.total_seconds():
        session[FACTS] = {**facts, "seen": now}
        session.set_expiry(int(facts["end"] - now) or 1)
    return True


def end_all(users: list[int], *, but: str = "") -> int:
    """End every session of these users, except the one with this key. Answers how many."""
    rows = BrowserSession.objects.filter(user__in=users)
    return rows.exclude(session_key=digest_of(but)).delete()[0] if but else rows.delete()[0]


def end_of_device(device: Device) -> int:
    """End what is open on a device."""
    return BrowserSession.objects.filter(company=device.company, device=device.name, method=Method.BADGE).delete()[0]
