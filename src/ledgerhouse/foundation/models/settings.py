"""Values of settings that differ from their default."""

from django.db import models

from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.scope import Access


class SettingValue(Row):
    """One setting of one company; what may be set, and the default, is declared in code (`foundation.settings`)."""

    access = Access("see settings", {"company": "company"})

    company = models.BigIntegerField()
    name = models.CharField(max_length=60)
    value = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "name"], name="setting_once")]
