"""Remove the second factors of somebody who has lost them."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.people.account_help import require_second
from ledgerhouse.foundation.people.deactivate_user import OwnAccount
from ledgerhouse.foundation.people.users import user_named
from ledgerhouse.foundation.sign_in.sessions import end_all
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class RemoveSecondFactor:
    """Whose, and why; the reason is required, because this weakens an account."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    username: Code
    reason: Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True, kw_only=True)
class SecondFactorRemoved:
    """Whose they were, and how many."""

    username: str
    count: int


@verb("people.remove_second_factor", may="change people", title=gettext_noop("Remove second factors"))
def remove_second_factor(command: RemoveSecondFactor, ctx: Context) -> SecondFactorRemoved:
    """Remove all second factors of a user who has lost phone and keys, and end the user's sessions.

    For the account of somebody who gives rights the company's route asks for a second person first.
    """
    from allauth.mfa.models import Authenticator

    user = user_named(ctx, command.username)
    if user.id == ctx.user:
        raise OwnAccount(name=user.username)
    require_second(ctx, user)
    count = Authenticator.objects.filter(user_id=user.id).delete()[0]
    end_all([user.id])
    change = audit.Change("user", user.id, user.username, "remove second factor", {"count": count}, {})
    audit.record(ctx, [change], reason=command.reason)
    return SecondFactorRemoved(username=user.username, count=count)
