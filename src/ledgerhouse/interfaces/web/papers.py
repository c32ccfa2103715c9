"""Every document and master-data row as a page: facts, life, lines, buttons, linked papers both ways, files, history."""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ledgerhouse.foundation import attachments, history, links
from ledgerhouse.foundation.paper import PAPERS, Action, Paper, Table, find
from ledgerhouse.foundation.reading import plain, state_title, words
from ledgerhouse.foundation.sight import seen
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.interfaces.web import errors, forms, menu, prints
from ledgerhouse.interfaces.web.asking import Asked, signed_in, with_key
from ledgerhouse.interfaces.web.field_words import FIELD_TITLES
from ledgerhouse.interfaces.web.show import cell, paper_address, tone
from ledgerhouse.interfaces.web.tables import Lines, table, visible
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotAllowed, NotFound, Refused, gettext_noop
from ledgerhouse.kernel.ids import command_id
from ledgerhouse.kernel.lifecycle import Lifecycle

ASIDE: Final = frozenset(
    {"hold_until", "note", "reason", "memo", "pieces", "strategy"}
)  # fields that need not be asked for before a button acts


class Stage(NamedTuple):
    """One state of a life as drawn: its name, and whether it is behind, now or ahead."""

    title: str
    when: str
    tone: str


class Button(NamedTuple):
    """An action as drawn. `ready` needs no more input: one click and a question do it."""

    title: str
    verb: str
    href: str
    ready: bool
    help: str
    action: int


class Happened(NamedTuple):
    """One event of the paper's history as drawn."""

    at: datetime
    what: str
    by: str
    reason: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


class Linked(NamedTuple):
    """A linked paper."""

    title: str
    number: str
    href: str


@signed_in
@require_GET
def paper_page(request: Asked, kind: str, number: str) -> HttpResponse:
    """One paper."""
    ctx = request.ctx
    found = find(ctx, kind, number)
    up, down = links.around(ctx, links.Ref(kind, number))
    may_see_files = ctx.may("see attachments")
    facts = {
        "paper": found,
        "kind_title": words(PAPERS[kind].title),
        "area": words(menu.area_of(kind.replace("-", ".")).title),
        "title": words(found.title) if found.title not in {found.number, PAPERS[kind].title} else "",
        "state": state_title(found.state) if found.state else "",
        "tone": tone(found.state),
        "stages": stages(found.lifecycle, found.state) if found.lifecycle and found.state else [],
        "facts": [
            (words(f.title), cell(ctx, f.value, f.kind, f.link)) for f in found.facts if f.value not in (None, "")
        ],
        "tables": [_table(ctx, found, one) for one in found.tables],
        "buttons": buttons(ctx, found),
        "prints": prints.of_paper(ctx, kind, number),
        "up": linked(ctx, up),
        "down": linked(ctx, down),
        "files": attachments.attached(ctx, kind, number) if may_see_files else [],
        "may_see_files": may_see_files,
        "may_attach": ctx.may("attach files"),
        "history": happened(ctx, kind, number) if ctx.may("see the audit trail") else [],
        "key": command_id(),
    }
    return render(request, "web/paper.html", facts)


def happened(ctx: Context, kind: str, number: str) -> list[Happened]:
    """Who touched the paper, in the reader's words."""
    drawn = []
    for event in history.of_paper(ctx, kind, number):
        verb = VERBS.get(event.verb)
        what = words(verb.title) if verb else state_title(event.what or event.verb)
        by = " · ".join(part for part in (event.by or _("the house"), event.interface, event.device) if part)
        drawn.append(Happened(event.at, what, by, event.reason, *map(_named, (event.before, event.after))))
    return drawn


def _named(fields: Mapping[str, Any]) -> dict[str, str]:
    """Recorded fields by their titles, values as words."""
    return {words(FIELD_TITLES.get(name, name)): plain(value) for name, value in fields.items()}


