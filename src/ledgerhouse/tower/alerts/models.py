"""What the checker has found, and how far it has looked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.scope import Access


class Finding(Row):
    """One broken invariant at one row, from when it was seen first until a look at everything does not see it any more."""

    access = Access("prove the ledgers", {"company": "company"})

    company = models.BigIntegerField()
    proof = models.CharField(_("check"), max_length=60)
    mark = models.CharField(max_length=64)
    problem = models.TextField(_("problem"))
    first_seen = models.DateTimeField(_("first seen"))
    last_seen = models.DateTimeField(_("last seen"))
    settled_at = models.DateTimeField(_("settled at"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "mark"], name="finding_once")]
        indexes = [models.Index(fields=["company", "settled_at"], name="finding_open")]


class FollowMark(Row):
    """Up to which row id the checker has followed a company."""

    access = Access("prove the ledgers", {"company": "company"})

    company = models.BigIntegerField(unique=True)
    upto = models.BigIntegerField(default=0)
