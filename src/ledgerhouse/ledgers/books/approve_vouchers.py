"""Approve vouchers (审核)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final

from pydantic import Field

from ledgerhouse.foundation.approvals.need import require
from ledgerhouse.foundation.approvals.subjects import Facts, Subject, declare
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop
from ledgerhouse.ledgers.books import vouchers

SUBJECT: Final = gettext_noop("voucher")


class MakerApproves(Refused):
    """Whoever made a voucher may not approve it."""

    code = "maker-approves"
    template = gettext_noop("You have made {numbers} yourself; somebody else must approve.")
    status = 403


@dataclass(frozen=True, kw_only=True)
class ApproveVouchers:
    """Which submitted vouchers. All are approved or none."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Vouchers")})


@dataclass(frozen=True, kw_only=True)
class Approved:
    """How many vouchers."""

    vouchers: int


@verb("books.approve_vouchers", may="approve vouchers", title=gettext_noop("Approve vouchers"))
def approve_vouchers(command: ApproveVouchers, ctx: Context) -> Approved:
    """Approve vouchers; nobody approves what they have made themself."""
    found = vouchers.load(ctx, command.numbers)
    mine = [voucher.number for voucher in found if voucher.maker == ctx.user]
    if mine:
        raise MakerApproves(numbers=", ".join(mine[:10]))
    require(ctx, SUBJECT, lambda: _facts(found))
    vouchers.step(found, "approve", checker=ctx.user, approved_at=ctx.now)
    vouchers.note(ctx, found, "approve")
    return Approved(vouchers=len(found))


def _facts(found: Sequence[vouchers.VoucherRef]) -> list[Facts]:
    """What approval routes look at: the total, in red or not, the warehouse, and every line as it stands."""
    lines = vouchers.lines_by_voucher(found)
    return [
        Facts(
            number=voucher.number,
            amount=exact.number(sum(abs(line.debit) for line in lines[voucher.id]), exact.AMOUNT),
            maker=voucher.maker,
            warehouse=voucher.warehouse,
            content=repr([(voucher.day, voucher.corrects), *(tuple(line) for line in lines[voucher.id])]),
        )
        for voucher in found
    ]


def _find(ctx: Context, numbers: Sequence[str]) -> list[Facts]:
    return _facts(vouchers.load(ctx, numbers))


declare(Subject(SUBJECT, "voucher", "books.approve_vouchers", _find))
