"""GET /api/v1/papers/{kind}/{number}: one document or master-data page; with /print behind it, as PDF."""

import json

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from ledgerhouse.foundation.drawing import drawn
from ledgerhouse.foundation.paper import PaperKind, find
from ledgerhouse.foundation.printing.sheets import print_papers
from ledgerhouse.interfaces.api.asking import context


def route(api: NinjaAPI, paper: PaperKind) -> None:
    """Add the operations of one kind of paper. A number may hold a slash, so that printing must be looked for first."""
    _print_route(api, paper)

    def show(request: HttpRequest, number: str) -> HttpResponse:
        ctx = context(request)
        answer = drawn(ctx, find(ctx, paper.kind, number.replace("\x00", "")), _)
        return HttpResponse(json.dumps(answer, ensure_ascii=False), content_type="application/json")

    show.__name__ = f"paper_{paper.kind}"
    api.api_operation(
        ["GET"],
        f"/papers/{paper.kind}/{{path:number}}",
        operation_id=f"paper.{paper.kind}",
        summary=paper.title,
        description=(paper.find.__doc__ or "").strip().split("\n")[0],
        tags=["papers"],
        openapi_extra={"x-right": paper.see, "x-shape": ["paper", paper.kind]},
    )(show)


def _print_route(api: NinjaAPI, paper: PaperKind) -> None:
    def pdf(request: HttpRequest, number: str) -> HttpResponse:
        given = {name: request.GET.get(name, "") for name in ("form", "size")}
        content = print_papers(context(request), paper.kind, [number.replace("\x00", "")], **given)
        return HttpResponse(content, content_type="application/pdf")

    pdf.__name__ = f"print_{paper.kind}"
    api.api_operation(
        ["GET"],
        f"/papers/{paper.kind}/{{path:number}}/print",
        operation_id=f"print.{paper.kind}",
        summary=paper.title,
        description="As PDF.",
        tags=["papers"],
        openapi_extra={"x-right": paper.see, "x-shape": ["print", paper.kind]},
    )(pdf)
