"""The journal: entries and lines, written with the movements they belong to."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import AmountField, RateField
from ledgerhouse.foundation.scope import Access


def _ref(to: str, **facts: Any) -> Any:
    return models.ForeignKey(to, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+", **facts)


class JournalEntry(models.Model):
    """A balanced booking, written with the movement it belongs to. Never changed.

    `business_date` is when it happened; `month` (e.g. 202611) the period its money lands in, which is open. Without goods there is no
    movement (0) and no warehouse.
    """

    access = Access("see books", {"company": "company_id", "warehouse": "warehouse_id"})

    pk = models.CompositePrimaryKey("company_id", "id")
    company = _ref("foundation.Company")
    id = models.BigIntegerField()
    warehouse = _ref("sites.Warehouse", null=True, verbose_name=_("warehouse"))
    movement = models.BigIntegerField()
    event = models.CharField(_("event"), max_length=40)
    paper = models.CharField(_("document type"), max_length=40)
    number = models.CharField(_("document"), max_length=60)
    business_date = models.DateField(_("business date"))
    month = models.IntegerField(_("period"))
    recorded_at = models.DateTimeField(_("recorded"))
    user = _ref("foundation.User", null=True)
    why = models.CharField(_("reason"), max_length=100, db_default="")
    currency = models.CharField(_("currency"), max_length=3, db_default="")
    rate = RateField(_("exchange rate"), db_default=0)

    class Meta:
        indexes = [
            models.Index(fields=["number", "company"], name="journal_paper"),
            models.Index(fields=["movement", "company"], name="journal_movement"),
        ]


class JournalLine(models.Model):
    """One side of a journal entry. A red line has a negative amount. Never changed."""

    access = Access("see books", {"company": "company_id", "warehouse": "warehouse_id"})

    pk = models.CompositePrimaryKey("company_id", "id")
    company = _ref("foundation.Company")
    id = models.BigIntegerField()
    entry = models.BigIntegerField()
    warehouse = _ref("sites.Warehouse", null=True, verbose_name=_("warehouse"))
    account = _ref("books.Account", verbose_name=_("account"))
    debit = AmountField(_("debit"), default=0)
    credit = AmountField(_("credit"), default=0)
    partner = models.BigIntegerField(default=0)
    department = models.BigIntegerField(default=0)
    month = models.IntegerField(_("period"))
    rule = models.BigIntegerField(db_default=0)
    original = AmountField(_("original amount"), db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(~Q(debit=0) & Q(credit=0)) | (Q(debit=0) & ~Q(credit=0)), name="journal_line_one_sided"
            )
        ]
        indexes = [
            models.Index(fields=["entry", "company"], name="journal_line_entry"),
            models.Index(fields=["company", "account", "month"], name="journal_line_account"),
        ]