def stages(life: Lifecycle, state: str) -> list[Stage]:
    """The main line of a life with the present state marked; a side end (cancelled, rejected) shows only when reached."""
    side = {s for s in life.states if tone(s) in {"stopped", "closed"}}
    line = [s for s in life.states if s not in side or s == state]
    if state in side:
        line = [life.start, state]
    now = line.index(state) if state in line else 0
    drawn = []
    for i, one in enumerate(line):
        when = "behind" if i < now else "now" if i == now else "ahead"
        drawn.append(Stage(state_title(one), when, tone(one)))
    return drawn


def buttons(ctx: Context, paper: Paper) -> list[Button]:
    """The actions this asker may take. What still needs input opens its form, what is complete is one click."""
    drawn = []
    for i, action in enumerate(paper.actions):
        verb = VERBS.get(action.verb)
        if verb is None or not ctx.may(verb.may):
            continue
        asks = any(_asks(spec, action) for spec in forms.specs_of(verb.command))
        where = urlencode({"from": f"{paper.kind}/{paper.number}", "action": i})
        drawn.append(
            Button(words(verb.title), verb.name, f"/do/{verb.name}/?{where}", not asks, words(verb.description), i)
        )
    return drawn


def _asks(spec: forms.Spec, action: Action) -> bool:
    """Whether a field must be looked at before the verb runs: a grid, or what is neither known nor has a default; never what stands aside."""
    if spec.name in ASIDE:
        return False
    return spec.kind == "grid" or not (spec.name in action.command or bool(spec.default))


def action_of(ctx: Context, origin: str, index: str) -> tuple[Paper, Action] | None:
    """The paper a form was opened from and the action that was chosen there; the paper is read anew."""
    kind, _slash, number = origin.partition("/")
    if not number:
        return None
    paper = find(ctx, kind, number)
    i = int(index) if index.isdigit() else 0
    return (paper, paper.actions[i]) if i < len(paper.actions) else None


def _table(ctx: Context, paper: Paper, lines: Table) -> Lines:
    """Lines of a paper without the column that only says which paper they are of, and without columns that are empty."""
    own = {c.name for c in visible(ctx, lines.row, paper.kind) if c.link == paper.kind}
    shown = [
        c
        for c in visible(ctx, lines.row, paper.kind)
        if any(getattr(row, c.name) not in (None, "", paper.number if c.name in own else "") for row in lines.rows)
    ]
    return table(ctx, lines.title, lines.row, lines.rows, shown)


def linked(ctx: Context, refs: list[links.Ref]) -> list[Linked]:
    """Linked papers that the asker sees."""
    in_sight = seen(ctx, refs)
    return [
        Linked(words(PAPERS[ref.kind].title), ref.number, paper_address(ref.kind, ref.number))
        for ref in refs
        if ref in in_sight
    ]


@signed_in
@require_POST
def attach(request: Asked, kind: str, number: str) -> HttpResponse:
    """Hang a file on a paper."""
    verb = VERBS["operations.attach_file"]
    request.ctx.require_any(verb.may)
    file: Any = request.FILES.get("file")
    if file is None:
        messages.warning(request, _("Choose a file first."))
        return HttpResponseRedirect(paper_address(kind, number) + "#files")
    content = base64.b64encode(file.read()).decode()
    raw = {"kind": kind, "number": number, "name": file.name, "media_type": file.content_type or "", "content": content}
    try:
        verb.run(read(verb.command, raw), with_key(request.ctx, request.POST.get("key", "")))
        messages.success(request, _("%(name)s is attached.") % {"name": file.name})
    except Refused as refusal:
        messages.error(request, errors.sentence(refusal))
    return HttpResponseRedirect(paper_address(kind, number) + "#files")


@signed_in
@require_GET
def download(request: Asked, identifier: int) -> HttpResponse:
    """One attached file, as a download: what a stranger has uploaded is never shown as a page of ours."""
    row, content = attachments.content(request.ctx, identifier)
    if row.kind in PAPERS:
        try:
            find(request.ctx, row.kind, row.about)
        except (NotAllowed, NotFound) as hidden:
            # not the paper's own refusal, which would tell its number to whoever tries ids
            raise NotFound(kind=gettext_noop("file"), name=identifier) from hidden
    response = HttpResponse(content, content_type=row.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.name)}"
    return response
