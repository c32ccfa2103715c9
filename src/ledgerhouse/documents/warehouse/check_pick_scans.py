"""Check what a picker scans, step by step, and count what is wrong (扫描校验)."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse import tasks
from ledgerhouse.documents.warehouse.models import WrongScan
from ledgerhouse.documents.warehouse.pick_scans import Scanned, wrong_scans
from ledgerhouse.documents.warehouse.words import TaskKind
from ledgerhouse.foundation.nodes import new_id
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code, QuantityOrNone
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.sites.queries import warehouses_by_id


@dataclass(frozen=True, kw_only=True)
class CheckPickScans:
    """A pick task and what was scanned for it so far: the place, the goods, how much; what is left out was not scanned."""

    __pydantic_config__ = STRICT

    task: Code = field(metadata={"title": gettext_noop("Task")})
    location: Annotated[str, Field(max_length=80)] = field(default="", metadata={"title": gettext_noop("Location")})
    code: Annotated[str, Field(max_length=200)] = field(default="", metadata={"title": gettext_noop("Scanned code")})
    quantity: QuantityOrNone | None = field(default=None, metadata={"title": gettext_noop("Quantity")})


@dataclass(frozen=True, kw_only=True)
class WrongFact:
    """One thing that is not as the task asks for it: `location`, `item`, `lot` or `quantity`."""

    what: str
    expected: str
    given: str


@dataclass(frozen=True, kw_only=True)
class PickScansChecked:
    """Whether all was right, and what was not."""

    right: bool
    wrong: tuple[WrongFact, ...]


@verb("warehouse.check_pick_scans", may="pick", title=gettext_noop("Check scans"))
def check_pick_scans(command: CheckPickScans, ctx: Context) -> PickScansChecked:
    """Compare scans with a pick task. A wrong one is answered, not raised: it is counted for its picker, and the goods stay where they are."""
    task = tasks.by_code(ctx, [command.task]).get(command.task)
    if task is None or task.kind != TaskKind.PICK:
        raise Unreadable([problem("task", gettext_noop("there is no pick task {code}"), code=command.task)])
    (warehouse,) = warehouses_by_id(ctx, {task.warehouse}).values()
    scanned = Scanned(task, command.location, command.code, command.quantity)
    (wrong,) = wrong_scans(ctx, warehouse.id, [scanned])
    WrongScan.objects.bulk_create(
        WrongScan(
            id=new_id(),
            company_id=ctx.company,
            warehouse_id=warehouse.id,
            task=w.task,
            operator=ctx.user,
            day=ctx.today(warehouse.timezone),
            what=w.what,
            expected=w.expected,
            given=w.given,
            scanned_at=ctx.now,
        )
        for w in wrong
    )
    facts = tuple(WrongFact(what=w.what, expected=w.expected, given=w.given) for w in wrong)
    return PickScansChecked(right=not wrong, wrong=facts)
