"""Set the company's shifts."""

from dataclasses import dataclass
from datetime import time
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.models import Shift
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem

Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


@dataclass(frozen=True, kw_only=True)
class ShiftFacts:
    """One shift: its code and name, when it begins and ends by the company's clock."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    code: Annotated[Code, Field(max_length=20)]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    begins: Clock
    ends: Clock


@dataclass(frozen=True, kw_only=True)
class SetShifts:
    """All shifts of the company; those that are left out go."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    shifts: Annotated[tuple[ShiftFacts, ...], Field(max_length=24)] = ()


@dataclass(frozen=True, kw_only=True)
class ShiftsSet:
    """How many shifts there are now."""

    count: int


@verb("people.set_shifts", may="change people", title=gettext_noop("Set the shifts"))
def set_shifts(command: SetShifts, ctx: Context) -> ShiftsSet:
    """Say when people work; a badge opens a device only in a shift, and no longer than to its end."""
    codes = [shift.code for shift in command.shifts]
    wrong = [
        problem(f"shifts.{i}.code", gettext_noop("is already taken"))
        for i, code in enumerate(codes)
        if code in codes[:i]
    ]
    if wrong:
        raise Unreadable(wrong)
    before = {row.code: _told(row) for row in Shift.objects.filter(company=ctx.company)}
    Shift.objects.filter(company=ctx.company).delete()
    rows = [Shift(company=ctx.company, **_facts(shift)) for shift in command.shifts]
    Shift.objects.bulk_create(rows)
    after: dict[str, Any] = {row.code: _told(row) for row in rows}
    audit.record(ctx, [audit.Change("shifts", ctx.company, "", "set", before, after)])
    return ShiftsSet(count=len(rows))


def _facts(shift: ShiftFacts) -> dict[str, Any]:
    begins, ends = time.fromisoformat(shift.begins), time.fromisoformat(shift.ends)
    return {"code": shift.code, "name": shift.name, "begins": begins, "ends": ends}


def _told(row: Shift) -> str:
    return f"{row.name} {row.begins:%H:%M}-{row.ends:%H:%M}"
