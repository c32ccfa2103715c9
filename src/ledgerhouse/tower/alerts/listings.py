"""The list of findings."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from ledgerhouse.foundation.listing import column, listing
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.tower.alerts.models import Finding


@dataclass(frozen=True)
class Findings:
    """Which findings; `settled` for those that a later look at everything did not find any more."""

    check: str = ""
    settled: bool | None = None


@dataclass(frozen=True)
class FindingRow:
    """A row that breaks an invariant of the ledgers."""

    check: str = column(gettext_noop("Check"), path="proof")
    problem: str = column(gettext_noop("Problem"), sortable=False)
    first_seen: datetime = column(gettext_noop("First seen"), kind="moment")
    last_seen: datetime = column(gettext_noop("Last seen"), kind="moment")
    settled_at: datetime | None = column(gettext_noop("Settled at"), kind="moment")


@listing(
    "alerts.findings",
    title=gettext_noop("Findings of the checker"),
    see="prove the ledgers",
    row=FindingRow,
    search=("proof", "problem"),
    order="-last_seen",
    verbs=("finance.prove",),
)
def findings(ctx: Context, where: Findings) -> "QuerySet[Finding]":
    """What the checker has found in the company's ledgers."""
    rows = scoped(ctx, Finding)
    if where.check:
        rows = rows.filter(proof=where.check)
    return rows if where.settled is None else rows.filter(settled_at__isnull=not where.settled)
