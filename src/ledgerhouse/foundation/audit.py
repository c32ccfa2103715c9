"""The audit trail of master data and settings: old, new, who, when, from where, why. One statement for many changes."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db import connection

from ledgerhouse.foundation import dialect, encryption
from ledgerhouse.foundation.models.audit import AuditRow
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


class Change(NamedTuple):
    """One changed row: kind (`catalog.item`), its id and name, what was done, and the fields before and after."""

    kind: str
    row: int
    name: str
    action: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


ACTIONS: Final = (
    gettext_noop("activate"),
    gettext_noop("add"),
    gettext_noop("add address"),
    gettext_noop("approval"),
    gettext_noop("block"),
    gettext_noop("change"),
    gettext_noop("change password"),
    gettext_noop("create"),
    gettext_noop("deactivate"),
    gettext_noop("delegate"),
    gettext_noop("deny role"),
    gettext_noop("end"),
    gettext_noop("end delegation"),
    gettext_noop("end session"),
    gettext_noop("end sessions"),
    gettext_noop("erase"),
    gettext_noop("erase contacts"),
    gettext_noop("except"),
    gettext_noop("generate locations"),
    gettext_noop("give badge"),
    gettext_noop("grant role"),
    gettext_noop("hide"),
    gettext_noop("issue token"),
    gettext_noop("lock"),
    gettext_noop("mail a list"),
    gettext_noop("map"),
    gettext_noop("merge"),
    gettext_noop("open"),
    gettext_noop("register"),
    gettext_noop("reject"),
    gettext_noop("remove"),
    gettext_noop("remove second factor"),
    gettext_noop("reset password"),
    gettext_noop("reverse"),
    gettext_noop("revoke"),
    gettext_noop("revoke role"),
    gettext_noop("revoke token"),
    gettext_noop("set"),
    gettext_noop("stop"),
    gettext_noop("subscribe"),
    gettext_noop("take badge"),
    gettext_noop("take in"),
    gettext_noop("unblock"),
    gettext_noop("undo"),
    gettext_noop("unlock"),
)
"""What is done to rows, as the trail calls it: message ids."""

COLUMNS: Final[Mapping[str, dialect.Kind]] = {
    "id": "int",
    "kind": "text",
    "row": "int",
    "name": "text",
    "action": "text",
    "before": "json",
    "after": "json",
}
MANY: Final = 2000
"""Rows per statement: changes of long texts must not outgrow what a server takes in one packet."""


def record(ctx: Context, changes: Iterable[Change], *, reason: str = "") -> None:
    """Write changes; of each, only the fields that differ."""
    told = list(changes)
    data = [
        (
            identifier,
            c.kind,
            c.row,
            c.name[:120],
            c.action,
            _json({k: v for k, v in c.before.items() if c.after.get(k) != v}),
            _json({k: v for k, v in c.after.items() if c.before.get(k) != v}),
        )
        for identifier, c in zip(new_ids(len(told)), told, strict=True)
    ]
    quote = connection.ops.quote_name
    constants = {
        "company": ctx.company,
        "reason": reason[:200],
        quote("user"): ctx.user,
        "interface": ctx.interface,
        "device": ctx.device,
        "at": ctx.now,
    }
    columns = {quote(name): kind for name, kind in COLUMNS.items()}
    for i in range(0, len(data), MANY):
        dialect.insert(AuditRow._meta.db_table, columns, data[i : i + MANY], constants=constants)


def impersonal(model: type, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts with the model's personal fields masked. An audit row is never changed, so what may have to be forgotten is not in it.

    A mask carries a short keyed digest: whether a value changed, and whether it is the one somebody names, can still be told.
    """
    personal: tuple[str, ...] = getattr(model, "personal", ())
    return {name: _mask(value) if name in personal and value else value for name, value in facts.items()}


def _mask(value: Any) -> str:
    return f"*** {encryption.blind(str(value), 'audit')[:8]}"


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(
        {name: _plain(value) for name, value in values.items()}, ensure_ascii=False, separators=(",", ":")
    )


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | date | datetime) else value
