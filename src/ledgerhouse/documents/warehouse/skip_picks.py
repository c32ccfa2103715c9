"""Leave picks for the end of the walk: the way is blocked, the place is being filled (跳过)."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse import tasks
from ledgerhouse.documents.warehouse.words import TASK, TaskKind
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class SkipPicks:
    """Pick tasks that are not done yet."""

    __pydantic_config__ = STRICT

    tasks: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Tasks")})


@dataclass(frozen=True, kw_only=True)
class PicksSkipped:
    """How many tasks come last now."""

    tasks: int


@verb("warehouse.skip_picks", may="pick", title=gettext_noop("Skip picks"))
def skip_picks(command: SkipPicks, ctx: Context) -> PicksSkipped:
    """Put pick tasks behind all others of their waves. Nothing moves; they are still to be done."""
    found = tasks.by_code(ctx, command.tasks)
    problems = []
    for i, code in enumerate(command.tasks):
        task = found.get(code)
        if task is None or task.kind != TaskKind.PICK:
            problems.append(problem(f"tasks.{i}", gettext_noop("there is no pick task {code}"), code=code))
        elif task.state not in TASK.sources("finish"):
            template = gettext_noop("task {code} is {state}")
            problems.append(problem(f"tasks.{i}", template, code=code, state=task.state))
    if problems:
        raise Unreadable(problems)
    tasks.put_last(ctx, list(found.values()))
    return PicksSkipped(tasks=len(found))
