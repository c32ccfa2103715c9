"""Change the own password."""

from dataclasses import dataclass
from typing import ClassVar

from pydantic import ConfigDict, SecretStr

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.models import User
from ledgerhouse.foundation.people.passwords import password_problems
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class ChangePassword:
    """The password until now, and the new one."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    old: SecretStr
    new: SecretStr


@dataclass(frozen=True, kw_only=True)
class PasswordChanged:
    """Whose password it was."""

    username: str


@verb("people.change_password", may="own account", title=gettext_noop("Change password"))
def change_password(command: ChangePassword, ctx: Context) -> PasswordChanged:
    """Change the asker's own password."""
    user = User.objects.filter(id=ctx.user).first()  # the asker's own row, whatever else they may see
    if user is None:
        raise NotFound(kind=gettext_noop("user"), name=ctx.name)
    if not user.check_password(command.old.get_secret_value()):
        raise Unreadable([problem("old", gettext_noop("is not the password until now"))])
    keep(ctx, user, command.new, "change password", given=False)
    return PasswordChanged(username=user.username)


def keep(ctx: Context, user: User, password: SecretStr, action: str, *, given: bool) -> None:
    """Write a password that satisfies the rules, and that it was changed, never what it is. `given` ones must be changed at once."""
    wrong = password_problems("new", password, user)
    if wrong:
        raise Unreadable(wrong)
    user.set_password(password.get_secret_value())
    user.password_at, user.password_given = ctx.now, given
    user.save(update_fields=["password", "password_at", "password_given"])
    audit.record(ctx, [audit.Change("user", user.id, user.username, action, {}, {})])
