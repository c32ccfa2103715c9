"""The ready-made roles, written to a fresh database; customers change them there."""

from collections.abc import Mapping
from typing import Final

from django.db import transaction

from ledgerhouse.foundation.models.people import Role, RoleRight
from ledgerhouse.kernel.errors import gettext_noop

SEE_FLOOR: Final = ("see items", "see sites", "see stock", "see warehouse work", "see companies")
SEE_TRADE: Final = ("see partners", "see purchases", "see sales")
SEE_MONEY: Final = ("see costs", "see books")

ROLES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "operator": (
        gettext_noop("Operator"),
        (*SEE_FLOOR, "receive goods", "put away", "pick", "pack", "move stock", "count stock"),
    ),
    "receiver": (gettext_noop("Receiver"), (*SEE_FLOOR, "see partners", "receive goods", "put away")),
    "inspector": (
        gettext_noop("Inspector"),
        (*SEE_FLOOR, "see partners", "inspect goods", "change stock status", "see attachments", "attach files"),
    ),
    "picker": (gettext_noop("Picker"), (*SEE_FLOOR, "pick", "pack")),
    "supervisor": (
        gettext_noop("Warehouse supervisor"),
        (
            *SEE_FLOOR,
            *SEE_TRADE,
            "request goods",
            "approve requisitions",
            "receive goods",
            "receive beyond rules",
            "receive unexpected goods",
            "announce goods",
            "set receiving rules",
            "return to suppliers",
            "put away",
            "plan inspections",
            "reopen inspections",
            "allocate",
            "release waves",
            "pick",
            "pack",
            "ship",
            "move stock",
            "count stock",
            "approve counts",
            "issue provisionally",
            "take returns",
            "reverse movements",
            "convert stock",
            "change stock status",
            "reserve stock",
            "see jobs",
            "see attachments",
            "attach files",
            "request item changes",
            "approve item changes",
            "change sites",
            "see personal data",
            "register devices",
        ),
    ),
    "buyer": (
        gettext_noop("Buyer"),
        (
            *SEE_FLOOR,
            *SEE_TRADE,
            "request goods",
            "keep price lists",
            "order goods",
            "return to suppliers",
            "approve purchases",
            "announce goods",
            "set receiving rules",
            "see costs",
            "see attachments",
            "attach files",
            "change items",
            "request item changes",
            "see jobs",
            "import data",
            "see personal data",
        ),
    ),
    "sales": (
        gettext_noop("Sales"),
        (
            *SEE_FLOOR,
            *SEE_TRADE,
            "request goods",
            "take orders",
            "confirm orders",
            "authorise returns",
            "see attachments",
            "attach files",
            "see personal data",
            "see credit limits",
        ),
    ),
    "planner": (
        gettext_noop("Planner"),
        (*SEE_FLOOR, *SEE_TRADE, "request goods", "order goods", "request item changes", "see jobs", "run jobs"),
    ),
    "store": (
        gettext_noop("Store"),
        ("see items", "see sites", "see stock", "see companies", "see sales", "see partners", "take orders"),
    ),
    "accountant": (
        gettext_noop("Accountant"),
        (
            *SEE_FLOOR,
            *SEE_TRADE,
            *SEE_MONEY,
            "see attachments",
            "attach files",
            "adjust costs",
            "run costing",
            "prove the ledgers",
            "see the audit trail",
            "see credit limits",
            "change partners",
            "block partners",
            "change the chart",
            "set exchange rates",
            "write vouchers",
            "post vouchers",
            "book in closing periods",
            "mail lists",
        ),
    ),
    "cfo": (
        gettext_noop("CFO"),
        (
            *SEE_FLOOR,
            *SEE_TRADE,
            *SEE_MONEY,
            "adjust costs",
            "run costing",
            "prove the ledgers",
            "approve counts",
            "repair the ledgers",
            "approve purchases",
            "approve requisitions",
            "see approvals",
            "see the audit trail",
            "see credit limits",
            "block partners",
            "change the chart",
            "change posting rules",
            "set exchange rates",
            "approve vouchers",
            "post vouchers",
            "close periods",
            "reopen periods",
            "book in closing periods",
            "mail lists",
        ),
    ),
    "ceo": (
        gettext_noop("CEO"),
        (
            *SEE_FLOOR,
            *SEE_TRADE,
            *SEE_MONEY,
            "approve requisitions",
            "see the audit trail",
            "see jobs",
            "see approvals",
            "mail lists",
        ),
    ),
    "it": (
        gettext_noop("IT"),
        (
            "see companies",
            "see people",
            "change people",
            "change roles",
            "see approvals",
            "design approvals",
            "issue tokens",
            "register devices",
            "erase personal data",
            "create companies",
            "change companies",
            "see settings",
            "change settings",
            "see messages",
            "replay messages",
            "see jobs",
            "run jobs",
            "connect systems",
            "mail lists",
            "keep stock history",
            "see the audit trail",
            "prove the ledgers",
            "import data",
            "see items",
            "change items",
            "request item changes",
            "approve item changes",
            "merge items",
            "see partners",
            "change partners",
            "merge partners",
            "see sites",
            "change sites",
            "see stock",
        ),
    ),
    "auditor": (
        gettext_noop("Auditor"),
        (
            *SEE_FLOOR,
            *SEE_TRADE,
            *SEE_MONEY,
            "see the audit trail",
            "see people",
            "see approvals",
            "see settings",
            "see messages",
            "see jobs",
            "see attachments",
            "prove the ledgers",
        ),
    ),
}
"""Ready-made roles: code -> (name, rights). Written to the database by `install_roles`; customers change them there."""


def install_roles() -> None:
    """Write the ready-made roles that do not exist yet; roles a customer has changed stay as they are."""
    known = set(Role.objects.values_list("code", flat=True))
    fresh = [Role(code=code, name=name) for code, (name, _) in ROLES.items() if code not in known]
    with transaction.atomic():  # a role without its rights would look like one that a customer has emptied
        Role.objects.bulk_create(fresh)
        RoleRight.objects.bulk_create(
            RoleRight(role=role, right=right) for role in fresh for right in sorted(set(ROLES[role.code][1]))
        )
