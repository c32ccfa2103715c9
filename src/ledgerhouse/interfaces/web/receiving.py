"""The receiver's page for handhelds: what is expected, one scan box, and what the scan means before it is booked.

One scan fills item, lot, expiry and quantity; Enter takes the goods in. The label of a pallet takes in all that is announced in it.
"""

from decimal import Decimal
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.interfaces.web.asking import Asked, signed_in, with_key
from ledgerhouse.interfaces.web.hand import refused
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Refused
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
    if request.method == "POST":
        facts |= {"scan": request.POST.get("scan", ""), "said": request.POST}
        try:
            return _take_in(request, order)
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
        line = {field: post[field] for field in FIELDS if post.get(field)}
        name, raw = "inbound.receive_scans", {"order": order, "lines": [{"code": scan, **line}]}
    verb = VERBS[name]
    answer = verb.run(read(verb.command, raw), with_key(ctx, post.get("key") or command_id()))
    messages.success(request, _("Received: %(receipts)s") % {"receipts": ", ".join(answer.receipts)})
    return HttpResponseRedirect(f"/receive/{order}/")
