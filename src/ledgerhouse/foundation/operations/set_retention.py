"""Decide how long a kind of thing is kept."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit, retention
from ledgerhouse.foundation.models import RetentionRule
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class SetRetention:
    """What, for how many days, and why."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    kind: Annotated[str, Field(min_length=1, max_length=40)]
    days: Annotated[int, Field(ge=0, le=36_500)]
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class RetentionSet:
    """What is kept for how long now, and how many rows the next housekeeping will delete."""

    kind: str
    days: int


@verb("operations.set_retention", may="change settings", title=gettext_noop("Set how long it is kept"))
def set_retention(command: SetRetention, ctx: Context) -> RetentionSet:
    """Decide for how many days something is kept; the ledgers, the papers and the audit trail are kept for good."""
    kept = retention.KEPT.get(command.kind)
    if kept is None:
        known = ", ".join(sorted(retention.KEPT))
        raise Unreadable([problem("kind", gettext_noop("must be one of {expected}"), expected=known)])
    if command.days < kept.least:
        raise Unreadable(
            [problem("days", gettext_noop("must be at least {least}: so long it must be kept"), least=kept.least)]
        )
    before = retention.days(ctx.company)[kept.name]
    row, _ = RetentionRule.objects.update_or_create(
        company=ctx.company, kind=kept.name, defaults={"days": command.days}
    )
    change = audit.Change("retention", row.id, kept.name, "change", {"days": before}, {"days": command.days})
    audit.record(ctx, [change], reason=command.reason)
    return RetentionSet(kind=kept.name, days=command.days)
