"""Partners with their addresses, licences and names in foreign systems."""

from typing import ClassVar, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.encryption import EncryptedField
from ledgerhouse.foundation.fields import AmountField, Row
from ledgerhouse.foundation.models import Company, Department
from ledgerhouse.foundation.scope import Access
from ledgerhouse.masterdata.partners.words import AddressKind


class CustomerGroup(Row):
    """A sort of customers, e.g. key accounts or online shops (客户组): a limit of rights, and what people filter by."""

    access = Access("see partners", {"company": "company_id", "customer_group": "id"})

    company = models.ForeignKey(Company, models.PROTECT, verbose_name=_("company"))
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    english = models.CharField(_("English name"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("customer group")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="customer_group_once")]

    def __str__(self) -> str:
        return self.name


OF_PARTNER: Final = {
    "company": "company_id",
    "department": "partner__department_id",
    "customer_group": "partner__group_id",
}


class Partner(Row):
    """Somebody we deal with (往来单位), in one or more roles, with the terms agreed."""

    access = Access(
        "see partners", {"company": "company_id", "department": "department_id", "customer_group": "group_id"}
    )

    company = models.ForeignKey(Company, models.PROTECT, verbose_name=_("company"))
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    mnemonic = models.CharField(_("mnemonic"), max_length=60, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=40, blank=True)
    supplier = models.BooleanField(_("supplier"), default=False)
    customer = models.BooleanField(_("customer"), default=False)
    carrier = models.BooleanField(_("carrier"), default=False)
    owner = models.BooleanField(_("owner of goods"), default=False)
    payment_days = models.SmallIntegerField(_("payment days"), default=30)
    currency = models.CharField(_("currency"), max_length=3)
    credit_limit = AmountField(_("credit limit"), default=0)
    life_percent = models.SmallIntegerField(_("minimum remaining shelf life (%)"), default=0)
    department = models.ForeignKey(Department, models.PROTECT, null=True, verbose_name=_("department"))
    group = models.ForeignKey(CustomerGroup, models.PROTECT, null=True, verbose_name=_("customer group"))
    blocked = models.BooleanField(_("blocked"), default=False)
    block_reason = models.CharField(_("reason of the block"), max_length=200, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, verbose_name=_("merged into"))

    class Meta:
        verbose_name = _("partner")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="partner_code_once")]
        indexes = [
            models.Index(fields=["company", "name"], name="partner_name"),
            models.Index(fields=["company", "mnemonic"], name="partner_mnemonic"),
            models.Index(fields=["company", "tax_number"], name="partner_tax"),
        ]

    def __str__(self) -> str:
        return self.name


class Address(Row):
    """Where a partner is. `personal` names the fields that hold personal data: masked for whoever may not see them."""

    access = Access("see partners", OF_PARTNER)
    personal: ClassVar[tuple[str, ...]] = ("contact", "phone")

    company = models.ForeignKey(Company, models.PROTECT, verbose_name=_("company"))
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="addresses", verbose_name=_("partner"))
    kind = models.CharField(_("kind"), max_length=10, default=AddressKind.OFFICE)
    country = models.CharField(_("country"), max_length=2, default="CN")
    province = models.CharField(_("province"), max_length=60, blank=True)
    city = models.CharField(_("city"), max_length=60, blank=True)
    district = models.CharField(_("district"), max_length=60, blank=True)
    line = models.CharField(_("street and number"), max_length=300)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    contact = EncryptedField(_("contact"), blank=True, default="")
    phone = EncryptedField(_("phone"), blank=True, default="")

    class Meta:
        verbose_name = _("address")


class Licence(Row):
    """A permission a partner must hold for some business (资质), valid up to and including `expires_on`."""

    access = Access("see partners", OF_PARTNER)

    company = models.ForeignKey(Company, models.PROTECT, verbose_name=_("company"))
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="licences", verbose_name=_("partner"))
    kind = models.CharField(_("kind"), max_length=40)
    number = models.CharField(_("number"), max_length=60)
    valid_from = models.DateField(_("valid from"))
    expires_on = models.DateField(_("expires on"), null=True)

    class Meta:
        verbose_name = _("licence")
        constraints = [models.UniqueConstraint(fields=["partner", "kind", "number"], name="licence_once")]
        indexes = [models.Index(fields=["company", "expires_on"], name="licence_expiry")]


class ExternalId(Row):
    """What a foreign system calls a partner."""

    access = Access("see partners", OF_PARTNER)

    company = models.ForeignKey(Company, models.PROTECT, verbose_name=_("company"))
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="external_ids", verbose_name=_("partner"))
    system = models.CharField(_("system"), max_length=40)
    code = models.CharField(_("foreign code"), max_length=80)

    class Meta:
        verbose_name = _("foreign code")
        constraints = [models.UniqueConstraint(fields=["company", "system", "code"], name="partner_external_once")]
