"""The audit trail of master data and settings: old, new, who, when, from where, why. One statement for many changes."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from ledgerhouse.foundation.models.audit import AuditRow
from ledgerhouse.kernel.context import Context


class Change(NamedTuple):
    """One changed row: kind (`catalog.item`), its id and name, what was done, and the fields before and after."""

    kind: str
    row: int
    name: str
    action: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def record(ctx: Context, changes: Iterable[Change], *, reason: str = "") -> None:
    """Write changes; of each, only the fields that differ."""
    AuditRow.objects.bulk_create(
        AuditRow(
            company=ctx.company,
            kind=c.kind,
            row=c.row,
            name=c.name[:120],
            action=c.action,
            reason=reason[:200],
            before={k: _plain(v) for k, v in c.before.items() if c.after.get(k) != v},
            after={k: _plain(v) for k, v in c.after.items() if c.before.get(k) != v},
            user=ctx.user,
            interface=ctx.interface,
            device=ctx.device,
            at=ctx.now,
        )
        for c in changes
    )


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | date | datetime) else value
