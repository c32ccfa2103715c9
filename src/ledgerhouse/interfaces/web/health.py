"""Is the house alive, and is it ready. Plain answers for machines; nothing about business."""

from datetime import UTC, datetime
from typing import Final

from django.db import Error
from django.http import HttpRequest, JsonResponse

from ledgerhouse.foundation.faults import check_schema
from ledgerhouse.foundation.outbox import oldest_waiting
from ledgerhouse.interfaces.web.asking import public
from ledgerhouse.kernel.errors import Refused

LATE_S: Final = 300


@public("for whoever watches the process")
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@public("for whoever watches the process")
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


def _lag() -> float:
    oldest = oldest_waiting()
    return max(0.0, (datetime.now(UTC) - oldest).total_seconds()) if oldest else 0.0
