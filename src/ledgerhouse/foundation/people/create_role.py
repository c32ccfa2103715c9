"""Create a role: a named set of rights."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.duties import refuse_conflicts
from ledgerhouse.foundation.models import Role, RoleRight
from ledgerhouse.foundation.verb import verb
from ledgerhouse.foundation.words import RIGHTS
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem

Rights = Annotated[tuple[str, ...], Field(min_length=1, max_length=500)]


@dataclass(frozen=True, kw_only=True)
class CreateRole:
    """A new role; `rights` are names from the list of rights."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    code: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_-]+$")]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    rights: Rights


@dataclass(frozen=True, kw_only=True)
class RoleCreated:
    """The role's code and how many rights it has."""

    role: str
    rights: int


@verb("people.create_role", may="change roles", title=gettext_noop("Create a role"))
def create_role(command: CreateRole, ctx: Context) -> RoleCreated:
    """Create a role from known rights."""
    wrong = unknown_rights(command.rights)
    if Role.objects.filter(code=command.code).exists():
        wrong.append(problem("code", gettext_noop("is already taken")))
    if wrong:
        raise Unreadable(wrong)
    refuse_conflicts(ctx, 0, command.code, (), command.rights)
    role = Role(code=command.code, name=command.name)
    role.save(force_insert=True)
    rights = sorted(set(command.rights))
    RoleRight.objects.bulk_create(RoleRight(role=role, right=right) for right in rights)
    after = {"name": role.name, "rights": rights}
    audit.record(ctx, [audit.Change("role", role.id, role.code, "create", {}, after)])
    return RoleCreated(role=role.code, rights=len(rights))


def unknown_rights(rights: Iterable[str]) -> list[Problem]:
    """A problem for each right that does not exist."""
    template = gettext_noop("is not a right: {right}")
    return [problem(f"rights.{i}", template, right=right) for i, right in enumerate(rights) if right not in RIGHTS]
