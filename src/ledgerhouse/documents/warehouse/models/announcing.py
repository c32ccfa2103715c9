"""Tables of despatch advices: what a supplier says is on its way, unit by unit."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledgerhouse.documents.warehouse.models.access import OF_PAPER, OWN, SEE
from ledgerhouse.documents.warehouse.words import ADVICE
from ledgerhouse.foundation.fields import QuantityField, Row
from ledgerhouse.foundation.scope import Access


class DespatchAdvice(Row):
    """What a supplier announces (发货通知, ASN): which goods of which inbound orders, in which handling units, when. Each of theirs once."""

    access = Access(SEE, OWN, kind="despatch_advice")

    company = models.ForeignKey("foundation.Company", models.PROTECT, db_index=False, related_name="+")
    number = models.CharField(_("number"), max_length=60)
    state = models.CharField(_("state"), max_length=12, default=ADVICE.start)
    supplier = models.ForeignKey("partners.Partner", models.PROTECT, verbose_name=_("supplier"))
    reference = models.CharField(_("supplier's reference"), max_length=60)
    warehouse = models.ForeignKey("sites.Warehouse", models.PROTECT, verbose_name=_("warehouse"))
    due_on = models.DateField(_("expected on"), null=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("despatch advice")
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="despatch_advice_once"),
            models.UniqueConstraint(fields=["company", "supplier", "reference"], name="despatch_advice_reference"),
        ]
        indexes = [models.Index(fields=["warehouse", "state"], name="despatch_advice_state")]


class AdviceUnit(Row):
    """One handling unit that is on its way, standing in another one or by itself; `receipt` is the paper it came in with."""

    access = Access(SEE, OF_PAPER, kind="despatch_advice")

    paper = models.ForeignKey(DespatchAdvice, models.CASCADE, related_name="units")
    code = models.CharField(_("handling unit"), max_length=60, db_index=True)
    parent = models.CharField(_("stands in"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=10)
    receipt = models.CharField(_("receipt"), max_length=60, db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "code"], name="advice_unit_once")]


class AdviceLine(Row):
    """So much of one lot for one line of an inbound order, loose or in a handling unit."""

    access = Access(SEE, OF_PAPER, kind="despatch_advice")

    paper = models.ForeignKey(DespatchAdvice, models.CASCADE, related_name="lines")
    position = models.IntegerField(_("line"))
    line = models.ForeignKey("warehouse.InboundLine", models.PROTECT, related_name="advices")
    unit = models.CharField(_("handling unit"), max_length=60, blank=True)
    quantity = QuantityField(_("quantity"))
    lot = models.CharField(_("lot"), max_length=60, blank=True)
    made_on = models.DateField(_("made on"), null=True)
    expires_on = models.DateField(_("expires on"), null=True)
    serials = models.JSONField(_("serial numbers"), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "position"], name="advice_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="advice_line_above_zero"),
        ]
