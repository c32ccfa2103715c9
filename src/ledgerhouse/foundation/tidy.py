"""Housekeeping by the clock: the retention rules, carried out; the ledgers and the audit trail stay."""

from collections.abc import Mapping
from typing import Any

from ledgerhouse.foundation import retention
from ledgerhouse.foundation.jobs import KINDS, Report
from ledgerhouse.kernel.context import Context


@KINDS.add("house.tidy")
def tidy(ctx: Context, args: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """Delete what is older than the company keeps it; with `dry_run` only say how much that would be."""
    rehearse = str(args.get("dry_run", "")).lower() in {"true", "yes", "1"}
    found = retention.carry_out(ctx, report, rehearse=rehearse)
    return {"dry_run": rehearse, "deleted": 0 if rehearse else sum(found.values()), "found": dict(found)}
