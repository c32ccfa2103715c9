"""/metrics for Prometheus: only from this machine, or with the token of LEDGERHOUSE_METRICS_TOKEN."""

import hmac
import os

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

LOCAL = frozenset({"127.0.0.1", "::1", ""})


def metrics(request: HttpRequest) -> HttpResponse:
    """Counters of this process, or of all workers when they share a folder (PROMETHEUS_MULTIPROC_DIR)."""
    if not _allowed(request):
        return HttpResponse(status=403)
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _allowed(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if token:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    # behind a proxy everybody seems local, so a forwarded request never is
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not forwarded and request.META.get("REMOTE_ADDR", "") in LOCAL
