"""Deny a role to a user: what is denied wins over everything that was granted."""

from dataclasses import dataclass

from ledgerhouse.foundation.people.grant_role import GrantRole, RoleGranted, keep
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class DenyRole(GrantRole):
    """Whom to deny the rights of which role, and where (everywhere without limits)."""


@verb("people.deny_role", may="change people", title=gettext_noop("Deny a role"))
def deny_role(command: DenyRole, ctx: Context) -> RoleGranted:
    """Take the rights of a role away inside the limits, whatever other roles give them."""
    return keep(ctx, command, denied=True)
