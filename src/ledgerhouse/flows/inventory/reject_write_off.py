"""Reject a write-off: the goods stay."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse import write_offs
from ledgerhouse.foundation import audit
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class RejectWriteOff:
    """Which write-off, and why not."""

    __pydantic_config__ = STRICT

    number: Code = field(metadata={"title": gettext_noop("Write-off")})
    reason: Annotated[str, Field(min_length=1, max_length=100)] = field(metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class WriteOffRejected:
    """Which it was."""

    number: str


@verb("inventory.reject_write_off", may="approve write-offs", title=gettext_noop("Reject write-off"))
def reject_write_off(command: RejectWriteOff, ctx: Context) -> WriteOffRejected:
    """Refuse a proposed write-off, or take one's own back; the audit trail keeps the reason."""
    paper = write_offs.load(ctx, command.number)
    write_offs.decide(ctx, paper, "reject")
    after = {"reason": command.reason}
    audit.record(ctx, [audit.Change(write_offs.PAPER, paper.id, paper.number, "reject", {}, after)])
    return WriteOffRejected(number=paper.number)
