"""Block a partner: no new paper may name it until it is unblocked."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.partners.models import Partner
from ledgerhouse.masterdata.partners.queries import partner_row


@dataclass(frozen=True, kw_only=True)
class BlockPartner:
    """Whom, and why."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    partner: Code
    reason: Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True, kw_only=True)
class PartnerBlocked:
    """The code of the partner and whether it is blocked now."""

    partner: str
    blocked: bool


@verb("partners.block_partner", may="block partners", title=gettext_noop("Block"))
def block_partner(command: BlockPartner, ctx: Context) -> PartnerBlocked:
    """Block a partner; open papers go on, new ones are refused with the reason."""
    return keep(ctx, partner_row(ctx, command.partner), blocked=True, why=command.reason)


def keep(ctx: Context, row: Partner, *, blocked: bool, why: str) -> PartnerBlocked:
    """Write the block and its audit row."""
    before = {"blocked": row.blocked, "block_reason": row.block_reason}
    after = {"blocked": blocked, "block_reason": why if blocked else ""}
    Partner.objects.filter(id=row.id).update(**after)
    action = "block" if blocked else "unblock"
    audit.record(ctx, [audit.Change("partners.partner", row.id, row.code, action, before, after)], reason=why)
    return PartnerBlocked(partner=row.code, blocked=blocked)
