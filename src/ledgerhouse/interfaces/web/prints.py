"""Papers and labels on paper: one from its page, many from a list."""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from ledgerhouse.foundation.listing import LISTINGS, Listing
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.printing import forms, labels
from ledgerhouse.foundation.printing.sheets import print_papers
from ledgerhouse.foundation.printing.words import SIZES
from ledgerhouse.foundation.printing.zpl import DOTS
from ledgerhouse.foundation.reading import words
from ledgerhouse.interfaces.web.asking import Asked, signed_in
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, gettext_noop

PDF: Final = "application/pdf"
ZPL: Final = "application/zpl"
FIGURES: Final = 4
"""Digits of the largest number that an address may ask for."""
LABEL_PRINTER: Final = gettext_noop("{label} (ZPL)")


class Printable(NamedTuple):
    """A form as the menu of a page offers it: its name, its address, and the same in other sizes of paper."""

    title: str
    href: str
    sizes: list[tuple[str, str]]
    icon: str


class Offer(NamedTuple):
    """What rows of a list can be printed as: a button that sends their keys and its own field and name to an address."""

    title: str
    field: str
    name: str
    href: str
    icon: str


@dataclass(frozen=True)
class Offers:
    """All offers of a list, and the columns whose values name a row for them."""

    offers: tuple[Offer, ...]
    keys: tuple[str, ...]

    def key(self, row: Any) -> str:
        """What names a row; "" where nothing can be printed."""
        return labels.key_of(self.keys, row)


def of_paper(ctx: Context, kind: str, number: str) -> list[Printable]:
    """What a paper can be printed as."""
    base = f"/papers/{quote(kind)}/{quote(number, safe='')}/print.pdf?"
    offered = []
    for one in forms.forms_of(kind):
        sizes = [
            (words(size.title), base + urlencode({"form": one.name, "size": name})) for name, size in SIZES.items()
        ]
        offered.append(Printable(words(one.title), base + urlencode({"form": one.name}), sizes, icon="file-type-pdf"))
    for label in labels.LABELS.values():
        listing = LISTINGS[label.listing]
        if len(label.keys) == 1 and _opened_by(listing, label.keys[0]) == kind and ctx.may(listing.see):
            asked = urlencode({"label": label.name, "number": number})
            printer = (words(LABEL_PRINTER).format(label="ZPL"), f"/lists/{listing.name}/labels.zpl?{asked}")
            offered.append(
                Printable(words(label.title), f"/lists/{listing.name}/labels.pdf?{asked}", [printer], icon="tag")
            )
    return offered


def of_list(ctx: Context, listing: Listing) -> Offers:
    """What rows of a list can be printed as; nothing where the asker may not see the column that names them."""
    known = labels.of_list(listing.name)
    papers = [one for one in forms.of_list(listing.name) if ctx.may(PAPERS[one.kind].see)]
    keys = known[0].keys if known else tuple(_number_of(listing, papers[0].kind)) if papers else ()
    if not keys or {c.name for c in listing.hidden(ctx)} & set(keys):
        return Offers((), ())
    base = f"/lists/{listing.name}"
    offers = [Offer(words(one.title), "form", one.name, f"{base}/print.pdf", icon="file-type-pdf") for one in papers]
    for one in known:
        title = words(one.title)
        offers.append(Offer(title, "label", one.name, f"{base}/labels.pdf", icon="tag"))
        zpl = words(LABEL_PRINTER).format(label=title)
        offers.append(Offer(zpl, "label", one.name, f"{base}/labels.zpl", icon="printer"))
    return Offers(tuple(offers), keys)


def _opened_by(listing: Listing, column: str) -> str:
    return next(c.link for c in listing.columns if c.name == column)


def _number_of(listing: Listing, kind: str) -> list[str]:
    return [c.name for c in listing.columns if c.link == kind][:1]


@signed_in
@require_GET
def paper_pdf(request: Asked, kind: str, number: str) -> HttpResponse:
    """One paper as PDF, shown in the browser, from where it is printed."""
    form, size = request.GET.get("form", ""), request.GET.get("size", "")
    content = print_papers(request.ctx, kind, [number], form=form, size=size)
    return shown(content, f"{words(forms.chosen(kind, form).title)} {number}.pdf")


@signed_in
@require_GET
def list_pdf(request: Asked, name: str) -> HttpResponse:
    """The chosen rows of a list, in one file."""
    asked = request.GET.get("form", "")
    form = next((one for one in forms.of_list(name) if asked in {"", one.name}), None)
    if form is None:
        raise NotFound(kind=gettext_noop("print form"), name=asked or name)
    numbers, size = request.GET.getlist("number"), request.GET.get("size", "")
    return shown(print_papers(request.ctx, form.kind, numbers, form=form.name, size=size), f"{words(form.title)}.pdf")


@signed_in
@require_GET
def labels_pdf(request: Asked, name: str) -> HttpResponse:
    """Labels of the chosen rows, one a page."""
    drawn = _drawn(request, name)
    return shown(labels.as_pdf(request.ctx, drawn), f"{words(drawn.kind.title)}.pdf")


@signed_in
@require_GET
def labels_zpl(request: Asked, name: str) -> HttpResponse:
    """Labels of the chosen rows for a label printer: a file to send to it as it is."""
    drawn = _drawn(request, name)
    content = labels.as_zpl(drawn, _whole(request, "dpi", min(DOTS)))
    response = shown(content, f"{words(drawn.kind.title)}.zpl", ZPL)
    response["Content-Disposition"] = response["Content-Disposition"].replace("inline", "attachment")
    return response


def _drawn(request: Asked, name: str) -> labels.Drawn:
    known = labels.of_list(name)
    asked = request.GET.get("label", "")
    kind = next((one for one in known if asked in {"", one.name}), None)
    if kind is None:
        raise NotFound(kind=gettext_noop("label"), name=asked or name)
    return labels.drawn(request.ctx, kind.name, request.GET.getlist("number"), copies=_whole(request, "copies", 1))


def _whole(request: Asked, name: str, usual: int) -> int:
    """A whole number of the address; 0, which is refused further down, where it is none."""
    text = request.GET.get(name, "")
    return usual if not text else int(text) if text.isascii() and text.isdigit() and len(text) <= FIGURES else 0


def shown(content: bytes, name: str, media_type: str = PDF) -> HttpResponse:
    """A file that the browser may show itself, with a name for keeping it."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    return response
