"""Any list as a file, with the filters, the search and the order of the page it was asked for on."""

import tempfile
from typing import Final
from urllib.parse import quote

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from ledgerhouse.foundation.exporting import csv_lines, json_lines, write_xlsx
from ledgerhouse.foundation.reading import words
from ledgerhouse.interfaces.web import lists
from ledgerhouse.interfaces.web.asking import Asked, signed_in
from ledgerhouse.kernel.errors import NotFound, Unreadable, gettext_noop

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY: Final = 4 * 1024 * 1024


@signed_in
@require_GET
def export(request: Asked, name: str, kind: str) -> HttpResponseBase:
    """All rows that the page's filters find. A filter that can not be read is refused, never left out of a file."""
    ctx = request.ctx
    listing = lists.find(ctx, name)
    ask = lists.asked(listing, request.GET)
    if ask.problems:
        raise Unreadable(ask.problems)
    title = f"{words(listing.title)} {ctx.today(request.company.timezone).isoformat()}.{kind}"
    response: HttpResponseBase
    if kind == "csv":
        lines = csv_lines(ctx, listing, ask.where, text=ask.text, sort=ask.sort)
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    elif kind == "jsonl":
        objects = json_lines(ctx, listing, ask.where, text=ask.text, sort=ask.sort)
        response = StreamingHttpResponse(objects, content_type="application/x-ndjson; charset=utf-8")
    elif kind == "xlsx":
        file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it when it is sent
        write_xlsx(ctx, listing, file, ask.where, text=ask.text, sort=ask.sort)
        file.seek(0)
        response = FileResponse(file, content_type=XLSX)
    else:
        raise NotFound(kind=gettext_noop("file format"), name=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}"
    return response
