"""Take an approval back while the voucher is not posted (反审核)."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books import vouchers


@dataclass(frozen=True, kw_only=True)
class WithdrawVouchers:
    """Which approved vouchers, and why."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Vouchers")})
    reason: Annotated[str, Field(max_length=200)] = field(default="", metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    """How many vouchers."""

    vouchers: int


@verb("books.withdraw_vouchers", may="approve vouchers", title=gettext_noop("Withdraw approval"))
def withdraw_vouchers(command: WithdrawVouchers, ctx: Context) -> Withdrawn:
    """Take the approval of vouchers back; posted ones are corrected in red instead."""
    found = vouchers.load(ctx, command.numbers)
    vouchers.step(found, "take back", checker=None, approved_at=None)
    vouchers.note(ctx, found, "take back", command.reason)
    return Withdrawn(vouchers=len(found))
