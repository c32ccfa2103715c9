"""Write a rule of segregation of duties, or change one."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.duties import ON_PAPERS
from ledgerhouse.foundation.models import DutyRule
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.foundation.words import RIGHTS
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem

Right = Annotated[str, Field(min_length=1, max_length=60)]


@dataclass(frozen=True, kw_only=True)
class SetDutyRule:
    """Two rights to keep apart: on the same paper, or not even in one hand. A rule that is not active binds nobody."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    code: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9-]+$")]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    first: Right
    second: Right
    together: bool = False
    same_paper: bool = True
    active: bool = True
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class DutyRuleSet:
    """The rule's code, and whether it is new."""

    rule: str
    new: bool


@verb("people.set_duty_rule", may="change roles", title=gettext_noop("Set duty rule"))
def set_duty_rule(command: SetDutyRule, ctx: Context) -> DutyRuleSet:
    """Write a rule under its code. Who holds both rights already is named in the conflict report, not stripped of them."""
    wrong = _wrong(command)
    if wrong:
        raise Unreadable(wrong)
    facts = {name: value for name, value in vars(command).items() if name not in {"code", "reason"}}
    row = scoped(ctx, DutyRule).filter(code=command.code).first()
    before = {name: getattr(row, name) for name in facts} if row else {}
    if row is None:
        row = DutyRule(company_id=ctx.company, code=command.code, **facts)
        row.save(force_insert=True)
    else:
        DutyRule.objects.filter(id=row.id).update(**facts)
    action = "change" if before else "create"
    change = audit.Change("duty_rule", row.id, command.code, action, before, facts)
    audit.record(ctx, [change], reason=command.reason)
    return DutyRuleSet(rule=command.code, new=not before)


def _wrong(command: SetDutyRule) -> list[Problem]:
    wrong = []
    for name, right in (("first", command.first), ("second", command.second)):
        if right not in RIGHTS:
            wrong.append(problem(name, gettext_noop("is not a right: {right}"), right=right))
        elif command.same_paper and right not in ON_PAPERS:
            template = gettext_noop("is used on no paper of its own; it can be kept apart only as a whole: {right}")
            wrong.append(problem(name, template, right=right))
    if command.first == command.second:
        wrong.append(problem("second", gettext_noop("is the same right")))
    if not command.same_paper and not command.together:
        wrong.append(problem("together", gettext_noop("must be yes when the rule is not about papers")))
    return wrong
