"""Who may do what: the ready-made roles, and the context of a person or a token."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Prefetch, Q

from ledgerhouse.foundation.models.people import ApiToken, Grant, GrantLimit, Role, RoleRight, User
from ledgerhouse.foundation.words import OWN_ACCOUNT
from ledgerhouse.kernel.context import EVERYWHERE, Context, Reach, Scope
from ledgerhouse.kernel.errors import NotAllowed, gettext_noop

SEE_FLOOR: Final = ("see items", "see sites", "see stock", "see warehouse work", "see companies")
SEE_TRADE: Final = ("see partners", "see purchases", "see sales")
SEE_MONEY: Final = ("see costs", "see books")

ROLES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "operator": (
        gettext_noop("Operator"),
        (*SEE_FLOOR, "receive goods", "put away", "pick", "pack", "move stock", "count stock"),
    ),
    "receiver": (gettext_noop("Receiver"), (*SEE_FLOOR, "see partners", "receive goods", "put away")),
    "picker": (gettext_noop("Picker"), (*SEE_FLOOR, "pick", "pack")),
    "supervisor": (
        gettext_noop("Warehouse supervisor"),
        (
            *SEE_FLOOR,
            *SEE_TRADE,
            "receive goods",
            "put away",
            "allocate",
            "release waves",
            "pick",
            "pack",
            "ship",
            "move stock",
            "count stock",
            "approve counts",
            "take returns",
            "see jobs",
            "see attachments",
            "attach files",
            "request item changes",
            "approve item changes",
            "change sites",
            "see personal data",
        ),
    ),
    "buyer": (
        gettext_noop("Buyer"),
        (
            *SEE_FLOOR,
            *SEE_TRADE,
            "order goods",
            "approve purchases",
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
            "take orders",
            "confirm orders",
            "authorise returns",
            "see attachments",
            "attach files",
            "see personal data",
            "see credit limits",
        ),
    ),
    "accountant": (
        gettext_noop("Accountant"),
        (
            *SEE_FLOOR,
            *SEE_TRADE,
            *SEE_MONEY,
            "see attachments",
            "attach files",
            "prove the ledgers",
            "see the audit trail",
            "see credit limits",
            "change partners",
            "block partners",
        ),
    ),
    "cfo": (
        gettext_noop("CFO"),
        (
            *SEE_FLOOR,
            *SEE_TRADE,
            *SEE_MONEY,
            "prove the ledgers",
            "approve counts",
            "see the audit trail",
            "see credit limits",
            "block partners",
        ),
    ),
    "ceo": (gettext_noop("CEO"), (*SEE_FLOOR, *SEE_TRADE, *SEE_MONEY, "see the audit trail", "see jobs")),
    "it": (
        gettext_noop("IT"),
        (
            "see companies",
            "see people",
            "change people",
            "change roles",
            "issue tokens",
            "create companies",
            "change companies",
            "see settings",
            "change settings",
            "see messages",
            "replay messages",
            "see jobs",
            "run jobs",
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


def context_of(user: User, now: datetime, *, interface: str, key: str = "", device: str = "") -> Context:
    """The context of a person now: rights of all valid grants in the person's company, each with where it holds."""
    return Context(
        company=user.company_id,
        user=user.pk,
        name=str(user),
        interface=interface,
        device=device,
        now=now,
        language=user.language,
        rights=_rights(user, now),
        key=key,
    )


def context_of_token(secret: str, now: datetime, *, interface: str = "api", key: str = "") -> Context:
    """The context of a program's key: its user's rights, or fewer. Refuses an unknown, expired or revoked one."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    token = ApiToken.objects.select_related("user").filter(digest=digest, revoked_at=None, expires_at__gt=now).first()
    if token is None or not token.user.is_active:
        raise NotAllowed(right=gettext_noop("a valid token"))
    ctx = context_of(token.user, now, interface=interface, key=key, device=f"token {token.name}")
    if token.rights:
        ctx = replace(ctx, rights={right: reach for right, reach in ctx.rights.items() if right in token.rights})
    return ctx


def _rights(user: User, now: datetime) -> dict[str, Reach]:
    today = now.date()
    grants = (
        Grant.objects.filter(user=user, company=user.company_id)
        .filter(Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_until=None) | Q(valid_until__gte=today))
        .select_related("role")
        .prefetch_related(
            Prefetch("limits", queryset=GrantLimit.objects.all()),
            Prefetch("role__rights", queryset=RoleRight.objects.all()),
        )
    )
    rights: dict[str, Reach] = {}
    for grant in grants:
        limits: dict[str, set[int]] = defaultdict(set)
        for limit in grant.limits.all():
            limits[limit.dimension].add(limit.value)
        scope = Scope.of(**{name: frozenset(ids) for name, ids in limits.items()})
        reach = Reach(deny=(scope,)) if grant.denied else Reach(allow=(scope,))
        for given in grant.role.rights.all():
            rights[given.right] = rights.get(given.right, Reach()) | reach
    narrowed = {right: _narrowed(reach) for right, reach in rights.items()}
    return {**{right: reach for right, reach in narrowed.items() if reach.allow}, OWN_ACCOUNT: EVERYWHERE}


def _narrowed(reach: Reach) -> Reach:
    """A denial without limits takes the right away altogether."""
    return Reach(deny=reach.deny) if any(not scope.limits for scope in reach.deny) else reach
