"""Tables of the books: accounts, their roles, posting rules, periods, and the journal."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import AmountField, Row
from ledgerhouse.foundation.scope import Access


def _ref(to: str, **facts: Any) -> Any:
    return models.ForeignKey(to, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+", **facts)


class Account(Row):
    """An account of a company's chart (会计科目)."""

    access = Access("see books", {"company": "company_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("account")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="account_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class AccountRole(Row):
    """Which account plays a role; for one item category when `category` names its code."""

    access = Access("see books", {"company": "company_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    role = models.CharField(_("role"), max_length=40)
    category = models.CharField(_("category"), max_length=60, blank=True)
    account = models.ForeignKey(Account, models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "role", "category"], name="account_role_once")]


class PostingRule(Row):
    """One debit-credit pair of an event, as visible data (业务凭证模板)."""

    access = Access("see books", {"company": "company_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    event = models.CharField(_("event"), max_length=40)
    sequence = models.SmallIntegerField(_("sequence"))
    debit = models.CharField(_("debit"), max_length=40)
    credit = models.CharField(_("credit"), max_length=40)
    amount = models.CharField(_("amount"), max_length=20, default="value")
    red = models.BooleanField(_("red entry"), default=False)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "event", "sequence"], name="posting_rule_once")]


class Period(Row):
    """An accounting period (会计期间) that is not simply open."""

    access = Access("see books", {"company": "company_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    month = models.IntegerField(_("month"))
    closed = models.BooleanField(_("closed"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "month"], name="period_once")]


class JournalEntry(models.Model):
    """A balanced booking, written with the movement it belongs to. Never changed.

    `business_date` is when it happened; `month` (e.g. 202611) the period its money lands in, which is open.
    """

    access = Access("see books", {"company": "company_id", "warehouse": "warehouse_id"})

    pk = models.CompositePrimaryKey("company_id", "id")
    company = _ref("foundation.Company")
    id = models.BigIntegerField()
    warehouse = _ref("sites.Warehouse", verbose_name=_("warehouse"))
    movement = models.BigIntegerField()
    event = models.CharField(_("event"), max_length=40)
    paper = models.CharField(_("document type"), max_length=40)
    number = models.CharField(_("document"), max_length=60)
    business_date = models.DateField(_("business date"))
    month = models.IntegerField(_("period"))
    recorded_at = models.DateTimeField(_("recorded"))
    user = _ref("foundation.User", null=True)

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
    warehouse = _ref("sites.Warehouse", verbose_name=_("warehouse"))
    account = _ref("books.Account", verbose_name=_("account"))
    debit = AmountField(_("debit"), default=0)
    credit = AmountField(_("credit"), default=0)
    partner = models.BigIntegerField(default=0)
    department = models.BigIntegerField(default=0)
    month = models.IntegerField(_("period"))

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
