"""Keep snapshots of past days, of quantity and value, so that questions about the past are fast (结存快照)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field

from ledgerhouse.foundation.jobs import KINDS, Report
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.costing.history import drop_values, keep_values
from ledgerhouse.ledgers.stock.keep_snapshots import drop_snapshots, keep_snapshot
from ledgerhouse.masterdata.sites.queries import warehouses

DAYS = 8
"""How many last days keep their snapshot; older days only where they end a month."""


@dataclass(frozen=True, kw_only=True)
class KeepHistory:
    """Of which warehouse (none named: all), which day (yesterday if none); `anew` from the entries alone, not from the snapshot before."""

    __pydantic_config__ = STRICT

    warehouse: Annotated[str, Field(max_length=60)] = field(default="", metadata={"title": gettext_noop("Warehouse")})
    on: date | None = field(default=None, metadata={"title": gettext_noop("Day")})
    anew: bool = field(default=False, metadata={"title": gettext_noop("From the entries alone")})


@dataclass(frozen=True, kw_only=True)
class HistoryKept:
    """How many snapshots were written, with how many balances and values, and how many old ones were thrown away."""

    snapshots: int
    balances: int
    values: int
    dropped: int


@verb("inventory.keep_history", may="keep stock history", title=gettext_noop("Keep stock history"))
def keep_history(command: KeepHistory, ctx: Context) -> HistoryKept:
    """Write the snapshots of a past day; the same day again replaces them. A constant number of statements per warehouse."""
    sites = [site for site in warehouses(ctx) if command.warehouse in ("", site.code)]
    if not sites:
        template = gettext_noop("there is no warehouse {code} here")
        raise Unreadable([problem("warehouse", template, code=command.warehouse)])
    balances = values = dropped = 0
    for site in sites:
        today = ctx.today(site.timezone)
        day = command.on or today - timedelta(days=1)
        if day >= today:
            raise Unreadable([problem("on", gettext_noop("is not over yet"))])
        balances += keep_snapshot(ctx, site.id, day, anew=command.anew).rows
        values += keep_values(ctx, site.id, day, anew=command.anew).rows
        keep = {day, *(today - timedelta(days=n) for n in range(1, DAYS + 1)), *_month_ends(today)}
        dropped += drop_snapshots(ctx, site.id, keep)
        drop_values(ctx, site.id, keep=keep)
    return HistoryKept(snapshots=len(sites), balances=balances, values=values, dropped=dropped)


def _month_ends(today: date) -> list[date]:
    """The last days of all months of the last ten years."""
    months = [(today.year * 12 + today.month - 1) - n for n in range(120)]
    return [date(month // 12, month % 12 + 1, 1) - timedelta(days=1) for month in months]


@KINDS.add("inventory.keep_history")
def every_night(ctx: Context, args: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """The job: yesterday's snapshots of all warehouses, each in its own transaction."""
    del args
    sites = warehouses(ctx)
    rows = 0
    for n, site in enumerate(sites, 1):
        rows += keep_history(KeepHistory(warehouse=site.code), ctx).balances
        report(n, len(sites), site.code)
    return {"balances": rows}
