"""Issue a token: a program's key to the house. Its secret is shown once and never kept."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.models import ApiToken, User
from ledgerhouse.foundation.people.create_role import unknown_rights
from ledgerhouse.foundation.people.grant_role import within
from ledgerhouse.foundation.people.users import user_named
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context, Scope
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class IssueToken:
    """For whom, what it is for, how many days it works, and which of the user's rights it has (all without any)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    username: Code
    name: Annotated[str, Field(min_length=1, max_length=100)]
    days: Annotated[int, Field(ge=1, le=3650)] = 365
    rights: Annotated[tuple[str, ...], Field(max_length=500)] = ()


@dataclass(frozen=True, kw_only=True)
class TokenIssued:
    """The token's secret. It is empty when the command is repeated: it was shown the first time."""

    username: str
    name: str
    secret: str = ""

    def for_the_record(self) -> "TokenIssued":
        """What the house may remember of this answer."""
        return replace(self, secret="")


@verb("people.issue_token", may="issue tokens", title=gettext_noop("Issue a token"))
def issue_token(command: IssueToken, ctx: Context) -> TokenIssued:
    """Issue a token that has at most its user's rights and expires by itself."""
    user = user_named(ctx, command.username)
    wrong = unknown_rights(command.rights) + _not_yours(ctx, user, command.rights)
    if ApiToken.objects.filter(user=user, name=command.name, revoked_at=None).exists():
        wrong.append(problem("name", gettext_noop("is already taken")))
    if wrong:
        raise Unreadable(wrong)
    secret = "lh_" + secrets.token_urlsafe(32)
    token = ApiToken(
        user=user,
        name=command.name,
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        rights=sorted(set(command.rights)),
        issued_by=ctx.user,
        expires_at=ctx.now + timedelta(days=command.days),
    )
    token.save(force_insert=True)
    after = {"token": token.name, "rights": token.rights, "expires_at": token.expires_at}
    audit.record(ctx, [audit.Change("user", user.id, user.username, "issue token", {}, after)])
    return TokenIssued(username=user.username, name=token.name, secret=secret)


def _not_yours(ctx: Context, user: User, rights: tuple[str, ...]) -> list[Problem]:
    """A token of somebody else would lend its issuer their rights: only rights the issuer has everywhere."""
    if user.id == ctx.user or not ctx.user:
        return []
    if not rights:
        return [problem("rights", gettext_noop("must be named in the token of somebody else"))]
    template = gettext_noop("is not a right that you have everywhere: {right}")
    return [
        problem(f"rights.{i}", template, right=right)
        for i, right in enumerate(rights)
        if not within(ctx.reach(right), Scope())
    ]
