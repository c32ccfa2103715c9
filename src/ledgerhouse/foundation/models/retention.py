"""How long a company keeps things."""

from django.db import models

from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.scope import Access


class RetentionRule(Row):
    """For how many days a kind of thing is kept, where it differs from the default; the kinds are in `foundation.retention`."""

    access = Access("see settings", {"company": "company"})

    company = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    days = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "kind"], name="retention_once")]
