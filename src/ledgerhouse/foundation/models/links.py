"""Edges of the document graph."""

from django.db import models

from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.scope import Access


class Link(Row):
    """One paper came from another."""

    access = Access("see companies", {"company": "company"})

    company = models.BigIntegerField()
    from_kind = models.CharField(max_length=40)
    from_number = models.CharField(max_length=60)
    to_kind = models.CharField(max_length=40)
    to_number = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "from_kind", "from_number", "to_kind", "to_number"], name="link_once"
            )
        ]
        indexes = [models.Index(fields=["company", "to_kind", "to_number"], name="link_to")]
