"""Every write, once: the idempotency key, who sent it, and the first answer."""

from django.db import models

from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.scope import Access


class Command(Row):
    """One verb that was carried out. Written in the verb's own transaction; never changed."""

    access = Access("see the audit trail", {"company": "company"}, whole=True)

    company = models.BigIntegerField()
    key = models.CharField(max_length=80)
    verb = models.CharField(max_length=60)
    content = models.CharField(max_length=64)
    answer = models.TextField()
    user = models.BigIntegerField()
    interface = models.CharField(max_length=20)
    device = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "key"], name="command_once")]
        indexes = [models.Index(fields=["company", "at"], name="command_at")]


class Touch(Row):
    """A command touched a paper. Written with the command; never changed."""

    access = Access("see the audit trail", {"company": "company"}, whole=True)

    company = models.BigIntegerField()
    command = models.BigIntegerField()
    number = models.CharField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["company", "number"], name="touch_of_paper")]
