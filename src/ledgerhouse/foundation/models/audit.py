"""Who changed what in master data and settings."""

from django.db import models

from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.scope import Access


class AuditRow(Row):
    """One change: the fields before and after, who, when, from where, why. Never changed."""

    access = Access("see the audit trail", {"company": "company"}, whole=True)

    company = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    row = models.BigIntegerField()
    name = models.CharField(max_length=120)
    action = models.CharField(max_length=20)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True)
    user = models.BigIntegerField()
    interface = models.CharField(max_length=20)
    device = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["company", "kind", "row"], name="audit_of_row"),
            models.Index(fields=["company", "at"], name="audit_at"),
        ]
