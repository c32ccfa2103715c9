"""Change a posting rule, or switch it off and on."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop
from ledgerhouse.ledgers.books.account_facts import Reason
from ledgerhouse.ledgers.books.rule_facts import (
    FACTS,
    AmountKind,
    Condition,
    Event,
    Explanation,
    facts_of,
    note,
    rule_of,
    wrong,
)
from ledgerhouse.ledgers.books.words import Role, Style


@dataclass(frozen=True, kw_only=True)
class ChangeRule:
    """A rule by event and sequence, and its new values; what is left out stays."""

    __pydantic_config__ = STRICT

    event: Event = field(metadata={"title": gettext_noop("Event")})
    sequence: Annotated[int, Field(ge=1)] = field(metadata={"title": gettext_noop("Sequence")})
    debit: Role | None = field(default=None, metadata={"title": gettext_noop("Debit")})
    credit: Role | None = field(default=None, metadata={"title": gettext_noop("Credit")})
    amount: AmountKind | None = field(default=None, metadata={"title": gettext_noop("Amount")})
    red: bool | None = field(default=None, metadata={"title": gettext_noop("Red entry")})
    style: Style | None = field(default=None, metadata={"title": gettext_noop("Sides")})
    condition: Condition | None = field(default=None, metadata={"title": gettext_noop("Condition")})
    dimensions: tuple[str, ...] | None = field(default=None, metadata={"title": gettext_noop("Auxiliary dimensions")})
    explanation: Explanation | None = field(default=None, metadata={"title": gettext_noop("Narration")})
    active: bool | None = field(default=None, metadata={"title": gettext_noop("Active")})
    reason: Reason = field(default="", metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class RuleChanged:
    """The rule."""

    event: str
    sequence: int


@verb("books.change_rule", may="change posting rules", title=gettext_noop("Change the posting rule"))
def change_rule(command: ChangeRule, ctx: Context) -> RuleChanged:
    """Change a rule. It books so from now on; what is booked stays."""
    ctx.require(ctx.acting, company=ctx.company, warehouse=0)
    problems = wrong(command.condition, command.dimensions, command.explanation)
    if problems:
        raise Unreadable(problems)
    rule = rule_of(ctx, command.event, command.sequence)
    before = facts_of(rule)
    for name in FACTS:
        value = getattr(command, name)
        if value is not None:
            setattr(rule, name, " ".join(value) if name == "dimensions" else value)
    rule.save(update_fields=FACTS)
    note(ctx, rule, "change", before, command.reason)
    return RuleChanged(event=rule.event, sequence=rule.sequence)
