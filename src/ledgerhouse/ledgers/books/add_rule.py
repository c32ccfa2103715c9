"""Add a posting rule."""

from dataclasses import dataclass, field

from django.db.models import Max

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop
from ledgerhouse.ledgers.books.account_facts import Reason
from ledgerhouse.ledgers.books.models import PostingRule
from ledgerhouse.ledgers.books.rule_facts import AmountKind, Condition, Event, Explanation, note, wrong
from ledgerhouse.ledgers.books.words import Role, Style


@dataclass(frozen=True, kw_only=True)
class AddRule:
    """One debit-credit pair of an event: which roles, which amount, when, and what the voucher says."""

    __pydantic_config__ = STRICT

    event: Event = field(metadata={"title": gettext_noop("Event")})
    debit: Role = field(metadata={"title": gettext_noop("Debit")})
    credit: Role = field(metadata={"title": gettext_noop("Credit")})
    amount: AmountKind = field(default="value", metadata={"title": gettext_noop("Amount")})
    red: bool = field(default=False, metadata={"title": gettext_noop("Red entry")})
    style: Style = field(default=Style.PAIR, metadata={"title": gettext_noop("Sides")})
    condition: Condition = field(default="", metadata={"title": gettext_noop("Condition")})
    dimensions: tuple[str, ...] = field(
        default=("partner", "department"), metadata={"title": gettext_noop("Auxiliary dimensions")}
    )
    explanation: Explanation = field(default="", metadata={"title": gettext_noop("Narration")})
    reason: Reason = field(default="", metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class RuleAdded:
    """The event, and which of its rules this one is."""

    event: str
    sequence: int


@verb("books.add_rule", may="change posting rules", title=gettext_noop("Add a posting rule"))
def add_rule(command: AddRule, ctx: Context) -> RuleAdded:
    """Add a rule to those of an event. It books from now on; what is booked stays."""
    ctx.require(ctx.acting, company=ctx.company, warehouse=0)
    problems = wrong(command.condition, command.dimensions, command.explanation)
    if problems:
        raise Unreadable(problems)
    others = PostingRule.objects.filter(company_id=ctx.company, event=command.event)
    rule = PostingRule(
        company_id=ctx.company,
        event=command.event,
        sequence=(others.aggregate(last=Max("sequence"))["last"] or 0) + 1,
        debit=command.debit,
        credit=command.credit,
        amount=command.amount,
        red=command.red,
        style=command.style,
        condition=command.condition,
        dimensions=" ".join(command.dimensions),
        explanation=command.explanation,
    )
    rule.save(force_insert=True)
    note(ctx, rule, "create", {}, command.reason)
    return RuleAdded(event=rule.event, sequence=rule.sequence)
