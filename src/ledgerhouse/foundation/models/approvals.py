"""Who must agree to what, as data that customers design; and what has been asked and answered."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.fields import AmountField, Row
from ledgerhouse.foundation.models.organisation import Company, Department
from ledgerhouse.foundation.scope import Access


class ApprovalRoute(Row):
    """When a subject needs approval, and by whom, step after step (审批流程). Empty conditions fit everything.

    `above` and `up_to` are amounts in the company's currency; `up_to` 0 has no upper end. `warehouse` is the id of one, 0 for any.
    """

    access = Access("see approvals", {"company": "company_id"})

    company = models.ForeignKey(Company, models.CASCADE)
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    subject = models.CharField(_("subject"), max_length=60)
    sequence = models.IntegerField(_("order"), default=100)
    above = AmountField(_("above"), default=0)
    up_to = AmountField(_("up to"), default=0)
    category = models.CharField(_("category"), max_length=60, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, null=True, verbose_name=_("department"))
    warehouse = models.BigIntegerField(_("warehouse"), default=0)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("approval route")
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="approval_route_once")]


class ApprovalStep(Row):
    """One step of a route: any or all of the approvers, and who joins them when nobody answers for so many hours.

    An approver is written `role:cfo`, `right:approve counts` or `user:zheng`.
    """

    access = Access("see approvals", {"company": "route__company_id"})

    route = models.ForeignKey(ApprovalRoute, models.CASCADE, related_name="steps")
    position = models.SmallIntegerField(_("step"))
    approvers = models.JSONField(_("approvers"), default=list)
    needs_all = models.BooleanField(_("all must agree"), default=False)
    hours = models.SmallIntegerField(_("hours"), default=0)
    escalate_to = models.CharField(_("escalate to"), max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["route", "position"], name="approval_step_once")]


class Approval(Row):
    """One question whether a paper may go on.

    `plan` keeps the steps as they were when it was asked; `content` is a fingerprint of what was shown: a paper that is
    changed afterwards must be asked about again.
    """

    access = Access("see approvals", {"company": "company_id", "warehouse": "warehouse", "department": "department_id"})

    company = models.ForeignKey(Company, models.CASCADE)
    subject = models.CharField(_("subject"), max_length=60)
    kind = models.CharField(_("document type"), max_length=40)
    number = models.CharField(_("document"), max_length=60)
    route = models.ForeignKey(ApprovalRoute, models.PROTECT, verbose_name=_("approval route"))
    plan = models.JSONField(default=list)
    content = models.CharField(max_length=64)
    amount = AmountField(_("amount"), default=0)
    department = models.ForeignKey(Department, models.PROTECT, null=True, verbose_name=_("department"))
    warehouse = models.BigIntegerField(null=True)
    state = models.CharField(_("state"), max_length=12)
    step = models.SmallIntegerField(_("step"), default=1)
    maker = models.BigIntegerField()
    note = models.CharField(_("note"), max_length=400, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    due_at = models.DateTimeField(_("due"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("approval")
        indexes = [
            models.Index(fields=["company", "kind", "number"], name="approval_of_paper"),
            models.Index(fields=["company", "state", "due_at"], name="approval_waiting"),
        ]


class ApprovalSeat(Row):
    """Whose answer a step of an approval waits for, and the answer once it is given."""

    access = Access("see approvals", {"company": "approval__company_id"})

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="seats")
    step = models.SmallIntegerField()
    approver = models.CharField(_("approver"), max_length=80)
    escalated = models.BooleanField(default=False)
    decision = models.CharField(_("decision"), max_length=12, blank=True)
    user = models.BigIntegerField(default=0)
    behalf = models.BigIntegerField(default=0)
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["approval", "step", "approver"], name="approval_seat_once")]
