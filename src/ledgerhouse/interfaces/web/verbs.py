"""Every verb as a form drawn from its command class, and what happens when it is sent."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.reading import plain, words
from ledgerhouse.foundation.verb import VERBS, Verb
from ledgerhouse.interfaces.web import errors, forms, menu
from ledgerhouse.interfaces.web.asking import Asked, signed_in, with_key
from ledgerhouse.interfaces.web.field_words import FIELD_TITLES
from ledgerhouse.interfaces.web.papers import action_of
from ledgerhouse.interfaces.web.show import paper_address
from ledgerhouse.interfaces.web.sign_in import keep_signed_in
from ledgerhouse.interfaces.web.uploads import takes_files, with_files
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import KeyReused, NotFound, Problem, Refused, Unreadable, gettext_noop
from ledgerhouse.kernel.ids import command_id


class Said(NamedTuple):
    """An answer as drawn: labelled values, and tables for its nested rows."""

    facts: list[tuple[str, str]]
    tables: list[tuple[str, list[str], list[list[str]]]]


class Draft(NamedTuple):
    """A form on its way: known values, its token, where it was opened."""

    raw: Mapping[str, Any]
    key: str
    origin: str
    action: str


@signed_in
@require_GET
def verb_index(request: Asked) -> HttpResponse:
    """Everything the asker may do."""
    return render(
        request, "web/verbs.html", {"areas": menu.verbs(request.ctx), "may_import": menu.may_import(request.ctx)}
    )


@signed_in
@require_http_methods(["GET", "POST"])
def verb_page(request: Asked, name: str) -> HttpResponse:
    """The form of one verb."""
    verb = VERBS.get(name)
    if verb is None:
        raise NotFound(kind=gettext_noop("action"), name=name)
    request.ctx.require_any(verb.may)
    if request.method == "POST":
        return _sent(request, verb)
    origin, index = request.GET.get("from", ""), request.GET.get("action", "0")
    specs = forms.specs_of(verb.command)
    known: dict[str, Any] = {**forms.defaults_of(specs), **forms.sent(specs, request.GET)}
    if origin and (found := action_of(request.ctx, origin, index)):
        known |= found[1].command
    return _form(request, verb, Draft(known, command_id(), origin, index))


def _sent(request: Asked, verb: Verb) -> HttpResponse:
    post = request.POST
    origin, index, key = post.get("from", ""), post.get("action", "0"), post.get("key") or command_id()
    specs = forms.specs_of(verb.command)
    raw = forms.sent(specs, post)
    if "as-offered" in post and (found := action_of(request.ctx, origin, index)) and found[1].verb == verb.name:
        raw = dict(found[1].command)
    rehearse = "preview" in post
    draft = Draft(raw, key, origin, index)
    try:
        if request.FILES:
            raw = forms.sent(specs, with_files(request, specs))
            draft = Draft(raw, key, origin, index)
        answer = verb.run(read(verb.command, raw), with_key(request.ctx, key, dry_run=rehearse))
    except Unreadable as unreadable:
        return _form(request, verb, draft, problems=unreadable.problems, status=unreadable.status)
    except KeyReused:
        again = draft._replace(key=command_id())
        said = _("This form was already sent with other content. Look at what it did, or send it as a new one.")
        return _form(request, verb, again, refusal=said, status=409)
    except Refused as refusal:
        if "as-offered" in post:
            messages.error(request, errors.sentence(refusal))
            return HttpResponseRedirect(_origin_address(origin))
        return _form(request, verb, draft, refusal=errors.sentence(refusal), status=refusal.status)
    if rehearse:
        return _form(request, verb, draft, preview=said_by(answer))
    if verb.name == "people.change_password":
        keep_signed_in(request)
    return _done(request, verb, answer, origin)


def _form(
    request: Asked,
    verb: Verb,
    draft: Draft,
    *,
    problems: tuple[Problem, ...] = (),
    refusal: str = "",
    preview: Said | None = None,
    status: int = 200,
) -> HttpResponse:
    drawn = forms.boxes(forms.specs_of(verb.command), draft.raw, problems)
    facts = {
        "verb": verb,
        "title": words(verb.title),
        "description": words(verb.description) if words(verb.description) != verb.description else "",
        "area": words(menu.area_of(verb.name).title),
        "boxes": drawn,
        "takes_files": takes_files(forms.specs_of(verb.command)),
        "problems": forms.elsewhere(drawn, problems),
        "count": len(problems),
        "refusal": refusal,
        "preview": preview,
        "draft": draft,
        "back": _origin_address(draft.origin) if draft.origin else "",
        "back_title": draft.origin.partition("/")[2],
    }
    return render(request, "web/form.html", facts, status=status)


def _origin_address(origin: str) -> str:
    kind, _slash, number = origin.partition("/")
    return paper_address(kind, number) if kind in PAPERS and number else "/"


def _done(request: Asked, verb: Verb, answer: Any, origin: str) -> HttpResponse:
    """Back to the paper the form came from, or on to the paper it made, or the answer itself."""
    said = said_by(answer)
    made = made_by(request.ctx, answer)
    counted = [(title, str(len(rows))) for title, _heads, rows in said.tables]
    brief = " · ".join(f"{title} {value}" for title, value in (*said.facts, *counted)[:5] if value)
    done = _("%(verb)s: done.") % {"verb": words(verb.title)}
    if origin or made:
        messages.success(request, f"{done} {brief}".strip())
        return HttpResponseRedirect(_origin_address(origin) if origin else paper_address(*(made or ("", ""))))
    return render(request, "web/answer.html", {"title": words(verb.title), "done": done, "said": said, "verb": verb})


def made_by(ctx: Context, answer: Any) -> tuple[str, str] | None:
    """The paper an answer is about: a field that links to a kind or is called like one, else the paper of its number."""
    for f in fields(answer):
        value, link = getattr(answer, f.name), f.metadata.get("link") or f.name
        if link in PAPERS and isinstance(value, str) and value and ctx.may(PAPERS[link].see):
            return link, value
    number = getattr(answer, "number", "") or getattr(answer, "code", "")
    if not isinstance(number, str) or not number:
        return None
    for kind, known in PAPERS.items():
        if ctx.may(known.see) and known.find(ctx, number) is not None:
            return kind, number
    return None


def said_by(answer: Any) -> Said:
    """An answer in the reader's words. Nested rows become tables."""
    facts: list[tuple[str, str]] = []
    tables = []
    for f in fields(answer):
        value = getattr(answer, f.name)
        title = words(f.metadata.get("title") or FIELD_TITLES.get(f.name) or f.name.replace("_", " ").capitalize())
        if isinstance(value, tuple) and value and (is_dataclass(value[0]) or hasattr(value[0], "_fields")):
            tables.append(_answer_table(title, value))
        elif is_dataclass(value) and not isinstance(value, type):
            facts += [(f"{title}: {k}", v) for k, v in said_by(value).facts]
        else:
            facts.append((title, plain(value, f.metadata.get("kind", "text"))))
    return Said(facts, tables)


def _answer_table(title: str, rows: tuple[Any, ...]) -> tuple[str, list[str], list[list[str]]]:
    names = [f.name for f in fields(rows[0])] if is_dataclass(rows[0]) else list(rows[0]._fields)
    heads = [words(FIELD_TITLES.get(name) or name.replace("_", " ").capitalize()) for name in names]
    return title, heads, [[plain(getattr(row, name)) for name in names] for row in rows]
