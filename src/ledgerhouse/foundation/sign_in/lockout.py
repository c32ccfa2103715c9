"""Too many wrong tries: an account or an address is locked for a while. Counted from the log of sign-ins, on every server alike.

An unknown name is counted and locked like a known one, so the answer does not tell which names exist.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from ledgerhouse.foundation.models import SignIn
from ledgerhouse.foundation.sign_in import policy
from ledgerhouse.foundation.sign_in.words import Method, Outcome
from ledgerhouse.kernel.errors import Refused, gettext_noop

ADDRESS_TRIES: Final = 50
ADDRESS_WINDOW: Final = timedelta(minutes=15)
"""A whole office may come from one address, so it may err more often than one account."""


class Locked(Refused):
    """Too many wrong tries."""

    code = "sign-in-locked"
    template = gettext_noop(
        "Too many wrong tries. Try again in {minutes} minutes, or ask for the account to be unlocked."
    )
    status = 429


@dataclass(frozen=True)
class Try:
    """One try: for which name, how, from which address and device, when."""

    username: str
    method: Method
    address: str
    device: str
    at: datetime


def check(one: Try) -> None:
    """Refuse with `Locked` while the account or the address is locked; the refusal is written down too."""
    wait = max(_account(one), _address(one))
    if wait > timedelta(0):
        write(one, Outcome.LOCKED)
        raise Locked(minutes=-(-int(wait.total_seconds()) // 60))


def write(one: Try, outcome: Outcome, *, user: int = 0, company: int = 0) -> None:
    """Write a try and its outcome down."""
    if not user:
        company, user = policy.company_of(one.username)
    SignIn.objects.create(
        company=company,
        user=user,
        username=one.username[:60],
        method=one.method,
        outcome=outcome,
        address=one.address,
        device=one.device[:60],
        at=one.at,
    )


def _account(one: Try) -> timedelta:
    company, _user = policy.company_of(one.username)
    lock = timedelta(minutes=policy.decided(company, policy.MINUTES))
    rows = SignIn.objects.filter(username=one.username[:60], at__gt=one.at - lock).order_by("-at", "-id")
    wrong = []
    for outcome, method, at in rows.values_list("outcome", "method", "at")[:200]:
        if outcome == Outcome.UNLOCKED or (outcome == Outcome.DONE and _as_strong(method, one.method)):
            break
        if outcome == Outcome.WRONG:
            wrong.append(at)
    return wrong[0] + lock - one.at if len(wrong) >= policy.decided(company, policy.TRIES) else timedelta(0)


def _as_strong(done: str, tried: Method) -> bool:
    """Whether a success forgives the tries before: the right password does not forgive guessed codes, nor a PIN guessed passwords."""
    return done == tried or done in {Method.PASSKEY, Method.SSO}


def _address(one: Try) -> timedelta:
    if not one.address:
        return timedelta(0)
    since = one.at - ADDRESS_WINDOW
    rows = SignIn.objects.filter(address=one.address, at__gt=since, outcome=Outcome.WRONG).order_by("-at")
    times = list(rows.values_list("at", flat=True)[:ADDRESS_TRIES])
    return times[-1] + ADDRESS_WINDOW - one.at if len(times) >= ADDRESS_TRIES else timedelta(0)
