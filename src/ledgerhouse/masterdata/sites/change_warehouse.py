"""Change what a warehouse is called, where it is, who operates it, when goods are booked in, and in which steps they leave."""

from dataclasses import dataclass
from typing import Annotated, ClassVar
from zoneinfo import available_timezones

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.sites.models import Warehouse
from ledgerhouse.masterdata.sites.words import BookIn, Operator, Outbound

FIELDS = ("name", "timezone", "operator", "outbound_steps", "book_in", "address", "active")


@dataclass(frozen=True, kw_only=True)
class ChangeWarehouse:
    """New values; what is left out stays. Code and valuation area never change."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    warehouse: Code
    name: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    timezone: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    operator: Operator | None = None
    outbound_steps: Outbound | None = None
    book_in: BookIn | None = None
    address: Annotated[str, Field(max_length=300)] | None = None
    active: bool | None = None
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class WarehouseChanged:
    """The code of the warehouse."""

    warehouse: str


@verb("sites.change_warehouse", may="change sites", title=gettext_noop("Change the warehouse"))
def change_warehouse(command: ChangeWarehouse, ctx: Context) -> WarehouseChanged:
    """Change a warehouse; a closed one takes no new papers."""
    row = scoped(ctx, Warehouse).filter(code=command.warehouse).first()
    if row is None:
        raise NotFound(kind=gettext_noop("warehouse"), name=command.warehouse)
    if command.timezone is not None and command.timezone not in available_timezones():
        raise Unreadable([problem("timezone", gettext_noop("is not a known time zone"))])
    before = {name: getattr(row, name) for name in FIELDS}
    after = {name: value for name in FIELDS if (value := getattr(command, name)) is not None}
    for name, value in after.items():
        setattr(row, name, value)
    row.save(update_fields=after.keys() or None)
    change = audit.Change("sites.warehouse", row.id, row.code, "change", before, {**before, **after})
    audit.record(ctx, [change], reason=command.reason)
    return WarehouseChanged(warehouse=row.code)
