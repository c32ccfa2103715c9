"""Tables of vouchers: vouchers and lines, their link to the journal, legal numbers, exchange rates, policies, balances per period."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import AmountField, PriceField, QuantityField, RateField, Row
from ledgerhouse.foundation.scope import Access
from ledgerhouse.ledgers.books.models.accounts import Account
from ledgerhouse.ledgers.books.voucher_words import VOUCHER, Origin, Summary, Word

SEE = "see books"


class Voucher(Row):
    """A voucher (记账凭证): draft, submitted, approved, posted.

    `number` names the paper from its first day; `serial` is the legal number in (company, month, word), given when it is posted. Once
    posted it is never changed: triggers refuse it.
    """

    access = Access(SEE, {"company": "company_id", "warehouse": "warehouse_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    number = models.CharField(_("number"), max_length=60)
    month = models.IntegerField(_("period"))
    day = models.DateField(_("date"))
    word = models.CharField(_("voucher word"), max_length=4, default=Word.GENERAL)
    serial = models.IntegerField(_("voucher number"), null=True)
    state = models.CharField(_("state"), max_length=12, default=VOUCHER.start)
    origin = models.CharField(_("origin"), max_length=8, default=Origin.MANUAL)
    event = models.CharField(_("event"), max_length=40, blank=True)
    source_kind = models.CharField(_("document type"), max_length=40, blank=True)
    source = models.CharField(_("document"), max_length=60, blank=True)
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, null=True, verbose_name=_("warehouse"))
    explanation = models.CharField(_("narration"), max_length=200, blank=True)
    total = AmountField(_("amount"), default=0)
    attachments = models.SmallIntegerField(_("attachments"), default=0)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, verbose_name=_("corrects"))
    maker = models.BigIntegerField(_("maker"))
    checker = models.BigIntegerField(_("checker"), null=True)
    poster = models.BigIntegerField(_("poster"), null=True)
    made_at = models.DateTimeField(_("made"))
    approved_at = models.DateTimeField(_("approved"), null=True)
    posted_at = models.DateTimeField(_("posted"), null=True)

    class Meta:
        verbose_name = _("voucher")
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="voucher_once"),
            models.UniqueConstraint(fields=["company", "month", "word", "serial"], name="voucher_serial_once"),
            models.CheckConstraint(
                condition=Q(state="posted", serial__isnull=False) | (~Q(state="posted") & Q(serial__isnull=True)),
                name="voucher_serial_when_posted",
            ),
        ]
        indexes = [models.Index(fields=["company", "state", "month"], name="voucher_state")]


class VoucherLine(Row):
    """One line of a voucher, on one side; a red one has a negative amount. `quantity` is in the item's base unit."""

    access = Access(SEE, {"company": "voucher__company_id", "warehouse": "voucher__warehouse_id"})

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="lines")
    position = models.IntegerField(_("line"))
    explanation = models.CharField(_("narration"), max_length=200, blank=True)
    account = models.ForeignKey(Account, models.PROTECT, verbose_name=_("account"))
    debit = AmountField(_("debit"), default=0)
    credit = AmountField(_("credit"), default=0)
    partner = models.ForeignKey("partners.Partner", models.PROTECT, null=True, verbose_name=_("partner"))
    department = models.ForeignKey("foundation.Department", models.PROTECT, null=True, verbose_name=_("department"))
    item = models.ForeignKey("catalog.Item", models.PROTECT, null=True, verbose_name=_("item"))
    quantity = QuantityField(_("quantity"), default=0)
    price = PriceField(_("unit price"), default=0)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    original = AmountField(_("original amount"), default=0)
    rate = RateField(_("exchange rate"), default=0)
    cash_flow = models.CharField(_("cash-flow item"), max_length=8, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["voucher", "position"], name="voucher_line_once"),
            models.CheckConstraint(
                condition=(~Q(debit=0) & Q(credit=0)) | (Q(debit=0) & ~Q(credit=0)), name="voucher_line_one_sided"
            ),
        ]
        indexes = [models.Index(fields=["account", "voucher"], name="voucher_line_account")]


class VoucherEntry(models.Model):
    """Which voucher a journal entry went into: once, for ever. The key is the entry, so no entry is in two vouchers."""

    access = Access(SEE, {"company": "company_id"})

    pk = models.CompositePrimaryKey("company_id", "entry")
    company = models.ForeignKey(
        "foundation.Company", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    entry = models.BigIntegerField()
    voucher = models.ForeignKey(Voucher, models.DO_NOTHING, db_constraint=False, related_name="entries")


class PostedContent(models.Model):
    """What a voucher was when it was posted: digests of its own row, of each line and of its links to the journal. Written once, never changed.

    A voucher lives before it becomes final, so its own rows can not be sealed in the order they came; this row is sealed instead, and says
    what they must be. `content` is JSON, see `posted_content`.
    """

    access = Access(SEE, {"company": "company_id"})

    pk = models.CompositePrimaryKey("company_id", "id")
    company = models.ForeignKey(
        "foundation.Company", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    id = models.BigIntegerField()
    voucher = models.BigIntegerField()
    content = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voucher"], name="voucher_content_once")]


class VoucherSeries(Row):
    """The last legal number of a (company, month, word). Locked for the moment in which vouchers are posted."""

    access = Access(SEE, {"company": "company_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    month = models.IntegerField(_("period"))
    word = models.CharField(_("voucher word"), max_length=4)
    last = models.IntegerField(_("last number"), default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "month", "word"], name="voucher_series_once")]


class VoucherPolicy(Row):
    """How the journal entries of an event become vouchers. An empty event is the policy of all others."""

    access = Access(SEE, {"company": "company_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    event = models.CharField(_("event"), max_length=40, blank=True)
    summary = models.CharField(_("summary"), max_length=8, default=Summary.DOCUMENT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "event"], name="voucher_policy_once")]


class ExchangeRate(Row):
    """What one unit of a foreign currency is worth in the company's own from a day on, until a later rate."""

    access = Access(SEE, {"company": "company_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    currency = models.CharField(_("currency"), max_length=3)
    day = models.DateField(_("from"))
    rate = RateField(_("exchange rate"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "currency", "day"], name="exchange_rate_once"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="exchange_rate_positive"),
        ]


class Turnover(Row):
    """What posted vouchers moved on an account in a period, by dimension (0 for none). Derived from lines, and can be made anew.

    A balance is the sum of turnovers up to a period, so no later row ever has to be rewritten when an earlier month gets a voucher.
    """

    access = Access(SEE, {"company": "company_id", "warehouse": "warehouse"})

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    month = models.IntegerField(_("period"))
    account = models.ForeignKey(Account, models.PROTECT, verbose_name=_("account"))
    warehouse = models.BigIntegerField(default=0)
    partner = models.BigIntegerField(default=0)
    department = models.BigIntegerField(default=0)
    item = models.BigIntegerField(default=0)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    debit = AmountField(_("debit"), default=0)
    credit = AmountField(_("credit"), default=0)
    quantity = QuantityField(_("quantity"), default=0)
    original = AmountField(_("original amount"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "month", "company", "warehouse", "partner", "department", "item", "currency"],
                name="turnover_once",
            )
        ]
        indexes = [models.Index(fields=["company", "month"], name="turnover_month")]
