"""What needs a second person, as data."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import AmountField, Row
from ledgerhouse.foundation.models.organisation import Company
from ledgerhouse.foundation.scope import Access


class ApprovalRule(Row):
    """Above this amount, a subject needs somebody else who has the right."""

    access = Access("see settings", {"company": "company_id"})

    company = models.ForeignKey(Company, models.CASCADE)
    subject = models.CharField(_("subject"), max_length=60)
    above = AmountField(_("above"), default=0)
    right = models.CharField(_("right"), max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "subject", "above"], name="approval_rule_once")]
