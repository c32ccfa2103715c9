"""The rate limit: so many requests of one asker in a while (LEDGERHOUSE_API_RATE, e.g. 600/min); off when not set.

Counted in Django's cache: with the built-in one each worker process counts for itself.
"""

from django.http import HttpRequest
from ninja.throttling import SimpleRateThrottle

from ledgerhouse.interfaces.api.asking import context


class PerAsker(SimpleRateThrottle):
    """One count for each token or person."""

    scope = "asker"

    def get_cache_key(self, request: HttpRequest) -> str:
        """Company, user and device: a token is a device."""
        ctx = context(request)
        return f"rate-{ctx.company}-{ctx.user}-{ctx.device.replace(' ', '-')[:60]}"
