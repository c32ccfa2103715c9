"""Give a user a new password."""

from dataclasses import dataclass
from typing import ClassVar

from pydantic import ConfigDict, SecretStr

from ledgerhouse.foundation.people.account_help import require_second
from ledgerhouse.foundation.people.change_password import PasswordChanged, keep
from ledgerhouse.foundation.people.users import user_named
from ledgerhouse.foundation.sign_in.sessions import end_all
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class ResetPassword:
    """Whose password, and the new one."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    username: Code
    new: SecretStr


@verb("people.reset_password", may="change people", title=gettext_noop("Reset password"))
def reset_password(command: ResetPassword, ctx: Context) -> PasswordChanged:
    """Give a user who forgot it a new password; it must be changed at the next sign-in; open sessions end.

    For the account of somebody who gives rights the company's route asks for a second person first.
    """
    user = user_named(ctx, command.username)
    require_second(ctx, user)
    keep(ctx, user, command.new, "reset password", given=True)
    end_all([user.id])
    return PasswordChanged(username=user.username)
