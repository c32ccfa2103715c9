"""Lists that go out by mail."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.scope import Access


class MailedList(Row):
    """A list with its filters, and when it is mailed: a cron expression in the company's time zone. `user` has set it up."""

    access = Access("mail lists", {"company": "company"}, whole=True)

    company = models.BigIntegerField()
    code = models.CharField(_("code"), max_length=40)
    listing = models.CharField(_("list"), max_length=80)
    where = models.JSONField(_("filters"), default=dict)
    text = models.CharField(_("search"), max_length=100, blank=True)
    sort = models.CharField(_("order"), max_length=60, blank=True)
    form = models.CharField(_("file format"), max_length=4)
    cron = models.CharField(max_length=60)
    skip_empty = models.BooleanField(default=True)
    user = models.BigIntegerField()
    active = models.BooleanField(_("active"), default=True)
    next_at = models.DateTimeField(_("next time"))
    sent_at = models.DateTimeField(_("last sent at"), null=True)
    trouble = models.TextField(blank=True)

    class Meta:
        verbose_name = _("list by mail")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="mailed_list_once")]
        indexes = [models.Index(fields=["active", "next_at"], name="mailed_list_next")]


class Recipient(Row):
    """Somebody of the house who gets a list by mail."""

    access = Access("mail lists", {"company": "mailed__company"}, whole=True)

    mailed = models.ForeignKey(MailedList, models.CASCADE, related_name="recipients")
    user = models.ForeignKey("foundation.User", models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailed", "user"], name="recipient_once")]
