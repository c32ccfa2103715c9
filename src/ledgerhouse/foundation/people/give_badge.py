"""Give somebody a badge with a PIN."""

from dataclasses import dataclass
from typing import ClassVar

from django.contrib.auth.hashers import make_password
from pydantic import ConfigDict, SecretStr

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.models import Badge
from ledgerhouse.foundation.people.users import user_named
from ledgerhouse.foundation.sign_in.badges import badge_digest
from ledgerhouse.foundation.sign_in.rules import pin_problems
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class GiveBadge:
    """To whom, the code on the badge as it is scanned, and its PIN."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    username: Code
    badge: SecretStr
    pin: SecretStr


@dataclass(frozen=True, kw_only=True)
class BadgeGiven:
    """Who has a badge now."""

    username: str


@verb("people.give_badge", may="change people", title=gettext_noop("Give a badge"))
def give_badge(command: GiveBadge, ctx: Context) -> BadgeGiven:
    """Give a user a badge; an earlier one of the user is worth nothing any more."""
    user = user_named(ctx, command.username)
    code = command.badge.get_secret_value().strip()
    wrong = pin_problems("pin", command.pin)
    if not 6 <= len(code) <= 64:
        wrong.append(problem("badge", gettext_noop("must have 6 to 64 characters")))
    digest = badge_digest(code)
    if Badge.objects.filter(digest=digest).exclude(user=user).exists():
        wrong.append(problem("badge", gettext_noop("is already taken")))
    if wrong:
        raise Unreadable(wrong)
    facts = {"digest": digest, "pin": make_password(command.pin.get_secret_value()), "given_at": ctx.now}
    Badge.objects.update_or_create(user=user, defaults=facts)
    audit.record(ctx, [audit.Change("user", user.id, user.username, "give badge", {}, {})])
    return BadgeGiven(username=user.username)
