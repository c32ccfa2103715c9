"""Sweep empty balances away; started by the clock when the floor is quiet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from ledgerhouse.foundation.jobs import KINDS, Report
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.sites.queries import warehouse, warehouses
from ledgerhouse.posting.sweep import sweep

PORTION = 1000
"""How many one transaction takes away: it locks them while it does."""


@dataclass(frozen=True, kw_only=True)
class SweepEmpty:
    """In which warehouse, and at most how many."""

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    limit: Annotated[int, Field(ge=1, le=PORTION)] = field(default=PORTION, metadata={"title": gettext_noop("At most")})


@dataclass(frozen=True, kw_only=True)
class Swept:
    """How many were taken away."""

    balances: int


@verb("inventory.sweep_empty", may="keep stock history", title=gettext_noop("Sweep empty balances"))
def sweep_empty(command: SweepEmpty, ctx: Context) -> Swept:
    """Take empty balances away. Entries stay, so nothing is forgotten; a balance is made again when goods come."""
    return Swept(balances=sweep(warehouse(ctx, command.warehouse), command.limit))


@KINDS.add("inventory.sweep_empty")
def every_night(ctx: Context, args: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """The job: portion by portion, in every warehouse, until none are left."""
    del args
    swept = 0
    for site in warehouses(ctx):
        some = PORTION
        while some == PORTION:
            some = sweep_empty(SweepEmpty(warehouse=site.code), ctx).balances
            swept += some
            report(swept, swept, site.code)
    return {"balances": swept}
