"""Blocks of sealed rows, chained by hash per company, and the digest of each day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.scope import Access


class SealBlock(Row):
    """Rows of one table, with ids above `after` and up to `upto` in one key (warehouse, valuation area or company), as they were when sealed.

    `marks` holds the ids and eight bytes of each row's digest, so that a check can name the row; `body` is the hash over the full digests of all
    rows, and `digest` that over everything here with the digest of the block before. A `late` block holds rows that came after their ids had been
    passed. Never changed.
    """

    access = Access("see the audit trail", {"company": "company"})

    company = models.BigIntegerField()
    number = models.BigIntegerField(_("number"))
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=60)
    key = models.BigIntegerField()
    late = models.BooleanField(_("late"), default=False)
    after = models.BigIntegerField()
    upto = models.BigIntegerField()
    rows = models.IntegerField(_("rows"))
    columns = models.CharField(max_length=1000)
    marks = models.BinaryField()
    body = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    digest = models.CharField(_("digest"), max_length=64)
    sealed_at = models.DateTimeField(_("sealed at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="seal_block_once")]
        indexes = [models.Index(fields=["company", "kind", "key", "upto"], name="seal_block_upto")]


class SealedDay(Row):
    """The digest of a day that is over: that of its last block, and so of everything sealed before. To be kept outside, too. Never changed."""

    access = Access("see the audit trail", {"company": "company"})

    company = models.BigIntegerField()
    day = models.DateField(_("day"))
    block = models.BigIntegerField(_("block"))
    rows = models.BigIntegerField(_("rows"))
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "day"], name="sealed_day_once")]
