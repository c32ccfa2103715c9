"""The tables of the foundation, by subject."""

from ledgerhouse.foundation.models.approvals import ApprovalRule
from ledgerhouse.foundation.models.attachments import Attachment
from ledgerhouse.foundation.models.audit import AuditRow
from ledgerhouse.foundation.models.commands import Command
from ledgerhouse.foundation.models.imports import ImportBatch, ImportRow
from ledgerhouse.foundation.models.jobs import Job, Schedule
from ledgerhouse.foundation.models.links import Link
from ledgerhouse.foundation.models.numbering import NumberSeries
from ledgerhouse.foundation.models.organisation import Company, Department
from ledgerhouse.foundation.models.outbox import Delivery, OutboxRow
from ledgerhouse.foundation.models.people import ApiToken, Grant, GrantLimit, Role, RoleRight, User
from ledgerhouse.foundation.models.settings import SettingValue
from ledgerhouse.foundation.nodes import NodeLease

__all__ = [
    "ApiToken",
    "ApprovalRule",
    "Attachment",
    "AuditRow",
    "Command",
    "Company",
    "Delivery",
    "Department",
    "Grant",
    "GrantLimit",
    "ImportBatch",
    "ImportRow",
    "Job",
    "Link",
    "NodeLease",
    "NumberSeries",
    "OutboxRow",
    "Role",
    "RoleRight",
    "Schedule",
    "SettingValue",
    "User",
]
