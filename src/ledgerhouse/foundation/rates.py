"""How often somebody may ask: so many times in a window. Counted in Django's cache; with the built-in one each process counts for itself.

Sign-ins are not counted here but in the database (`sign_in.lockout`), where all servers see them.
"""

import re
from typing import Final

from django.core.cache import cache

from ledgerhouse.kernel.errors import Refused, gettext_noop

SECONDS: Final = {"s": 1, "sec": 1, "min": 60, "h": 3600}
RATE: Final = re.compile(r"(\d+)/(s|sec|min|h)")


class TooOften(Refused):
    """The asker's limit."""

    code = "too-many-requests"
    template = gettext_noop("Too many requests; try again in {seconds} seconds.")
    status = 429


def count(who: str, rate: str, now: float) -> None:
    """Count one request. Refuses with `TooOften` when it is one too many; an empty rate has no limit."""
    found = RATE.fullmatch(rate)
    if found is None:
        return
    window = SECONDS[found[2]]
    begun = int(now // window)
    key = f"rate-{who}-{begun}"
    cache.add(key, 0, window)
    try:
        seen = cache.incr(key)
    except ValueError:  # the cache dropped it in between
        seen = 1
    if seen > int(found[1]):
        raise TooOften(seconds=max(1, int((begun + 1) * window - now)))


def is_over(who: str, rate: str, now: float) -> None:
    """Refuse with `TooOften` when nothing more may come; counts nothing."""
    found = RATE.fullmatch(rate)
    if found is None:
        return
    window = SECONDS[found[2]]
    begun = int(now // window)
    if cache.get(f"rate-{who}-{begun}", 0) >= int(found[1]):
        raise TooOften(seconds=max(1, int((begun + 1) * window - now)))
