"""Except somebody from a duty rule until a day."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.models import DutyException, DutyRule
from ledgerhouse.foundation.people.deactivate_user import OwnAccount
from ledgerhouse.foundation.people.users import user_named
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class ExceptFromDuty:
    """Whom the rule shall not bind until the end of a day, and why."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    rule: Code
    username: Code
    until: date
    reason: Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True, kw_only=True)
class Excepted:
    """Rule, user and the last day."""

    rule: str
    username: str
    until: date


@verb("people.except_from_duty", may="change roles", title=gettext_noop("Except from duty rule"))
def except_from_duty(command: ExceptFromDuty, ctx: Context) -> Excepted:
    """Except somebody else from a rule; the exception ends by itself and stays in the audit trail."""
    rule = scoped(ctx, DutyRule).filter(code=command.rule).first()
    if rule is None:
        raise NotFound(kind=gettext_noop("duty rule"), name=command.rule)
    user = user_named(ctx, command.username)
    if user.id == ctx.user:
        raise OwnAccount(name=user.username)
    if command.until < ctx.now.date():
        raise Unreadable([problem("until", gettext_noop("is in the past"))])
    facts = {"reason": command.reason, "until": command.until, "made_by": ctx.user, "made_at": ctx.now}
    DutyException.objects.update_or_create(rule=rule, user=user, defaults=facts)
    after = {"user": user.username, "until": command.until}
    audit.record(ctx, [audit.Change("duty_rule", rule.id, rule.code, "except", {}, after)], reason=command.reason)
    return Excepted(rule=rule.code, username=user.username, until=command.until)
