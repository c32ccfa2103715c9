"""Set the wave templates of a warehouse (波次模板)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field

from ledgerhouse.documents.warehouse.models import WaveTemplate
from ledgerhouse.foundation import audit
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code, QuantityOrNone
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.partners.queries import groups_by_code
from ledgerhouse.masterdata.sites.queries import warehouse as warehouse_by_code
from ledgerhouse.masterdata.sites.queries import zones_by_code

Number = Annotated[int, Field(ge=0, le=1_000_000)]
PLAIN = (
    "name",
    "kind",
    "priority",
    "due_days",
    "cut_off",
    "orders_min",
    "orders_max",
    "lines_max",
    "volume_max_cm3",
    "waveless",
    "in_process",
    "active",
)


@dataclass(frozen=True, kw_only=True)
class TemplateFacts:
    """A kind of wave: which allocated orders it takes, and how many at most. What is empty or 0 asks for nothing.

    `channel` is a group of customers. `priority` takes orders that are at least so urgent (1 is the most urgent). After the local `cut_off` time
    orders made later wait for the next day. A `waveless` template lets orders go as they come, fewer than `in_process` at a time.
    """

    __pydantic_config__ = STRICT

    code: Annotated[str, Field(min_length=1, max_length=20)] = field(metadata={"title": gettext_noop("Code")})
    name: Annotated[str, Field(min_length=1, max_length=100)] = field(metadata={"title": gettext_noop("Name")})
    kind: Literal["any", "single_line", "single_item", "hot_item", "many_lines"] = field(
        default="any", metadata={"title": gettext_noop("Orders of a kind")}
    )
    zone: str = field(default="", metadata={"title": gettext_noop("Zone")})
    channel: str = field(default="", metadata={"title": gettext_noop("Channel (customer group)")})
    priority: Annotated[int, Field(ge=0, le=9)] = field(
        default=0, metadata={"title": gettext_noop("Priority at least")}
    )
    due_days: Annotated[int, Field(ge=0, le=365)] | None = field(
        default=None, metadata={"title": gettext_noop("Due within days")}
    )
    cut_off: Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")] = field(
        default="", metadata={"title": gettext_noop("Cut-off time")}
    )
    orders_min: Annotated[int, Field(ge=1, le=5000)] = field(
        default=1, metadata={"title": gettext_noop("Orders at least")}
    )
    orders_max: Annotated[int, Field(ge=1, le=5000)] = field(
        default=300, metadata={"title": gettext_noop("Orders at most")}
    )
    lines_max: Number = field(default=0, metadata={"title": gettext_noop("Lines at most")})
    quantity_max: QuantityOrNone | None = field(default=None, metadata={"title": gettext_noop("Quantity at most")})
    volume_max_cm3: Annotated[int, Field(ge=0, le=10**12)] = field(
        default=0, metadata={"title": gettext_noop("Volume at most (cm³)")}
    )
    waveless: bool = field(default=False, metadata={"title": gettext_noop("Without waves")})
    in_process: Number = field(default=0, metadata={"title": gettext_noop("Orders in process at most")})
    active: bool = field(default=True, metadata={"title": gettext_noop("Active")})


@dataclass(frozen=True, kw_only=True)
class SetWaveTemplates:
    """Templates as they shall be, in the order in which they are tried; others of the warehouse are switched off."""

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    templates: tuple[TemplateFacts, ...] = field(default=(), metadata={"title": gettext_noop("Wave templates")})


@dataclass(frozen=True, kw_only=True)
class WaveTemplatesSet:
    """How many templates the warehouse works by now."""

    templates: int


@verb("warehouse.set_wave_templates", may="release waves", title=gettext_noop("Set wave templates"))
def set_wave_templates(command: SetWaveTemplates, ctx: Context) -> WaveTemplatesSet:
    """Set the wave templates of a warehouse. Waves that are released already stay as they are."""
    warehouse = warehouse_by_code(ctx, command.warehouse)
    values, problems = _understand(ctx, warehouse.id, command.templates)
    if problems:
        raise Unreadable(problems)
    known = {row.code: row for row in scoped(ctx, WaveTemplate).filter(warehouse_id=warehouse.id)}
    before = {"templates": sorted(code for code, row in known.items() if row.active)}
    for row in known.values():
        row.active = False
    fresh = []
    for n, facts in enumerate(values, 1):
        row = known.get(facts["code"]) or WaveTemplate(company_id=ctx.company, warehouse_id=warehouse.id)
        for name, value in {**facts, "position": n}.items():
            setattr(row, name, value)
        if row.code not in known:
            fresh.append(row)
    WaveTemplate.objects.bulk_create(fresh)
    if known:
        names = ["position", "zone", "group", "quantity_max", *PLAIN]
        WaveTemplate.objects.bulk_update(known.values(), names)
    after = {"templates": [{k: str(v) for k, v in asdict(one).items() if v} for one in command.templates]}
    audit.record(ctx, [audit.Change("warehouse.wave_templates", warehouse.id, warehouse.code, "change", before, after)])
    return WaveTemplatesSet(templates=sum(1 for one in command.templates if one.active))


def _understand(
    ctx: Context, warehouse: int, templates: Sequence[TemplateFacts]
) -> tuple[list[dict[str, Any]], list[Problem]]:
    zones = zones_by_code(ctx, warehouse, {t.zone for t in templates if t.zone})
    groups = groups_by_code(ctx, {t.channel for t in templates if t.channel})
    values: list[dict[str, Any]] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for i, t in enumerate(templates):
        where = f"templates.{i}"
        if t.code in seen:
            problems.append(problem(f"{where}.code", gettext_noop("is named more than once")))
        seen.add(t.code)
        if t.zone and t.zone not in zones:
            problems.append(problem(f"{where}.zone", gettext_noop("there is no zone {code} here"), code=t.zone))
        if t.channel and t.channel not in groups:
            template = gettext_noop("there is no customer group {code}")
            problems.append(problem(f"{where}.channel", template, code=t.channel))
        if t.orders_min > t.orders_max:
            template = gettext_noop("must not be more than {most}")
            problems.append(problem(f"{where}.orders_min", template, most=t.orders_max))
        if t.waveless and not t.in_process:
            template = gettext_noop("is needed where orders go without waves")
            problems.append(problem(f"{where}.in_process", template))
        values.append(
            {
                "code": t.code,
                "zone_id": zones.get(t.zone),
                "group_id": groups.get(t.channel),
                "quantity_max": t.quantity_max or 0,
                **{name: getattr(t, name) for name in PLAIN},
            }
        )
    return values, problems
