"""Files of master data that came in, and what became of each row: enough to show, resume and undo an import."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.scope import Access


class ImportBatch(Row):
    """One file of one kind. `reached` is the last line whose chunk is committed; `twin` is "" while the file counts."""

    access = Access("import data", {"company": "company"})

    company = models.BigIntegerField()
    number = models.CharField(_("number"), max_length=40)
    kind = models.CharField(_("kind"), max_length=60)
    name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64)
    twin = models.CharField(max_length=40, blank=True)
    mapping = models.JSONField(default=dict)
    check_only = models.BooleanField(_("only check"), default=False)
    skip_bad = models.BooleanField(_("leave out bad rows"), default=False)
    state = models.CharField(_("state"), max_length=12, default="queued")
    rows = models.IntegerField(_("rows"), default=0)
    created = models.IntegerField(_("created"), default=0)
    changed = models.IntegerField(_("changed"), default=0)
    same = models.IntegerField(_("unchanged"), default=0)
    bad = models.IntegerField(_("bad rows"), default=0)
    problems = models.JSONField(default=list)
    ignored = models.JSONField(default=list)
    reached = models.IntegerField(default=0)
    kept = models.JSONField(default=list)
    user = models.BigIntegerField()
    at = models.DateTimeField(_("begun"))
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("import")
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="import_number_once"),
            models.UniqueConstraint(fields=["company", "kind", "digest", "twin"], name="import_file_once"),
        ]


class ImportRow(Row):
    """What one line of a batch did to one row. `before` and `after` hold the changed fields only."""

    access = Access("import data", {"company": "company"})

    company = models.BigIntegerField()
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="lines", db_index=False)
    line = models.IntegerField()
    row = models.BigIntegerField()
    name = models.CharField(max_length=120)
    action = models.CharField(max_length=8)
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="import_row_once")]
