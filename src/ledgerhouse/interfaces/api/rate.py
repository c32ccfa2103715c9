"""The rate limit: so many requests of one asker in a while (LEDGERHOUSE_API_RATE, e.g. 600/min); off when empty."""

import time

from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from ledgerhouse.foundation import rates
from ledgerhouse.interfaces.api.asking import context


class PerAsker(BaseThrottle):
    """One count for each token or person: company, user and device; a token is a device."""

    def __init__(self, rate: str) -> None:
        self.rate = rate
        self.seconds = 0.0

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the request; False when it is one too many."""
        ctx = context(request)
        who = f"api-{ctx.company}-{ctx.user}-{ctx.device.replace(' ', '-')[:60]}"
        try:
            rates.count(who, self.rate, time.time())
        except rates.TooOften as refusal:
            self.seconds = float(str(refusal.facts["seconds"]))
            return False
        return True

    def wait(self) -> float:
        """Seconds until the next window."""
        return self.seconds
