"""Set when control over goods passes: at handover, or at delivery, for everybody or for customers (控制权转移时点)."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.logistics.models import ControlTerm
from ledgerhouse.documents.logistics.words import Control
from ledgerhouse.foundation import audit
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.books.queries import has_account
from ledgerhouse.ledgers.books.words import Role
from ledgerhouse.masterdata.partners.queries import partners_by_code


@dataclass(frozen=True, kw_only=True)
class TermFacts:
    """A customer, or nobody for all without an own term, and when control passes."""

    __pydantic_config__ = STRICT

    control: Control = field(metadata={"title": gettext_noop("Control passes")})
    customer: str = field(default="", metadata={"title": gettext_noop("Customer")})


@dataclass(frozen=True, kw_only=True)
class SetControlTerms:
    """Terms that shall hold from now on."""

    __pydantic_config__ = STRICT

    terms: Annotated[tuple[TermFacts, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Terms")})


@dataclass(frozen=True, kw_only=True)
class ControlTermsSet:
    """How many terms were set."""

    terms: int


@verb("logistics.set_control_terms", may="change posting rules", title=gettext_noop("Set terms of control"))
def set_control_terms(command: SetControlTerms, ctx: Context) -> ControlTermsSet:
    """Say when shipments become cost of sales: what leaves from now on follows it; what is under way stays as it was booked."""
    partners = partners_by_code(ctx, {t.customer for t in command.terms if t.customer})
    ids = {code: partner.id for code, partner in partners.items()}
    problems = _wrong(ctx, command, set(ids))
    if problems:
        raise Unreadable(problems)
    known = {row.partner_id: row for row in scoped(ctx, ControlTerm)}
    fresh, changed, changes = [], [], []
    for t in command.terms:
        partner = ids.get(t.customer)
        row = known.get(partner)
        before = {"control": row.control} if row else {}
        if row is None:
            row = ControlTerm(company_id=ctx.company, partner_id=partner)
            fresh.append(row)
        else:
            changed.append(row)
        row.control = t.control
        step = "change" if before else "create"
        changes.append(audit.Change("logistics.control_term", row.id, t.customer, step, before, {"control": t.control}))
    ControlTerm.objects.bulk_create(fresh)
    if changed:
        ControlTerm.objects.bulk_update(changed, ["control"])
    audit.record(ctx, changes)
    return ControlTermsSet(terms=len(command.terms))


def _wrong(ctx: Context, command: SetControlTerms, known: set[str]) -> list[Problem]:
    problems, seen = [], set()
    account = has_account(ctx, Role.DISPATCHED)
    for i, t in enumerate(command.terms):
        if t.customer and t.customer not in known:
            template = gettext_noop("there is no partner {code}")
            problems.append(problem(f"terms.{i}.customer", template, code=t.customer))
        if t.customer in seen:
            problems.append(problem(f"terms.{i}.customer", gettext_noop("is there twice")))
        if t.control == Control.DELIVERY and not account:
            template = gettext_noop("the chart of accounts has no account for goods dispatched")
            problems.append(problem(f"terms.{i}.control", template))
        seen.add(t.customer)
    return problems
