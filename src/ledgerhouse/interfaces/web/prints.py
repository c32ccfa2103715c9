"""Papers as PDF: one from its page, many from a list."""

from typing import Final, NamedTuple
from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from ledgerhouse.foundation.printing.forms import chosen, forms_of
from ledgerhouse.foundation.printing.sheets import print_papers
from ledgerhouse.foundation.printing.words import SIZES
from ledgerhouse.foundation.reading import words
from ledgerhouse.interfaces.web.asking import Asked, signed_in

PDF: Final = "application/pdf"


class Printable(NamedTuple):
    """A form as the menu of a page offers it: its name, its address, and the same in other sizes of paper."""

    title: str
    href: str
    sizes: list[tuple[str, str]]


def printables(kind: str, number: str) -> list[Printable]:
    """What a paper can be printed as."""
    base = f"/papers/{quote(kind)}/{quote(number, safe='')}/print.pdf?"
    offered = []
    for one in forms_of(kind):
        sizes = [
            (words(size.title), base + urlencode({"form": one.name, "size": name})) for name, size in SIZES.items()
        ]
        offered.append(Printable(words(one.title), base + urlencode({"form": one.name}), sizes))
    return offered


@signed_in
@require_GET
def paper_pdf(request: Asked, kind: str, number: str) -> HttpResponse:
    """One paper as PDF, shown in the browser, from where it is printed."""
    form, size = request.GET.get("form", ""), request.GET.get("size", "")
    content = print_papers(request.ctx, kind, [number], form=form, size=size)
    return shown(content, f"{words(chosen(kind, form).title)} {number}.pdf")


def shown(content: bytes, name: str, media_type: str = PDF) -> HttpResponse:
    """A file that the browser may show itself, with a name for keeping it."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    return response
