"""Switch a posting rule off."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books.account_facts import Reason
from ledgerhouse.ledgers.books.rule_facts import Event, facts_of, note, rule_of


@dataclass(frozen=True, kw_only=True)
class DeactivateRule:
    """Which rule, and why."""

    __pydantic_config__ = STRICT

    event: Event = field(metadata={"title": gettext_noop("Event")})
    sequence: Annotated[int, Field(ge=1)] = field(metadata={"title": gettext_noop("Sequence")})
    reason: Reason = field(default="", metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class RuleDeactivated:
    """The rule."""

    event: str
    sequence: int


@verb("books.deactivate_rule", may="change posting rules", title=gettext_noop("Switch the rule off"))
def deactivate_rule(command: DeactivateRule, ctx: Context) -> RuleDeactivated:
    """Let a rule book nothing from now on. It stays in the list, with its history."""
    ctx.require(ctx.acting, company=ctx.company, warehouse=0)
    rule = rule_of(ctx, command.event, command.sequence)
    before = facts_of(rule)
    rule.active = False
    rule.save(update_fields=["active"])
    note(ctx, rule, "deactivate", before, command.reason)
    return RuleDeactivated(event=rule.event, sequence=rule.sequence)
