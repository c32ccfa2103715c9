"""POST /callbacks/tracking/{hook}: tracking services call here. The address is secret and the call is signed; there is nobody to sign in."""

import json
import time
from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from ledgerhouse.flows.outbound.hear_tracker import hear_tracker
from ledgerhouse.foundation import rates

LARGEST: Final = 256 * 1024


@csrf_exempt
def tracking(request: HttpRequest, hook: str) -> HttpResponse:
    """Answer one call in the service's own words."""
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return HttpResponse(status=413)
    if settings.API_RATE:
        try:
            rates.count(f"callback-{hook[:64]}", settings.API_RATE, time.time())
        except rates.TooOften as refused:
            return HttpResponse(status=429, headers={"Retry-After": str(refused.facts["seconds"])})
    status, body = hear_tracker(hook, request.POST.dict(), datetime.now(UTC))
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type="application/json")
