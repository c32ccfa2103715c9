"""What verbs of posting rules share: the facts of a rule, what can be wrong with them, and the audit trail."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from ledgerhouse.foundation import audit
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Problem, gettext_noop, problem
from ledgerhouse.ledgers.books import conditions
from ledgerhouse.ledgers.books.account_facts import unknown_dimensions
from ledgerhouse.ledgers.books.models import PostingRule

Event = Annotated[str, Field(pattern=r"^[a-z][a-z_]*$", max_length=40)]
AmountKind = Annotated[str, Field(pattern=r"^[a-z][a-z_]*$", max_length=20)]
Condition = Annotated[str, Field(max_length=200)]
Explanation = Annotated[str, Field(max_length=100)]
PLACES = ("number", "warehouse", "day", "cause")
"""What an explanation may name in braces."""
FACTS = (
    "debit", "credit", "amount", "red", "style", "condition", "dimensions", "explanation", "active",
)  # fmt: skip


def wrong(condition: str | None, dimensions: tuple[str, ...] | None, explanation: str | None) -> list[Problem]:
    """What is wrong with these facts of a rule."""
    found = unknown_dimensions(dimensions or ())
    try:
        conditions.parse(condition or "")
    except conditions.Unclear as unclear:
        template = gettext_noop("“{part}” is not understood; say e.g. category = fruit and warehouse in SH1, BJ1")
        found.append(problem("condition", template, part=unclear))
    if any(place not in PLACES for place in re.findall(r"\{(\w*)\}", explanation or "")):
        template = gettext_noop("may name only {known} in braces")
        found.append(problem("explanation", template, known=", ".join(PLACES)))
    return found


def rule_of(ctx: Context, event: str, sequence: int) -> PostingRule:
    """One rule of the company. Refuses with `NotFound`."""
    row = PostingRule.objects.filter(company_id=ctx.company, event=event, sequence=sequence).first()
    if row is None:
        raise NotFound(kind=gettext_noop("posting rule"), name=f"{event} {sequence}")
    return row


def facts_of(rule: PostingRule) -> dict[str, Any]:
    """What of a rule may change."""
    return {name: getattr(rule, name) for name in FACTS}


def note(ctx: Context, rule: PostingRule, action: str, before: Mapping[str, Any], reason: str) -> None:
    """Write a change of a rule into the audit trail."""
    name = f"{rule.event} {rule.sequence}"
    audit.record(ctx, [audit.Change("posting_rule", rule.id, name, action, before, facts_of(rule))], reason=reason)
