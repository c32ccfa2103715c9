"""Design an approval route: when a subject needs approval, and by whom, step after step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.approvals.subjects import SUBJECTS, subject_names
from ledgerhouse.foundation.approvals.words import RIGHT, ROLE, USER
from ledgerhouse.foundation.dimensions import DIMENSIONS
from ledgerhouse.foundation.models import ApprovalRoute, ApprovalStep, Department, Role, User
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.foundation.words import RIGHTS
from ledgerhouse.kernel.commands import STRICT, Amount
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem

Approver = Annotated[str, Field(min_length=1, max_length=80)]
Limit = Annotated[Amount, Field(ge=0)]
MOST_STEPS: Final = 9


@dataclass(frozen=True, kw_only=True)
class StepFacts:
    """One step: approvers as `role:cfo`, `right:approve counts` or `user:zheng`; any of them, or all.

    When nobody has answered after so many hours, `escalate_to` may answer as well.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    approvers: Annotated[tuple[Approver, ...], Field(min_length=1, max_length=20)] = field(
        metadata={"help": gettext_noop("role:cfo, right:approve counts or user:zheng, one a line")}
    )
    needs_all: bool = False
    hours: Annotated[int, Field(ge=0, le=8760)] = 0
    escalate_to: Annotated[str, Field(max_length=80)] = ""


@dataclass(frozen=True, kw_only=True)
class SetRoute:
    """Amounts above `above` up to and including `up_to` (0: no end), of a category, department and warehouse (empty: any).

    Of several routes that fit, the one with the lowest order counts. With `above` 0 every amount fits.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    code: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9-]+$")]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    subject: Annotated[str, Field(min_length=1, max_length=60)] = field(metadata={"choices": subject_names})
    steps: Annotated[tuple[StepFacts, ...], Field(min_length=1, max_length=MOST_STEPS)]
    above: Limit = Decimal(0)
    up_to: Limit = Decimal(0)
    category: Annotated[str, Field(max_length=60)] = ""
    department: Annotated[str, Field(max_length=20)] = ""
    warehouse: Annotated[str, Field(max_length=20)] = ""
    sequence: Annotated[int, Field(ge=0, le=9999)] = 100
    active: bool = True
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class RouteSet:
    """The route's code, and whether it is new."""

    route: str
    new: bool


@verb("approvals.set_route", may="design approvals", title=gettext_noop("Design a route"))
def set_route(command: SetRoute, ctx: Context) -> RouteSet:
    """Write a route under its code. Approvals that wait already keep the steps with which they were asked."""
    department, warehouse, wrong = _places(ctx, command)
    people = _people(command)
    wrong += _wrong(command, people)
    if wrong:
        raise Unreadable(wrong)
    facts: dict[str, Any] = {
        **{n: getattr(command, n) for n in ("name", "subject", "above", "up_to", "category", "sequence", "active")},
        "department_id": department,
        "warehouse": warehouse,
    }
    row = scoped(ctx, ApprovalRoute).filter(code=command.code).first()
    before = {name: getattr(row, name) for name in facts} if row else {}
    if row is None:
        row = ApprovalRoute(company_id=ctx.company, code=command.code, **facts)
        row.save(force_insert=True)
    else:
        ApprovalRoute.objects.filter(id=row.id).update(**facts)
        ApprovalStep.objects.filter(route=row).delete()
    steps = [_step(row, i, step, people) for i, step in enumerate(command.steps, 1)]
    ApprovalStep.objects.bulk_create(steps)
    after = {**facts, "steps": [[*s.approvers, s.needs_all, s.hours, s.escalate_to] for s in steps]}
    change = audit.Change("approval_route", row.id, command.code, "change" if before else "create", before, after)
    audit.record(ctx, [change], reason=command.reason)
    return RouteSet(route=command.code, new=not before)


def _step(route: ApprovalRoute, position: int, step: StepFacts, people: Mapping[str, int]) -> ApprovalStep:
    return ApprovalStep(
        route=route,
        position=position,
        approvers=[_kept(a, people) for a in step.approvers],
        needs_all=step.needs_all,
        hours=step.hours,
        escalate_to=_kept(step.escalate_to, people),
    )


def _kept(approver: str, people: Mapping[str, int]) -> str:
    """People are kept by id: a user name may change hands."""
    kind, _, name = approver.partition(":")
    return f"{USER}:{people[name]}" if kind == USER else approver


def _places(ctx: Context, command: SetRoute) -> tuple[int | None, int, list[Problem]]:
    """Ids of department and warehouse, and what is wrong with their codes."""
    wrong = []
    department = scoped(ctx, Department).filter(code=command.department).values_list("id", flat=True).first()
    if command.department and department is None:
        wrong.append(problem("department", gettext_noop("is not a department of the company")))
    warehouse = DIMENSIONS["warehouse"].ids(ctx, [command.warehouse]) if command.warehouse else {}
    if command.warehouse and not warehouse:
        wrong.append(problem("warehouse", gettext_noop("there is no {code} here"), code=command.warehouse))
    return department, warehouse.get(command.warehouse, 0), wrong


def _people(command: SetRoute) -> dict[str, int]:
    names = {a.partition(":")[2] for a in _approvers(command) if a.startswith(f"{USER}:")}
    return dict(User.objects.filter(username__in=names, is_active=True).values_list("username", "id"))


def _approvers(command: SetRoute) -> Iterable[str]:
    for step in command.steps:
        yield from step.approvers
        if step.escalate_to:
            yield step.escalate_to


def _wrong(command: SetRoute, people: Mapping[str, int]) -> list[Problem]:
    wrong = []
    if command.subject not in SUBJECTS:
        wrong.append(
            problem("subject", gettext_noop("must be one of {expected}"), expected=", ".join(sorted(SUBJECTS)))
        )
    if command.up_to and command.up_to <= command.above:
        wrong.append(problem("up_to", gettext_noop("must be more than “above”")))
    known = {
        ROLE: set(Role.objects.values_list("code", flat=True)),
        RIGHT: set(RIGHTS),
        USER: set(people),
    }
    for i, step in enumerate(command.steps):
        named = [(f"approvers.{j}", approver) for j, approver in enumerate(step.approvers)]
        named += [("escalate_to", step.escalate_to)] if step.escalate_to else []
        for where, approver in named:
            kind, _, name = approver.partition(":")
            if name not in known.get(kind, ()):
                template = gettext_noop("is no approver: {name}; write role:…, right:… or user:…")
                wrong.append(problem(f"steps.{i}.{where}", template, name=approver))
        if bool(step.hours) != bool(step.escalate_to):
            wrong.append(problem(f"steps.{i}.hours", gettext_noop("and the approver to escalate to go together")))
    return wrong
