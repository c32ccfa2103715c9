"""Tables of inspection. Receipts are named by number, places and owners by id: the papers of the warehouse are another room's."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.documents.quality.words import INSPECTION, Method, Severity
from ledgerhouse.foundation.fields import PriceField, QuantityField, Row
from ledgerhouse.foundation.scope import Access

SEE = "see warehouse work"


class Plan(Row):
    """Which goods are inspected, and how (检验方案). What is left empty means all."""

    access = Access(SEE, {"company": "company_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    code = models.CharField(_("code"), max_length=40)
    item = models.ForeignKey("catalog.Item", models.PROTECT, null=True, verbose_name=_("item"))
    category = models.ForeignKey("catalog.Category", models.PROTECT, null=True, verbose_name=_("category"))
    supplier = models.ForeignKey("partners.Partner", models.PROTECT, null=True, verbose_name=_("supplier"))
    operation = models.CharField(_("operation"), max_length=20, blank=True)
    method = models.CharField(_("method"), max_length=10, default=Method.ALL)
    percent = models.SmallIntegerField(_("percent"), default=0)
    level = models.CharField(_("inspection level"), max_length=3, blank=True)
    aql = models.CharField(_("AQL"), max_length=5, blank=True)
    reduced = models.BooleanField(_("reduced inspection allowed"), default=False)
    skip_after = models.IntegerField(_("skip after so many accepted lots"), default=0)
    skip_every = models.IntegerField(_("then inspect every"), default=0)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("inspection plan")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="quality_plan_once")]


class Inspection(Row):
    """One lot of one item of one receipt that is to be looked at (检验单). `movements` are the ids of what its verdict moved."""

    access = Access(SEE, {"company": "company_id", "warehouse": "warehouse_id"}, kind="inspection")

    company = models.ForeignKey("foundation.Company", models.PROTECT)
    number = models.CharField(_("number"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=INSPECTION.start)
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    receipt = models.CharField(_("receipt"), max_length=60)
    position = models.IntegerField(_("line"))
    line = models.BigIntegerField()
    supplier = models.ForeignKey("partners.Partner", models.PROTECT, null=True, verbose_name=_("supplier"))
    item = models.ForeignKey("catalog.Item", models.PROTECT, verbose_name=_("item"))
    lot = models.BigIntegerField(default=0)
    location = models.ForeignKey("sites.Location", models.PROTECT, verbose_name=_("location"))
    unit = models.BigIntegerField(default=0)
    stock_owner = models.BigIntegerField(default=0)
    quantity = QuantityField(_("quantity"))
    plan = models.CharField(_("inspection plan"), max_length=40)
    method = models.CharField(_("method"), max_length=10)
    severity = models.CharField(_("severity"), max_length=10, default=Severity.NORMAL)
    letter = models.CharField(_("code letter"), max_length=1, blank=True)
    sample = models.IntegerField(_("sample"), default=0)
    accept = models.IntegerField(_("acceptance number"), default=-1)
    nonconforming = models.IntegerField(_("nonconforming"), default=0)
    accepted = QuantityField(_("accepted"), default=0)
    conceded = QuantityField(_("accepted by concession"), default=0)
    rejected = QuantityField(_("rejected"), default=0)
    destroyed = QuantityField(_("destroyed"), default=0)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    inspector = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    movements = models.JSONField(default=list)
    reopened = models.SmallIntegerField(default=0)

    class Meta:
        verbose_name = _("inspection")
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="inspection_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("accepted") + F("conceded") + F("rejected") + F("destroyed")),
                name="inspection_not_overdrawn",
            ),
        ]
        indexes = [
            models.Index(fields=["warehouse", "state", "id"], name="inspection_state"),
            models.Index(fields=["company", "receipt"], name="inspection_receipt"),
        ]


class Finding(Row):
    """What was found at an inspection: a characteristic, what was measured and between which limits it should be, how many are nonconforming."""

    access = Access(SEE, {"company": "paper__company_id", "warehouse": "paper__warehouse_id"}, kind="inspection")

    paper = models.ForeignKey(Inspection, models.CASCADE, related_name="findings")
    position = models.IntegerField(_("line"))
    characteristic = models.CharField(_("characteristic"), max_length=100)
    lower = PriceField(_("lower limit"), null=True)  # type: ignore[misc]
    upper = PriceField(_("upper limit"), null=True)  # type: ignore[misc]
    measured = PriceField(_("measured"), null=True)  # type: ignore[misc]
    nonconforming = models.IntegerField(_("nonconforming"), default=0)
    defect = models.CharField(_("defect"), max_length=200, blank=True)
    recorded_by = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "position"], name="quality_finding_once")]


class History(Row):
    """How a supplier's lots of an item did, and how severely the next one is inspected."""

    access = Access(SEE, {"company": "company_id"})

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False)
    supplier = models.ForeignKey("partners.Partner", models.PROTECT, db_index=False, verbose_name=_("supplier"))
    item = models.ForeignKey("catalog.Item", models.PROTECT, verbose_name=_("item"))
    severity = models.CharField(_("severity"), max_length=10, default=Severity.NORMAL)
    in_row = models.IntegerField(_("accepted in a row"), default=0)
    skipped = models.IntegerField(_("skipped"), default=0)
    score = models.IntegerField(_("switching score"), default=0)
    last = models.CharField(_("last lots"), max_length=5, blank=True)
    rejected = models.IntegerField(_("rejected"), default=0)
    stopped = models.BooleanField(_("stopped"), default=False)

    class Meta:
        verbose_name = _("quality history")
        constraints = [models.UniqueConstraint(fields=["supplier", "item"], name="quality_history_once")]
