"""Change what is known of a user."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.models import Department, User
from ledgerhouse.foundation.people.create_user import Email, Language
from ledgerhouse.foundation.people.users import user_named
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem

FACTS = ("name", "email", "language", "department_id")


@dataclass(frozen=True, kw_only=True)
class ChangeUser:
    """New values; what is left out stays. The user name never changes."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    username: Code
    name: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    email: Email | None = None
    department: Annotated[str, Field(max_length=20)] | None = None
    language: Language | None = None


@dataclass(frozen=True, kw_only=True)
class UserChanged:
    """The user's name for signing in."""

    username: str


@verb("people.change_user", may="change people", title=gettext_noop("Change the user"))
def change_user(command: ChangeUser, ctx: Context) -> UserChanged:
    """Change a user's name, address, department or language."""
    user = user_named(ctx, command.username)
    before = {name: getattr(user, name) for name in FACTS}
    for name in ("name", "email", "language"):
        if (value := getattr(command, name)) is not None:
            setattr(user, name, value)
    if command.department is not None:
        department = scoped(ctx, Department).filter(code=command.department).first()
        if command.department and department is None:
            raise Unreadable([problem("department", gettext_noop("is not a department of the company"))])
        user.department = department
    user.save(update_fields=[*(name.removesuffix("_id") for name in FACTS), "email_index"])
    after = {name: getattr(user, name) for name in FACTS}
    before, after = audit.impersonal(User, before), audit.impersonal(User, after)
    audit.record(ctx, [audit.Change("user", user.id, user.username, "change", before, after)])
    return UserChanged(username=user.username)
