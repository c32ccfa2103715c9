"""The receiver's page for handhelds: what is expected, one scan box, and what the scan means before it is booked.

One scan fills item, lot, expiry and quantity; Enter takes the goods in. The label of a pallet takes in all that is announced in it. Goods that are
not taken in are refused with two taps: "refuse", and why. A photo of either hangs on the inbound order.
"""

import base64
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ledgerhouse.documents.warehouse.refusals import WHYS
from ledgerhouse.flows.inbound.delivery import SERIALS_COLUMN
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.reading import words
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.interfaces.web import errors
from ledgerhouse.interfaces.web.asking import Asked, signed_in, with_key
from ledgerhouse.interfaces.web.hand import refused
from ledgerhouse.interfaces.web.uploads import BESIDE, ROW, read_list
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Refused, Unreadable, gettext_noop, problem
from ledgerhouse.kernel.exact import QUANTITY, number
from ledgerhouse.kernel.ids import command_id
from ledgerhouse.masterdata.catalog.scanned import understand_codes

MAY: Final = "receive goods"
MOST: Final = 50
FIELDS: Final = ("quantity", "lot", "made_on", "expires_on", "location", "pasted_serials")


@signed_in
@require_GET
def receiving_page(request: Asked) -> HttpResponse:
    """Inbound orders of which something may still come, soonest first."""
    ctx = request.ctx
    ctx.require_any(MAY)
    orders = LISTINGS["warehouse.inbound_orders"]
    page = orders.page(ctx, read(orders.filters, {"open": True}), sort="due_on", limit=MOST)
    return render(request, "web/receiving.html", {"orders": page.rows})


@signed_in
@require_http_methods(["GET", "POST"])
def receiving_order(request: Asked, order: str) -> HttpResponse:
    """One inbound order: scan, look, take in."""
    ctx = request.ctx
    ctx.require_any(MAY)
    facts: dict[str, Any] = {"order": order, "lines": _lines(ctx, order), "key": command_id(), "scan": ""}
    facts |= {"whys": {why: words(title) for why, title in WHYS.items()}, "may_attach": ctx.may("attach files")}
    if request.method == "POST":
        facts |= {"scan": request.POST.get("scan", ""), "said": request.POST}
        try:
            return _refuse(request, order, facts["lines"]) if request.POST.get("reason") else _take_in(request, order)
        except Refused as refusal:
            facts |= refused(refusal) | {"found": _found(ctx, facts["scan"], facts["lines"])[0]}
    elif scan := request.GET.get("scan", "").strip(" \t\r\n"):
        found, problems = _found(ctx, scan, facts["lines"])
        facts |= {"scan": scan, "found": found, "problems": [p.sentence(_) for p in problems]}
    return render(request, "web/receiving_order.html", facts, status=422 if facts.get("problems") else 200)


def _lines(ctx: Context, order: str) -> list[Any]:
    found = LISTINGS["warehouse.inbound_lines"]
    rows = list(found.every(ctx, read(found.filters, {"order": order}), sort="position"))
    if not rows:
        raise Http404
    return rows


def _found(ctx: Context, text: str, lines: list[Any]) -> tuple[dict[str, Any], list[Problem]]:
    """What a scan means, with the quantity that is most likely: what the code says, or all that is still open of the item."""
    (scan,), problems = understand_codes(ctx, [("scan", text)])
    if scan is None:
        return {}, problems
    if scan.code.sscc:
        return {"unit": scan.code.sscc}, problems
    if scan.item is None:
        return {}, problems
    waiting = [line for line in lines if line.item == scan.item.code]
    left = sum((max(line.expected - line.received - line.short, Decimal(0)) for line in waiting), Decimal(0))
    says = number(scan.quantity, QUANTITY)
    whole = says == 1 and not scan.code.number and not scan.code.serial
    facts = {
        "item": scan.item,
        "quantity": f"{(left if whole and left else says).normalize():f}",
        "lot": scan.code.lot,
        "made_on": scan.code.made_on,
        "expires_on": scan.code.expires_on,
        "left": left,
        "on_order": bool(waiting),
        "with_lot": scan.item.tracking != "none" and (scan.item.needs_lot or scan.code.lot),
        "with_serials": scan.item.tracking == "serial",
        "serials": scan.code.serial,
    }
    return facts, problems


