"""GET /api/v1/labels/{name}: labels of some rows, as PDF or in the language of label printers."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.printing.labels import MOST_COPIES, LabelKind, as_pdf, as_zpl, drawn
from ledgerhouse.foundation.printing.zpl import DOTS
from ledgerhouse.interfaces.api.asking import context
from ledgerhouse.interfaces.api.bodies import whole
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem

FORMATS: Final = ("pdf", "zpl")
MOST_DPI: Final = max(DOTS)


def route(api: NinjaAPI, label: LabelKind) -> None:
    """Add the operation of one kind of label."""

    def show(request: HttpRequest) -> HttpResponse:
        ctx = context(request)
        wrong: list[Problem] = []
        copies = whole(request.GET, "copies", 1, MOST_COPIES, wrong)
        dpi = whole(request.GET, "dpi", min(DOTS), MOST_DPI, wrong)
        form = request.GET.get("format", FORMATS[0])
        if form not in FORMATS:
            wrong.append(problem("format", gettext_noop("must be one of {expected}"), expected=", ".join(FORMATS)))
        if wrong:
            raise Unreadable(wrong)
        numbers = [number.replace("\x00", "") for number in request.GET.getlist("number")]
        made = drawn(ctx, label.name, numbers, copies=copies)
        if form == "zpl":
            return HttpResponse(as_zpl(made, dpi), content_type="application/zpl")
        return HttpResponse(as_pdf(ctx, made), content_type="application/pdf")

    show.__name__ = f"label_{label.name}"
    api.api_operation(
        ["GET"],
        f"/labels/{label.name}",
        operation_id=f"label.{label.name}",
        summary=label.title,
        description="As PDF, or as ZPL II for a label printer.",
        tags=["labels"],
        openapi_extra={"x-right": LISTINGS[label.listing].see, "x-shape": ["label", label.name]},
    )(show)
