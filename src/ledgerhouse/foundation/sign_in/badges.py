"""Signing in on a shared handheld: badge and PIN, on a registered device, while a shift is on."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password

from ledgerhouse.foundation.encryption import blind
from ledgerhouse.foundation.models import Badge, Device, User
from ledgerhouse.foundation.sign_in import lockout
from ledgerhouse.foundation.sign_in.lockout import Try
from ledgerhouse.foundation.sign_in.rules import end_of_shift
from ledgerhouse.foundation.sign_in.words import Method, Outcome
from ledgerhouse.kernel.errors import Refused, gettext_noop


class UnknownDevice(Refused):
    """The device is not registered, or no more."""

    code = "unknown-device"
    template = gettext_noop("This device is not registered. Somebody who may must register it first.")
    status = 403


class WrongBadge(Refused):
    """Badge or PIN; which of them is not told."""

    code = "wrong-badge"
    template = gettext_noop("Badge and PIN do not belong together.")
    status = 422


class NoShift(Refused):
    """Nobody works now."""

    code = "no-shift"
    template = gettext_noop("No shift is on now; a badge opens nothing.")
    status = 403


@dataclass(frozen=True)
class OnShift:
    """Who has come, on which device, and until when."""

    user: User
    device: Device
    until: datetime


def device_of(secret: str) -> Device | None:
    """The registered device with this secret."""
    return Device.objects.filter(digest=digest_of(secret), revoked_at=None).first() if secret else None


def digest_of(secret: str) -> str:
    """What the table knows of a device's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def badge_digest(code: str) -> str:
    """What the table knows of a badge's code."""
    return blind(code, "badge")


def come(device_secret: str, badge: str, pin: str, *, address: str, now: datetime) -> OnShift:
    """Let somebody in with badge and PIN. Refuses with `UnknownDevice`, `Locked`, `WrongBadge` or `NoShift`."""
    device = device_of(device_secret)
    if device is None:
        raise UnknownDevice
    held = Badge.objects.select_related("user").filter(digest=badge_digest(badge), user__company=device.company).first()
    username = held.user.username if held else f"badge {badge_digest(badge)[:12]}"
    one = Try(username, Method.BADGE, address, device.name, now)
    lockout.check(one)
    if held is None:
        make_password(pin)  # an unknown badge takes as long as a wrong PIN
    if held is None or not check_password(pin, held.pin) or not held.user.is_active:
        lockout.write(one, Outcome.WRONG)
        raise WrongBadge
    until = end_of_shift(device.company, now)
    if until is None:
        lockout.write(one, Outcome.REFUSED)
        raise NoShift
    lockout.write(one, Outcome.DONE)
    return OnShift(held.user, device, until)
