"""Inspections, for flows: write them for what came in, load them, step through their life, remember the verdict."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from django.db.models import F

from ledgerhouse.documents.quality.models import Inspection
from ledgerhouse.documents.quality.words import INSPECTION, Sample
from ledgerhouse.foundation import dialect, numbering
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, NotFound, gettext_noop


class NewInspection(NamedTuple):
    """Goods of one line of a receipt that wait for a verdict, and the sample to look at; quantity in steps."""

    receipt: str
    position: int
    line: int
    supplier: int
    item: int
    lot: int
    location: int
    unit: int
    owner: int
    quantity: int
    sample: Sample


class InspectionRef(NamedTuple):
    """An inspection as flows need it, in steps."""

    id: int
    number: str
    state: str
    warehouse: int
    receipt: str
    position: int
    line: int
    supplier: int
    item: int
    lot: int
    location: int
    unit: int
    owner: int
    quantity: int
    plan: str
    method: str
    severity: str
    accept: int
    nonconforming: int
    letter: str
    reopened: int
    movements: tuple[int, ...]


class Verdict(NamedTuple):
    """What becomes of the goods of an inspection, in steps."""

    accepted: int = 0
    conceded: int = 0
    rejected: int = 0
    destroyed: int = 0

    @property
    def good(self) -> int:
        """What may be used."""
        return self.accepted + self.conceded


_COLUMNS: Final[dialect.Columns] = {
    "id": "int",
    "number": "text",
    "receipt": "text",
    "position": "int",
    "line": "int",
    "supplier_id": "int",
    "item_id": "int",
    "lot": "int",
    "location_id": "int",
    "unit": "int",
    "stock_owner": "int",
    "quantity": "int",
    "plan": "text",
    "method": "text",
    "severity": "text",
    "sample": "int",
    "accept": "int",
    "letter": "text",
    "movements": "json",
}
_READ: Final = (
    "select i.id, i.number, i.state, i.warehouse_id, i.receipt, i.position, i.line, coalesce(i.supplier_id, 0), i.item_id, i.lot, i.location_id, "
    "i.unit, i.stock_owner, i.quantity, i.plan, i.method, i.severity, i.accept, "
    "i.nonconforming, i.letter, i.reopened, i.movements from quality_inspection i "
)


def write(ctx: Context, warehouse: int, new: Sequence[NewInspection], day: date) -> list[str]:
    """Write inspections, open from now on. Answers their numbers in order. Constant statements."""
    numbers = numbering.take(ctx, "inspection", len(new), day)
    rows = [
        (i, number, *one[:3], one.supplier or None, *one[4:10], *one.sample)
        for i, number, one in zip(new_ids(len(new)), numbers, new, strict=True)
    ]
    constants = {
        "company_id": ctx.company,
        "warehouse_id": warehouse,
        "state": INSPECTION.start,
        "nonconforming": 0,
        "accepted": 0,
        "conceded": 0,
        "rejected": 0,
        "destroyed": 0,
        "reason": "",
        "inspector": 0,
        "reopened": 0,
        "created_at": ctx.now,
    }
    dialect.insert("quality_inspection", _COLUMNS, [(*row, "[]") for row in rows], constants=constants)
    return numbers


def load(ctx: Context, numbers: Sequence[str]) -> list[InspectionRef]:
    """These inspections in the order asked for. Refuses with `NotFound` naming those outside the asker's scope."""
    which, params = dialect.named("i.number", numbers)
    rows = dialect.select(f"{_READ} where {which} and {scope_sql(ctx, Inspection, 'i')}", params)
    found = {row[1]: _ref(row) for row in rows}
    missing = [number for number in dict.fromkeys(numbers) if number not in found]
    if missing:
        raise NotFound(kind=gettext_noop("inspection"), name=", ".join(missing[:10]))
    return [found[number] for number in dict.fromkeys(numbers)]


def of_receipts(ctx: Context, receipts: Iterable[str]) -> list[InspectionRef]:
    """All inspections of these receipts, by id."""
    which, params = dialect.named("i.receipt", receipts)
    sql = f"{_READ} where {which} and {scope_sql(ctx, Inspection, 'i')} order by i.id"
    return [_ref(row) for row in dialect.select(sql, params)]


def _ref(row: Sequence[Any]) -> InspectionRef:
    """Drivers answer JSON as text or read already."""
    moved = json.loads(row[-1]) if isinstance(row[-1], str) else row[-1]
    return InspectionRef._make((*row[:-1], tuple(moved)))


def waiting_at(ctx: Context, warehouse: int) -> dict[tuple[int, ...], int]:
    """Steps that wait for a verdict: by (item, lot, location, handling unit, owner)."""
    sql = (
        "select i.item_id, i.lot, i.location_id, i.unit, i.stock_owner, sum(i.quantity) from quality_inspection i "
        f"where i.warehouse_id = {int(warehouse)} and {dialect.among_words('i.state', INSPECTION.sources('decide'))} "
        f"and {scope_sql(ctx, Inspection, 'i')} group by i.item_id, i.lot, i.location_id, i.unit, i.stock_owner"
    )
    return {tuple(row[:5]): int(row[5]) for row in dialect.select(sql)}


def step(ctx: Context, inspections: Iterable[InspectionRef], verb: str, **values: object) -> None:
    """Take one step of each inspection's life; of two who try at once, one wins and the other is refused."""
    some = list(inspections)
    for one in some:
        INSPECTION.after(one.state, verb, name=one.number)
    rows = scoped(ctx, Inspection).filter(id__in=one_of(o.id for o in some), state__in=INSPECTION.sources(verb))
    if some and rows.update(state=INSPECTION.target(verb), **values) != len(some):
        raise Changed(name=", ".join(one.number for one in some[:10]))


def decide(
    ctx: Context,
    inspections: Sequence[InspectionRef],
    verdicts: Mapping[int, Verdict],
    reasons: Mapping[int, str],
    moved: Mapping[int, Sequence[int]],
) -> None:
    """Remember verdicts by inspection id, and the movements that carried them out. Two statements."""
    step(ctx, inspections, "decide", inspector=ctx.user, decided_at=ctx.now)
    rows = [
        (i, *verdict, reasons.get(i, ""), "[" + ", ".join(map(str, moved.get(i, ()))) + "]")
        for i, verdict in sorted(verdicts.items())
    ]
    columns: dialect.Columns = {
        "id": "int",
        "good": "int",
        "besides": "int",
        "bad": "int",
        "gone": "int",
        "why": "text",
        "moved": "json",
    }
    dialect.update(
        "quality_inspection",
        "accepted = x.good, conceded = x.besides, rejected = x.bad, destroyed = x.gone, reason = x.why, movements = x.moved",
        columns,
        rows,
        on=("id",),
    )


def undecide(ctx: Context, inspections: Sequence[InspectionRef]) -> None:
    """Open decided inspections again: nothing is accepted or rejected."""
    step(
        ctx,
        inspections,
        "reopen",
        accepted=0,
        conceded=0,
        rejected=0,
        destroyed=0,
        inspector=0,
        decided_at=None,
        movements=[],
        reopened=F("reopened") + 1,
    )
