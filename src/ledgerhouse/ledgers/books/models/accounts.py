"""Accounts and what says how they are used: the tree, roles, posting rules, periods."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.scope import Access
from ledgerhouse.ledgers.books.voucher_words import PERIOD
from ledgerhouse.ledgers.books.words import Kind, Side, Style


class Account(Row):
    """An account of a company's chart (会计科目). Only leaves are booked; a code begins with the code of the account above.

    `dimensions` are compulsory on vouchers written by hand; `cash` marks cash and bank; `quantity` splits vouchers by item.
    """

    access = Access("see books", {"company": "company_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    parent = models.ForeignKey("self", models.PROTECT, null=True, verbose_name=_("account above"))
    kind = models.CharField(_("kind"), max_length=10, default=Kind.ASSET)
    side = models.CharField(_("side"), max_length=6, default=Side.DEBIT)
    leaf = models.BooleanField(_("may be booked"), default=True)
    dimensions = models.CharField(_("auxiliary dimensions"), max_length=60, blank=True)
    cash = models.BooleanField(_("cash or bank"), default=False)
    currency = models.BooleanField(_("in foreign currencies"), default=False)
    quantity = models.BooleanField(_("with quantities"), default=False)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("account")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="account_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class AccountTree(Row):
    """Every account below (and at) every account: what balances of a heading add up."""

    access = Access("see books", {"company": "company_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    above = models.ForeignKey(Account, models.CASCADE, related_name="below", verbose_name=_("account above"))
    account = models.ForeignKey(Account, models.CASCADE, related_name="path", verbose_name=_("account"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["above", "account"], name="account_tree_once")]


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
    style = models.CharField(_("sides"), max_length=6, default=Style.PAIR)
    condition = models.CharField(_("condition"), max_length=200, blank=True)
    dimensions = models.CharField(_("auxiliary dimensions"), max_length=60, default="partner department", blank=True)
    explanation = models.CharField(_("narration"), max_length=100, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "event", "sequence"], name="posting_rule_once")]


class Period(Row):
    """An accounting period (会计期间): a calendar month that has, or had, vouchers or was closed."""

    access = Access("see books", {"company": "company_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    month = models.IntegerField(_("month"))
    state = models.CharField(_("state"), max_length=12, default=PERIOD.start)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "month"], name="period_once")]
