"""Tables of carriage. Orders and parcels are named by number: they are another room's papers."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.documents.logistics.words import DISPATCH, MANIFEST, WAYBILL
from ledgerhouse.foundation.encryption import EncryptedField
from ledgerhouse.foundation.fields import AmountField, Row
from ledgerhouse.foundation.scope import Access

SEE: Final = "see warehouse work"


class Carrier(Row):
    """A partner who carries parcels (承运商), and how its waybills are numbered and followed.

    `tracked_as` is its code at the tracking service; `tracking_url` holds `{number}` where the waybill's number goes.
    """

    access = Access(SEE, {"company": "company_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    code = models.CharField(_("code"), max_length=40)
    partner = models.ForeignKey("partners.Partner", models.PROTECT, related_name="+", verbose_name=_("partner"))
    tracked_as = models.CharField(_("code at the tracking service"), max_length=40, blank=True)
    tracking_url = models.CharField(_("tracking address"), max_length=300, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("carrier")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="carrier_code_once")]


class Service(Row):
    """One thing a carrier offers (产品): until when it is handed over today, what is too long or too heavy for it, whether it keeps goods cold."""

    access = Access(SEE, {"company": "company_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    carrier = models.ForeignKey(Carrier, models.PROTECT, related_name="services", verbose_name=_("carrier"))
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    cutoff = models.CharField(_("cut-off time"), max_length=5, blank=True)
    longest_mm = models.IntegerField(_("longest side (mm)"), default=0)
    heaviest_g = models.IntegerField(_("heaviest (g)"), default=0)
    cold = models.BooleanField(_("cold chain"), default=False)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("carrier service")
        constraints = [models.UniqueConstraint(fields=["carrier", "code"], name="carrier_service_once")]


class Rate(Row):
    """What a service costs and how many days it takes to a region (首重/续重)."""

    access = Access(SEE, {"company": "service__company_id"})

    service = models.ForeignKey(Service, models.CASCADE, related_name="rates", verbose_name=_("service"))
    province = models.CharField(_("province"), max_length=60, blank=True)
    city = models.CharField(_("city"), max_length=60, blank=True)
    days = models.SmallIntegerField(_("days"), default=1)
    first_g = models.IntegerField(_("first weight (g)"), default=1000)
    first_price = AmountField(_("price of the first weight"))
    step_g = models.IntegerField(_("further weight (g)"), default=1000)
    step_price = AmountField(_("price of each further weight"), default=0)

    class Meta:
        verbose_name = _("carriage rate")
        constraints = [models.UniqueConstraint(fields=["service", "province", "city"], name="carriage_rate_once")]


class NumberRange(Row):
    """Waybill numbers that a carrier gave (号段): prefix, so many digits, suffix, and how the check digit is made. `next` rises to `last`."""

    access = Access(SEE, {"company": "company_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    carrier = models.ForeignKey(Carrier, models.PROTECT, related_name="ranges", verbose_name=_("carrier"))
    prefix = models.CharField(_("prefix"), max_length=40, blank=True)
    suffix = models.CharField(_("suffix"), max_length=10, blank=True)
    digits = models.SmallIntegerField(_("digits"), default=0)
    check_method = models.CharField(_("check digit"), max_length=20, blank=True)
    first = models.BigIntegerField(_("first"))
    next = models.BigIntegerField(_("next"))
    last = models.BigIntegerField(_("last"))
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("range of waybill numbers")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(next__lte=models.F("last") + 1), name="number_range_not_overdrawn"
            )
        ]
        indexes = [models.Index(fields=["carrier", "id"], name="number_range_carrier")]


class Manifest(Row):
    """What a carrier takes along from a warehouse at one pick-up (交接单)."""

    access = Access(SEE, {"company": "company_id", "warehouse": "warehouse_id"}, kind="manifest")

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    number = models.CharField(_("number"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=MANIFEST.start)
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    carrier = models.ForeignKey(Carrier, models.PROTECT, verbose_name=_("carrier"))
    dock = models.CharField(_("dock"), max_length=40, blank=True)
    vehicle = models.CharField(_("vehicle"), max_length=40, blank=True)
    driver = models.CharField(_("driver"), max_length=60, blank=True)
    created_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    handed_by = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("manifest")
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="manifest_once")]
        indexes = [models.Index(fields=["warehouse", "state", "id"], name="manifest_state")]


class Waybill(Row):
    """One parcel under one number of a carrier (电子面单). `holds` is its parcel while it lives, so that a parcel has one living waybill."""

    access = Access(
        SEE,
        {"company": "company_id", "warehouse": "warehouse_id", "customer_group": "partner__group_id"},
        kind="waybill",
    )

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    number = models.CharField(_("waybill"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=WAYBILL.start)
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    carrier = models.ForeignKey(Carrier, models.PROTECT, verbose_name=_("carrier"))
    service = models.ForeignKey(Service, models.PROTECT, verbose_name=_("service"))
    manifest = models.ForeignKey(Manifest, models.PROTECT, null=True, verbose_name=_("manifest"))
    partner = models.ForeignKey("partners.Partner", models.PROTECT, null=True, verbose_name=_("customer"))
    outbound = models.CharField(_("outbound order"), max_length=60)
    parcel = models.CharField(_("parcel"), max_length=60)
    holds = models.CharField(max_length=60)
    weight_g = models.BigIntegerField(_("weight (g)"), default=0)
    freight = AmountField(_("freight"), default=0)
    province = models.CharField(_("province"), max_length=60, blank=True)
    city = models.CharField(_("city"), max_length=60, blank=True)
    expected_on = models.DateField(_("expected on"), null=True)
    promised_on = models.DateField(_("promised on"), null=True)
    why = models.JSONField(default=list)
    made_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    signed_by = models.CharField(_("signed by"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("waybill")
        constraints = [
            models.UniqueConstraint(fields=["carrier", "number"], name="waybill_once"),
            models.UniqueConstraint(fields=["company", "holds"], name="waybill_per_parcel"),
        ]
        indexes = [
            models.Index(fields=["warehouse", "state", "id"], name="waybill_state"),
            models.Index(fields=["company", "number"], name="waybill_number"),
            models.Index(fields=["company", "outbound"], name="waybill_order"),
        ]


class TrackingEvent(Row):
    """What a carrier said about a parcel (物流轨迹). `digest` makes what was told twice known."""

    access = Access(
        SEE,
        {
            "company": "waybill__company_id",
            "warehouse": "waybill__warehouse_id",
            "customer_group": "waybill__partner__group_id",
        },
        kind="waybill",
    )

    waybill = models.ForeignKey(Waybill, models.CASCADE, related_name="events", verbose_name=_("waybill"))
    at = models.DateTimeField(_("at"))
    said = models.CharField(_("event"), max_length=12)
    text = models.CharField(_("text"), max_length=400, blank=True)
    place = models.CharField(_("place"), max_length=100, blank=True)
    source = models.CharField(_("source"), max_length=20, blank=True)
    digest = models.CharField(max_length=64)
    told_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tracking event")
        constraints = [models.UniqueConstraint(fields=["waybill", "digest"], name="tracking_event_once")]


class TrackingAccount(Row):
    """An account at a tracking service (物流查询账号). `hook` is the secret word in the address it calls; it acts with the rights of `user`."""

    access = Access("connect systems", {"company": "company_id"}, whole=True)

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    code = models.CharField(_("code"), max_length=40)
    kind = models.CharField(_("tracking service"), max_length=20)
    customer = models.CharField(_("customer number there"), max_length=80, blank=True)
    key = EncryptedField()
    salt = EncryptedField()
    subscribe_url = models.CharField(_("address for subscriptions"), max_length=300)
    query_url = models.CharField(_("address for queries"), max_length=300)
    site = models.CharField(_("our own address"), max_length=200, blank=True)
    hook = models.CharField(max_length=64, unique=True)
    user = models.BigIntegerField()
    active = models.BooleanField(_("active"), default=True)
    heard_at = models.DateTimeField(_("last heard"), null=True)

    class Meta:
        verbose_name = _("tracking account")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="tracking_account_once")]


class ControlTerm(Row):
    """When control over goods passes (控制权转移): at handover, or at delivery. Without a partner: for everybody who has no own term."""

    access = Access("see books", {"company": "company_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    partner = models.ForeignKey("partners.Partner", models.PROTECT, null=True, verbose_name=_("customer"))
    control = models.CharField(_("control passes"), max_length=10)

    class Meta:
        verbose_name = _("term of control")
        constraints = [models.UniqueConstraint(fields=["company", "partner"], name="control_term_once")]


class Dispatch(Row):
    """Goods of one line of an order that left and are still ours (发出商品), at what they are worth; until they are delivered or taken back."""

    access = Access("see books", {"company": "company_id", "warehouse": "warehouse_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    outbound = models.CharField(_("outbound order"), max_length=60)
    partner = models.ForeignKey("partners.Partner", models.PROTECT, null=True, verbose_name=_("customer"))
    movement = models.BigIntegerField()
    line = models.BigIntegerField()
    category = models.CharField(_("category"), max_length=40, blank=True)
    value = AmountField(_("value"))
    state = models.CharField(_("state"), max_length=12, default=DISPATCH.start)
    left_on = models.DateField(_("left on"))
    delivered_on = models.DateField(_("delivered on"), null=True)
    reversal = models.CharField(_("reversal"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("dispatched goods")
        constraints = [models.UniqueConstraint(fields=["movement", "line", "category"], name="dispatch_once")]
        indexes = [models.Index(fields=["company", "outbound"], name="dispatch_outbound")]
