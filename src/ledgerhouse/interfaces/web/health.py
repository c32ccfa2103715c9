"""Is the house alive, is it ready, and its figures for Prometheus. Plain answers for machines; nothing about business."""

import ipaddress
from datetime import UTC, datetime
from typing import Final

from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

from ledgerhouse.foundation.faults import check_schema
from ledgerhouse.foundation.outbox import oldest_waiting
from ledgerhouse.kernel.errors import Refused

LATE_S: Final = 300
LAG = Gauge("ledgerhouse_outbox_lag_seconds", "Age of the oldest news that waits for the dispatcher")


def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and has this version's tables; how far news lags. 503 when work can not be done.

    Late news is reported as `late` with 200: the pages work, only the dispatcher needs a look.
    """
    try:
        check_schema()
        lag = _lag()
    except Refused as refusal:
        return JsonResponse({"status": "down", "code": refusal.code}, status=503)
    except Error:
        return JsonResponse({"status": "down", "code": "database-down"}, status=503)
    return JsonResponse({"status": "late" if lag > LATE_S else "ok", "outbox_lag_s": round(lag, 1)})


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text; only for addresses of the own network."""
    if not ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "127.0.0.1").is_private:
        return HttpResponseForbidden()
    try:
        LAG.set(_lag())
    except Error:
        LAG.set(float("nan"))
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _lag() -> float:
    oldest = oldest_waiting()
    return max(0.0, (datetime.now(UTC) - oldest).total_seconds()) if oldest else 0.0
