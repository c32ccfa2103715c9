"""The picker's page for handhelds: take a list, then one step a screen: go to the place, scan it, scan the goods, confirm how much.

Every scan is checked against the task at once; a wrong one is refused with what was expected, and counted. An exception takes two taps.
"""

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.interfaces.web.asking import Asked, signed_in, with_key
from ledgerhouse.interfaces.web.hand import refused
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop
from ledgerhouse.kernel.ids import command_id

MAY: Final = "pick"
MOST: Final = 50
WRONG: Final = {
    "location": gettext_noop("Wrong place: %(given)s. Go to %(expected)s."),
    "item": gettext_noop("Wrong goods: %(given)s. Wanted is %(expected)s."),
    "lot": gettext_noop("Wrong lot: %(given)s. Wanted is %(expected)s."),
    "quantity": gettext_noop("%(given)s are too many. Wanted are %(expected)s."),
}
EXCEPTIONS: Final = {
    "missing": gettext_noop("Nothing is there"),
    "skip": gettext_noop("Skip"),
    "drop": gettext_noop("Give the list back"),
}


@signed_in
@require_http_methods(["GET", "POST"])
def picking_page(request: Asked) -> HttpResponse:
    """Lists that wait or are in somebody's hands; one tap takes the next."""
    ctx = request.ctx
    ctx.require_any(MAY)
    facts: dict[str, Any] = {"key": command_id()}
    if request.method == "POST":
        try:
            raw = {name: request.POST.get(name, "") for name in ("warehouse", "list")}
            taken = _run(ctx, "warehouse.claim_pick_list", raw, request.POST.get("key", ""))
            return HttpResponseRedirect(f"/pick/{taken.list}/")
        except Refused as refusal:
            facts |= refused(refusal)
    lists = LISTINGS["warehouse.pick_lists"]
    facts["lists"] = lists.page(ctx, read(lists.filters, {"open": True}), sort="number", limit=MOST).rows
    waves = LISTINGS["warehouse.waves"]
    waiting = waves.page(ctx, read(waves.filters, {"state": "released"}), limit=MOST).rows
    facts["warehouses"] = sorted({wave.warehouse for wave in waiting})
    return render(request, "web/picking.html", facts, status=422 if facts.get("problems") else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def picking_list(request: Asked, pick_list: str) -> HttpResponse:
    """The next step of a list."""
    ctx = request.ctx
    ctx.require_any(MAY)
    steps = LISTINGS["warehouse.pick_steps"]
    rows = list(steps.every(ctx, read(steps.filters, {"list": pick_list}), sort="sequence"))
    if not rows:
        raise Http404
    waiting = [row for row in rows if row.state in {"open", "claimed"}]
    facts: dict[str, Any] = {"list": pick_list, "all": len(rows), "left": len(waiting), "key": command_id()}
    if not waiting:
        return render(request, "web/picking_list.html", facts)
    said = request.POST if request.method == "POST" else request.GET
    task = next((row for row in waiting if row.code == said.get("task")), waiting[0])
    same = task.code == said.get("task")
    facts |= {
        "task": task,
        "exceptions": [(deed, _(says)) for deed, says in EXCEPTIONS.items()],
        "open": task.quantity - task.done,
        "place": said.get("place", "") if same else "",
        "code": said.get("code", "") if same else "",
    }
    if request.method == "POST":
        try:
            answer = _step(request, pick_list, facts)
        except Refused as refusal:
            answer = refused(refusal)
        if isinstance(answer, HttpResponse):
            return answer
        facts |= answer
    return render(request, "web/picking_list.html", facts, status=422 if facts.get("problems") else 200)


def _step(request: Asked, number: str, facts: dict[str, Any]) -> HttpResponse | dict[str, Any]:
    """What the picker did: a scan of the place or of the goods, the quantity, or one of the exceptions."""
    ctx, post, task = request.ctx, request.POST, facts["task"].code
    deed, key = post.get("deed", "scan"), post.get("key", "")
    if deed == "skip":
        _run(ctx, "warehouse.skip_picks", {"tasks": [task]}, key)
    elif deed == "drop":
        _run(ctx, "warehouse.drop_pick_lists", {"lists": [number]}, key)
        return HttpResponseRedirect("/pick/")
    elif deed == "missing":
        told = _run(ctx, "outbound.report_empty", {"task": task, "quantity": post.get("quantity") or "0"}, key)
        messages.warning(request, _("Stocktake %(count)s was drawn up for the place.") % {"count": told.count})
    elif deed == "pick":
        line = {"task": task, "quantity": post.get("quantity"), "location": facts["place"], "code": facts["code"]}
        serials = [one for one in post.get("serials", "").split() if one]
        _run(ctx, "outbound.pick", {"lines": [{k: v for k, v in line.items() if v} | {"serials": serials}]}, key)
        messages.success(request, _("Picked: %(task)s") % {"task": task})
    else:
        return _scan(ctx, number, facts, post.get("scan", "").strip(" \t\r\n"))
    return HttpResponseRedirect(f"/pick/{number}/")


def _scan(ctx: Context, number: str, facts: dict[str, Any], scan: str) -> HttpResponse | dict[str, Any]:
    """A right scan leads on, a wrong one is said and counted."""
    task = facts["task"].code
    known = {"task": task, "place": facts["place"]} if facts["place"] else {"task": task}
    known["code" if facts["place"] else "place"] = scan
    raw = {"task": task, **({"code": scan} if facts["place"] else {"location": scan})}
    checked = _run(ctx, "warehouse.check_pick_scans", raw, command_id())
    if checked.right:
        return HttpResponseRedirect(f"/pick/{number}/?{urlencode(known)}")
    return {"problems": [_(WRONG[w.what]) % {"given": w.given, "expected": w.expected} for w in checked.wrong]}


def _run(ctx: Context, name: str, raw: dict[str, Any], key: str) -> Any:
    verb = VERBS[name]
    return verb.run(read(verb.command, raw), with_key(ctx, key or command_id()))
