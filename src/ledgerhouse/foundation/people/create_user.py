"""Create a user."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field, SecretStr

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.models import Department, User
from ledgerhouse.foundation.people.passwords import password_problems
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem

Email = Annotated[str, Field(max_length=254, pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$")]
Language = Annotated[str, Field(pattern="^(zh-hans|en)$")]


@dataclass(frozen=True, kw_only=True)
class CreateUser:
    """Who may sign in to the company from now on. The user has no right until a role is granted."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    username: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[\w.@+-]+$")]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    password: SecretStr
    email: Email = ""
    department: Annotated[str, Field(max_length=20)] = ""
    language: Language = "zh-hans"


@dataclass(frozen=True, kw_only=True)
class UserCreated:
    """The user's name for signing in."""

    username: str


@verb("people.create_user", may="change people", title=gettext_noop("Create a user"))
def create_user(command: CreateUser, ctx: Context) -> UserCreated:
    """Create a user of the company; the password must satisfy the house's rules."""
    department = scoped(ctx, Department).filter(code=command.department).first() if command.department else None
    ctx.require(ctx.acting, company=ctx.company, department=department.id if department else 0)
    user = User(
        username=command.username,
        name=command.name,
        email=command.email,
        company_id=ctx.company,
        department=department,
        language=command.language,
    )
    wrong = password_problems("password", command.password, user)
    if User.objects.filter(username=command.username).exists():
        wrong.append(problem("username", gettext_noop("is already taken")))
    if command.department and department is None:
        wrong.append(problem("department", gettext_noop("is not a department of the company")))
    if wrong:
        raise Unreadable(wrong)
    user.set_password(command.password.get_secret_value())
    user.password_at, user.password_given = ctx.now, ctx.user != 0  # the house itself (demo, set-up) gives final ones
    user.save(force_insert=True)
    after = audit.impersonal(
        User, {"name": user.name, "email": user.email, "department": command.department, "language": user.language}
    )
    audit.record(ctx, [audit.Change("user", user.id, user.username, "create", {}, after)])
    return UserCreated(username=user.username)
