"""Companies and departments."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import Row
from ledgerhouse.foundation.scope import Access


class Company(Row):
    """A legal entity (公司/法人) with one functional currency and one accounting standard."""

    access = Access("see companies", {"company": "id"})

    class Standard(models.TextChoices):
        """The accounting standard that decides which chart of accounts roles map to."""

        ASBE = "asbe", _("Accounting Standards for Business Enterprises")
        SBE = "sbe", _("Accounting Standards for Small Businesses")

    class Valuation(models.TextChoices):
        """Over which goods one average cost is kept."""

        COMPANY = "company", _("one cost per company")
        WAREHOUSE = "warehouse", _("one cost per warehouse")

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    tax_number = models.CharField(_("tax number"), max_length=40, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    currency_places = models.SmallIntegerField(_("places of the currency"), default=2)
    timezone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    standard = models.CharField(_("accounting standard"), max_length=8, choices=Standard.choices, default=Standard.ASBE)
    valuation = models.CharField(_("valuation"), max_length=10, choices=Valuation.choices, default=Valuation.COMPANY)

    class Meta:
        verbose_name = _("company")

    def __str__(self) -> str:
        return self.name


class Department(Row):
    """A part of a company (部门); business rights go by department."""

    access = Access("see companies", {"company": "company_id", "department": "id"})

    company = models.ForeignKey(Company, models.PROTECT, verbose_name=_("company"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("parent"))
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("department")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="department_code_once")]

    def __str__(self) -> str:
        return self.name
