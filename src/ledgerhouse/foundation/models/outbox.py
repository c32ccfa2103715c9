"""News written with the fact it tells, and what became of it."""

from django.db import models

from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.scope import Access


class OutboxRow(Row):
    """One piece of news. `ordering` names the thing it is about: news about one thing is delivered in order."""

    access = Access("see messages", {"company": "company"}, whole=True)

    company = models.BigIntegerField()
    topic = models.CharField(max_length=60)
    ordering = models.CharField(max_length=80, blank=True)
    body = models.TextField()
    recorded_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["sent_at", "id"], name="outbox_unsent")]


class Delivery(Row):
    """One listener that failed to hear one piece of news; tried again later, dead after the last try."""

    access = Access("see messages", {"company": "company"}, whole=True)

    company = models.BigIntegerField()
    news = models.ForeignKey(OutboxRow, models.CASCADE)
    listener = models.CharField(max_length=100)
    attempts = models.IntegerField(default=1)
    error = models.TextField()
    next_at = models.DateTimeField(null=True)
    dead = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["news", "listener"], name="delivery_once")]
        indexes = [models.Index(fields=["dead", "next_at"], name="delivery_next")]
