"""Counters behind document numbers."""

from django.db import models

from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.scope import Access


class NumberSeries(Row):
    """The next number of one kind of document of one company in one period (a day, usually)."""

    access = Access("see settings", {"company": "company"})

    company = models.BigIntegerField()
    series = models.CharField(max_length=40)
    period = models.CharField(max_length=10)
    next = models.BigIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "series", "period"], name="number_series_once")]
