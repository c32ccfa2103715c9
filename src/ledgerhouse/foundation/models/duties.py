"""What one person may not do alone, as data; the exceptions; and who did what on which paper."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.models.organisation import Company
from ledgerhouse.foundation.models.people import User
from ledgerhouse.foundation.scope import Access


class DutyRule(Row):
    """Two rights that one person shall not use on the same paper, or shall not even hold together (职责分离)."""

    access = Access("see people", {"company": "company_id"})

    company = models.ForeignKey(Company, models.CASCADE)
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    first = models.CharField(_("first right"), max_length=60)
    second = models.CharField(_("second right"), max_length=60)
    together = models.BooleanField(_("not in one hand"), default=False)
    same_paper = models.BooleanField(_("not on the same paper"), default=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("duty rule")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="duty_rule_once")]


class DutyException(Row):
    """Somebody whom a rule does not bind until a day, and why."""

    access = Access("see people", {"company": "rule__company_id"})

    rule = models.ForeignKey(DutyRule, models.CASCADE, related_name="exceptions")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)
    until = models.DateField(_("until"))
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("exception")
        constraints = [models.UniqueConstraint(fields=["rule", "user"], name="duty_exception_once")]


class Deed(Row):
    """Under which right somebody acted on a paper. Written only for rights that a rule about papers names."""

    access = Access("see the audit trail", {"company": "company"}, whole=True)

    company = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=60)
    right = models.CharField(max_length=60)
    user = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "kind", "number", "right", "user"], name="deed_once")]
