"""Who outside wants news."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.encryption import EncryptedField
from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.scope import Access


class Subscription(Row):
    """An address that is told news of the company, with the rights of the user who set it up. No topics: all of them."""

    access = Access("connect systems", {"company": "company"}, whole=True)

    company = models.BigIntegerField()
    code = models.CharField(_("code"), max_length=40)
    url = models.CharField(_("address"), max_length=400)
    topics = models.JSONField(_("topics"), default=list)
    secret = EncryptedField()
    user = models.BigIntegerField()
    active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created at"))
    told_at = models.DateTimeField(_("last told at"), null=True)
    ended_why = models.CharField(_("why it ended"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("subscription")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="subscription_once")]
