"""Erase what is personal about a user who has gone."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.models import ApiToken, Badge, SignIn
from ledgerhouse.foundation.people.users import user_named
from ledgerhouse.foundation.sign_in import second_factors
from ledgerhouse.foundation.sign_in.sessions import end_all
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop


class StillActive(Refused):
    """Whoever may still sign in is not forgotten."""

    code = "still-active"
    template = gettext_noop("{name} is still active. Deactivate the user first.")


@dataclass(frozen=True, kw_only=True)
class EraseUser:
    """Whom, and on whose request or by which rule."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    username: Code
    reason: Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True, kw_only=True)
class UserErased:
    """The user name, which stays as the mark on papers and entries."""

    username: str


@verb("people.erase_user", may="erase personal data", title=gettext_noop("Erase personal data"))
def erase_user(command: EraseUser, ctx: Context) -> UserErased:
    """Erase name, address, badge, keys and traces of a user; what the user did stays, under the user name alone."""
    user = user_named(ctx, command.username)
    if user.is_active:
        raise StillActive(name=user.username)
    user.name, user.email = user.username, ""
    user.set_unusable_password()
    user.save(update_fields=["name", "email", "email_index", "password"])
    Badge.objects.filter(user=user).delete()
    ApiToken.objects.filter(user=user).update(name="")
    SignIn.objects.filter(user=user.id).update(address="", device="")
    second_factors.forget(user.id)
    end_all([user.id])
    audit.record(ctx, [audit.Change("user", user.id, user.username, "erase", {}, {})], reason=command.reason)
    return UserErased(username=user.username)
