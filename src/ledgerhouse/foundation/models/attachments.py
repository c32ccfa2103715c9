"""Files that hang on a document or master-data row."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.scope import Access


class Attachment(Row):
    """One file; its content lies in the home folder under its SHA-256, so equal files are kept once."""

    access = Access("see attachments", {"company": "company"})

    company = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField(_("size"))
    digest = models.CharField(max_length=64)
    user = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("attachment")
        indexes = [models.Index(fields=["company", "kind", "about"], name="attachment_about")]
