"""POST /api/v1/{room}/{verb}: the command in, the answer out."""

import json
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from ledgerhouse.foundation.together import Gatherer
from ledgerhouse.foundation.verb import Verb
from ledgerhouse.interfaces.api.asking import writing
from ledgerhouse.interfaces.api.bodies import json_object
from ledgerhouse.kernel.commands import raw, read

GATHERER: Final = Gatherer(settings.GATHER_MS)


def route(api: NinjaAPI, verb: Verb) -> None:
    """Add the operation of one verb."""

    def do(request: HttpRequest) -> HttpResponse:
        ctx = writing(request)
        ctx.require_any(verb.may)
        command: Any = read(verb.command, json_object(request))
        answer = GATHERER.run(verb, command, ctx)
        return HttpResponse(json.dumps(raw(answer), ensure_ascii=False), content_type="application/json")

    room, _dot, name = verb.name.partition(".")
    do.__name__ = f"{room}_{name}"
    api.api_operation(
        ["POST"],
        f"/{room}/{name}",
        operation_id=verb.name,
        summary=verb.title,
        description=verb.description,
        tags=[room],
        openapi_extra={"x-right": verb.may, "x-shape": ["verb", verb.name]},
    )(do)
