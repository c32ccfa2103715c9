"""Change the rights of a role."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from django.db.models import Q
from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.duties import refuse_conflicts
from ledgerhouse.foundation.models import Grant, Role, RoleRight
from ledgerhouse.foundation.people.create_role import Rights, unknown_rights
from ledgerhouse.foundation.people.users import role_named
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, Unreadable, gettext_noop


class OwnRole(Refused):
    """Nobody adds rights to a role they have themself."""

    code = "own-role"
    template = gettext_noop("Somebody else must add rights to the role {role}: you have it yourself.")


@dataclass(frozen=True, kw_only=True)
class ChangeRoleRights:
    """The rights the role shall have from now on, all of them."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    role: Code
    rights: Rights
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class RoleRightsChanged:
    """The role, how many rights were added and how many taken away."""

    role: str
    added: int
    removed: int


@verb("people.change_role_rights", may="change roles", title=gettext_noop("Change rights"))
def change_role_rights(command: ChangeRoleRights, ctx: Context) -> RoleRightsChanged:
    """Change the rights of a role; everybody who has the role has them with the next request."""
    role = role_named(ctx, command.role)
    wrong = unknown_rights(command.rights)
    if wrong:
        raise Unreadable(wrong)
    had = set(RoleRight.objects.filter(role=role).values_list("right", flat=True))
    wanted = set(command.rights)
    if wanted - had and ctx.user and Grant.objects.filter(user_id=ctx.user, role=role, denied=False).exists():
        raise OwnRole(role=role.code)
    _keep_apart(ctx, role, had, wanted)
    RoleRight.objects.filter(role=role, right__in=had - wanted).delete()
    RoleRight.objects.bulk_create(RoleRight(role=role, right=right) for right in sorted(wanted - had))
    change = audit.Change("role", role.id, role.code, "change", {"rights": sorted(had)}, {"rights": sorted(wanted)})
    audit.record(ctx, [change], reason=command.reason)
    return RoleRightsChanged(role=role.code, added=len(wanted - had), removed=len(had - wanted))


def _keep_apart(ctx: Context, role: Role, had: set[str], wanted: set[str]) -> None:
    """Refuse rights that must not come into one hand, in the role itself and for everybody who has it. Two statements a holder."""
    refuse_conflicts(ctx, 0, role.code, had & wanted, wanted)
    if wanted - had:
        today = ctx.now.date()
        grants = Grant.objects.filter(
            Q(valid_until=None) | Q(valid_until__gte=today), company=ctx.company, denied=False
        )
        for user, name in set(grants.filter(role=role).values_list("user_id", "user__username")):
            roles = grants.filter(user=user).values("role")
            theirs = set(RoleRight.objects.filter(role__in=roles).values_list("right", flat=True))
            refuse_conflicts(ctx, user, name, theirs, wanted)
