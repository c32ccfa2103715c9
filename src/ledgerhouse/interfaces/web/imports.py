"""Bringing a file in: keep it, begin the import, and lead to where its progress is seen."""

from typing import Any, Final

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ledgerhouse.foundation.import_files import keep_file
from ledgerhouse.foundation.importing import IMPORTERS
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.reading import words
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.interfaces.web import errors
from ledgerhouse.interfaces.web.asking import Asked, signed_in, with_key
from ledgerhouse.interfaces.web.show import paper_address
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused
from ledgerhouse.kernel.ids import command_id

BEGIN: Final = "imports.begin"
CHOICES: Final = ("check_only", "skip_bad", "again")


@signed_in
@require_http_methods(["GET", "POST"])
def import_page(request: Asked) -> HttpResponse:
    """The form: what kind of rows, which file, and how strict."""
    ctx = request.ctx
    ctx.require_any(VERBS[BEGIN].may)
    facts: dict[str, Any] = {"kinds": kinds(ctx), "kind": request.GET.get("kind", ""), "key": command_id()}
    if request.method == "POST":
        facts |= {"kind": request.POST.get("kind", ""), "chosen": [one for one in CHOICES if one in request.POST]}
        try:
            return _begin(request, request.FILES.get("file"))
        except Refused as refusal:
            facts |= {"refusal": errors.sentence(refusal), "problems": errors.problems(refusal)}
            return render(request, "web/import.html", facts, status=refusal.status)
    return render(request, "web/import.html", facts)


def kinds(ctx: Context) -> list[tuple[str, str, str]]:
    """What this asker may bring in: (kind, title, titles of the columns)."""
    return [
        (name, words(one.title), "、".join(words(column.title) for column in one.columns))
        for name in IMPORTERS
        if ctx.may((one := IMPORTERS[name]).may)
    ]


def _begin(request: Asked, file: "UploadedFile[Any] | None") -> HttpResponse:
    if file is None:
        messages.warning(request, _("Choose a file first."))
        return HttpResponseRedirect("/import/")
    raw = {
        "kind": request.POST.get("kind", ""),
        "name": file.name or "file",
        "digest": keep_file(file.read()),
        **{name: name in request.POST for name in CHOICES},
    }
    verb = VERBS[BEGIN]
    begun = verb.run(read(verb.command, raw), with_key(request.ctx, request.POST.get("key", "")))
    ignored = "、".join(begun.ignored)
    messages.success(request, _("Import %(number)s has begun.") % {"number": begun.number})
    if ignored:
        messages.warning(
            request, _("These columns say nothing to us and are left out: %(columns)s") % {"columns": ignored}
        )
    return HttpResponseRedirect(_where(request.ctx, begun.number))


def _where(ctx: Context, number: str) -> str:
    """The page of the batch, else the jobs, else home."""
    if "import_batch" in PAPERS and ctx.may(PAPERS["import_batch"].see):
        return paper_address("import_batch", number)
    jobs = LISTINGS.get("operations.jobs")
    return "/lists/operations.jobs/" if jobs and ctx.may(jobs.see) else "/"
