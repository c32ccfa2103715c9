"""Record what an inspection found: measurements against their limits, and defects (检验记录)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated

from django.db.models import Max
from pydantic import Field

from ledgerhouse.documents.quality import inspections
from ledgerhouse.documents.quality.models import Finding
from ledgerhouse.documents.quality.words import INSPECTION
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem

Measure = Annotated[Decimal, Field(max_digits=18, decimal_places=6)]


@dataclass(frozen=True, kw_only=True)
class FindingLine:
    """One characteristic looked at: what was measured and the limits, or how many of the sample are nonconforming, and in what way.

    A measurement outside its limits counts as one nonconforming item unless a number is given.
    """

    __pydantic_config__ = STRICT

    inspection: Code = field(metadata={"title": gettext_noop("Inspection")})
    characteristic: Annotated[str, Field(min_length=1, max_length=100)] = field(
        metadata={"title": gettext_noop("Characteristic")}
    )
    lower: Measure | None = field(default=None, metadata={"title": gettext_noop("Lower limit")})
    upper: Measure | None = field(default=None, metadata={"title": gettext_noop("Upper limit")})
    measured: Measure | None = field(default=None, metadata={"title": gettext_noop("Measured")})
    nonconforming: Annotated[int, Field(ge=0)] = field(default=0, metadata={"title": gettext_noop("Nonconforming")})
    defect: Annotated[str, Field(max_length=200)] = field(default="", metadata={"title": gettext_noop("Defect")})

    @property
    def found(self) -> int:
        """How many items of the sample are nonconforming."""
        if self.nonconforming or self.measured is None:
            return self.nonconforming
        low = self.lower is not None and self.measured < self.lower
        return int(low or (self.upper is not None and self.measured > self.upper))


@dataclass(frozen=True, kw_only=True)
class RecordFindings:
    """What was found, at one inspection or many."""

    __pydantic_config__ = STRICT

    lines: Annotated[tuple[FindingLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Findings")})


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """How many findings were recorded, and the inspections with more nonconforming items than may be accepted."""

    findings: int
    beyond: tuple[str, ...]


@verb("quality.record_findings", may="inspect goods", title=gettext_noop("Record findings"))
def record_findings(command: RecordFindings, ctx: Context) -> Recorded:
    """Add findings to inspections that are not decided. Who received the goods does not inspect them. Constant statements."""
    papers = {one.number: one for one in inspections.load(ctx, [line.inspection for line in command.lines])}
    problems = _wrong(command.lines, papers)
    if problems:
        raise Unreadable(problems)
    guard(ctx, [Ref("receipt", one.receipt) for one in papers.values()])
    inspections.step(ctx, papers.values(), "record")
    rows = Finding.objects.filter(paper_id__in=one_of(one.id for one in papers.values()))
    after = dict(rows.values("paper_id").annotate(most=Max("position")).values_list("paper_id", "most"))
    new = []
    bad: dict[int, int] = {}
    for identifier, line in zip(new_ids(len(command.lines)), command.lines, strict=True):
        paper = papers[line.inspection].id
        after[paper] = after.get(paper, 0) + 1
        bad[paper] = bad.get(paper, 0) + line.found
        facts = {"lower": line.lower, "upper": line.upper, "measured": line.measured, "defect": line.defect}
        new.append(
            Finding(
                id=identifier,
                paper_id=paper,
                position=after[paper],
                characteristic=line.characteristic,
                nonconforming=line.found,
                recorded_by=ctx.user,
                recorded_at=ctx.now,
                **facts,
            )
        )
    Finding.objects.bulk_create(new)
    dialect.update(
        "quality_inspection",
        "nonconforming = t.nonconforming + x.bad",
        {"id": "int", "bad": "int"},
        sorted(bad.items()),
        on=("id",),
    )
    over = [one.number for one in papers.values() if 0 <= one.accept < one.nonconforming + bad[one.id]]
    return Recorded(findings=len(new), beyond=tuple(over))


def _wrong(lines: Sequence[FindingLine], papers: dict[str, inspections.InspectionRef]) -> list[Problem]:
    problems = []
    template = gettext_noop("{name} is {state}; nothing more can be recorded")
    for i, line in enumerate(lines):
        paper = papers[line.inspection]
        if paper.state not in INSPECTION.sources("record"):
            problems.append(problem(f"lines.{i}.inspection", template, name=paper.number, state=paper.state))
        if line.lower is not None and line.upper is not None and line.lower > line.upper:
            problems.append(problem(f"lines.{i}.lower", gettext_noop("is above the upper limit")))
        if line.measured is None and not line.nonconforming and (line.lower is not None or line.upper is not None):
            problems.append(problem(f"lines.{i}.measured", gettext_noop("is missing")))
    return problems
