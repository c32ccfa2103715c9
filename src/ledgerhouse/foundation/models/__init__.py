"""The tables of the foundation, by subject."""

from ledgerhouse.foundation.models.approvals import Approval, ApprovalRoute, ApprovalSeat, ApprovalStep
from ledgerhouse.foundation.models.attachments import Attachment
from ledgerhouse.foundation.models.audit import AuditRow
from ledgerhouse.foundation.models.commands import Command, Touch
from ledgerhouse.foundation.models.duties import Deed, DutyException, DutyRule
from ledgerhouse.foundation.models.imports import ImportBatch, ImportRow
from ledgerhouse.foundation.models.jobs import Job, Schedule
from ledgerhouse.foundation.models.links import Link
from ledgerhouse.foundation.models.numbering import NumberSeries
from ledgerhouse.foundation.models.organisation import Company, Department
from ledgerhouse.foundation.models.outbox import Delivery, OutboxRow
from ledgerhouse.foundation.models.people import (
    ApiToken,
    Delegation,
    Grant,
    GrantLimit,
    Role,
    RoleField,
    RoleRight,
    User,
)
from ledgerhouse.foundation.models.retention import RetentionRule
from ledgerhouse.foundation.models.seals import SealBlock, SealedDay
from ledgerhouse.foundation.models.settings import SettingValue
from ledgerhouse.foundation.models.sign_in import Badge, BrowserSession, Device, Shift, SignIn
from ledgerhouse.foundation.nodes import NodeLease

__all__ = [
    "ApiToken",
    "Approval",
    "ApprovalRoute",
    "ApprovalSeat",
    "ApprovalStep",
    "Attachment",
    "AuditRow",
    "Badge",
    "BrowserSession",
    "Command",
    "Company",
    "Deed",
    "Delegation",
    "Delivery",
    "Department",
    "Device",
    "DutyException",
    "DutyRule",
    "Grant",
    "GrantLimit",
    "ImportBatch",
    "ImportRow",
    "Job",
    "Link",
    "NodeLease",
    "NumberSeries",
    "OutboxRow",
    "RetentionRule",
    "Role",
    "RoleField",
    "RoleRight",
    "Schedule",
    "SealBlock",
    "SealedDay",
    "SettingValue",
    "Shift",
    "SignIn",
    "Touch",
    "User",
]