def _take_in(request: Asked, order: str) -> HttpResponse:
    """Receive what the form says; back to the empty scan box."""
    post, ctx = request.POST, request.ctx
    scan = post.get("scan", "")
    raw: dict[str, Any]
    if unit := post.get("unit", ""):
        name, raw = "inbound.receive_units", {"codes": [unit], "location": post.get("location", "")}
    else:
        line = {field: post[field] for field in FIELDS if post.get(field)} | _from_file(request)
        name, raw = "inbound.receive_scans", {"order": order, "lines": [{"code": scan, **line}]}
    verb = VERBS[name]
    answer = verb.run(read(verb.command, raw), with_key(ctx, post.get("key") or command_id()))
    messages.success(request, _("Received: %(receipts)s") % {"receipts": ", ".join(answer.receipts)})
    _keep_photo(request, order)
    return HttpResponseRedirect(f"/receive/{order}/")


def _from_file(request: Asked) -> dict[str, str]:
    """Serial numbers out of an uploaded file, behind those that were scanned or typed."""
    file: Any = request.FILES.get(f"pasted_serials{BESIDE}")
    if file is None:
        return {}
    found, wrong = read_list(file, SERIALS_COLUMN)
    if wrong:
        raise Unreadable([problem("pasted_serials", ROW, **facts) for facts in wrong])
    return {"pasted_serials": "\n".join([request.POST.get("pasted_serials", ""), *found])}


def _refuse(request: Asked, order: str, lines: list[Any]) -> HttpResponse:
    """Write down that the scanned goods are not taken in, on the lines of the item that wait for them."""
    post, ctx = request.POST, request.ctx
    (found,), problems = understand_codes(ctx, [("scan", post.get("scan", ""))])
    item = found.item if found else None
    waiting = [line for line in lines if item is not None and line.item == item.code]
    if item is None or not waiting:
        raise Unreadable(problems or [Problem("scan", gettext_noop("This item is not on the order."), {})])
    shares = _shares(_quantity(post.get("quantity", "")), waiting)
    goods = [
        {"order": order, "line": line, "quantity": str(quantity), "reason": post["reason"]} for line, quantity in shares
    ]
    verb = VERBS["inbound.refuse_goods"]
    verb.run(read(verb.command, {"lines": goods}), with_key(ctx, post.get("key") or command_id()))
    told = {"quantity": post["quantity"], "unit": item.unit, "item": item.code}
    messages.success(request, _("Refused: %(quantity)s %(unit)s of %(item)s") % told)
    _keep_photo(request, order)
    return HttpResponseRedirect(f"/receive/{order}/")


def _quantity(text: str) -> Decimal:
    try:
        quantity = Decimal(text)
    except InvalidOperation:
        quantity = Decimal("NaN")
    if not quantity.is_finite():
        raise Unreadable([Problem("quantity", gettext_noop("is not a number"), {})])
    return quantity


def _shares(quantity: Decimal, waiting: list[Any]) -> list[tuple[int, Decimal]]:
    """The quantity over the lines of an item: to each what is open of it, what is more to the last. Pure."""
    shares = []
    for line in waiting:
        left = max(line.expected - line.received - line.short, Decimal(0))
        share = quantity if line is waiting[-1] else min(quantity, left)
        if share:
            shares.append((line.position, share))
        quantity -= share
    return shares or [(waiting[0].position, quantity)]


def _keep_photo(request: Asked, order: str) -> None:
    """Hang the photo on the order; goods are taken in or refused whether it can be kept or not."""
    photo: Any = request.FILES.get("photo")
    if photo is None:
        return
    verb = VERBS["operations.attach_file"]
    content = base64.b64encode(photo.read()).decode()
    raw = {"kind": "inbound_order", "number": order, "name": photo.name, "media_type": photo.content_type or ""}
    try:
        verb.run(read(verb.command, {**raw, "content": content}), request.ctx)
    except Refused as refusal:
        messages.error(request, errors.sentence(refusal))
