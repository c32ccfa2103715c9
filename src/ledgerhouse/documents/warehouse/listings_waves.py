"""List of wave templates."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from ledgerhouse.documents.warehouse.models import SEE, WaveTemplate
from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class WaveTemplates:
    """Of which warehouse."""

    warehouse: str = ""


@dataclass(frozen=True)
class WaveTemplateRow:
    """One wave template."""

    warehouse: str = column(gettext_noop("Warehouse"), path="warehouse__code", kind="code", link="warehouse")
    position: int = column(gettext_noop("Line"), kind="number")
    code: str = column(gettext_noop("Code"), kind="code")
    name: str = column(gettext_noop("Name"))
    kind: str = column(gettext_noop("Orders of a kind"), kind="word")
    zone: str = column(gettext_noop("Zone"), path="zone__code", kind="code")
    channel: str = column(gettext_noop("Channel (customer group)"), path="group__code", kind="code")
    priority: int = column(gettext_noop("Priority at least"), kind="number")
    due_days: int = column(gettext_noop("Due within days"), kind="number")
    cut_off: str = column(gettext_noop("Cut-off time"), kind="code")
    orders_min: int = column(gettext_noop("Orders at least"), kind="number")
    orders_max: int = column(gettext_noop("Orders at most"), kind="number")
    lines_max: int = column(gettext_noop("Lines at most"), kind="number")
    quantity_max: Decimal = column(gettext_noop("Quantity at most"), kind="quantity")
    volume_max_cm3: int = column(gettext_noop("Volume at most (cm³)"), kind="number")
    waveless: bool = column(gettext_noop("Without waves"), kind="yes_no")
    in_process: int = column(gettext_noop("Orders in process at most"), kind="number")
    active: bool = column(gettext_noop("Active"), kind="yes_no")


@listing(
    "warehouse.wave_templates",
    title=gettext_noop("Wave templates"),
    see=SEE,
    row=WaveTemplateRow,
    search=("code", "name"),
    order="position",
    verbs=("warehouse.set_wave_templates", "outbound.plan_waves"),
)
def wave_templates(ctx: Context, where: WaveTemplates) -> "QuerySet[WaveTemplate]":
    """Wave templates in scope."""
    rows = scoped(ctx, WaveTemplate)
    return rows.filter(warehouse__code=where.warehouse) if where.warehouse else rows
