"""Unblock a partner."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.partners.block_partner import PartnerBlocked, keep
from ledgerhouse.masterdata.partners.queries import partner_row


@dataclass(frozen=True, kw_only=True)
class UnblockPartner:
    """Whom, and why."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    partner: Code
    reason: Annotated[str, Field(min_length=1, max_length=200)]


@verb("partners.unblock_partner", may="block partners", title=gettext_noop("Unblock"))
def unblock_partner(command: UnblockPartner, ctx: Context) -> PartnerBlocked:
    """Let new papers name a partner again."""
    return keep(ctx, partner_row(ctx, command.partner), blocked=False, why=command.reason)
