"""Post approved vouchers: they get their legal numbers and can not be changed any more (记账)."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.books import vouchers

MOST = 5000


@dataclass(frozen=True, kw_only=True)
class PostVouchers:
    """Which approved vouchers; or all that are approved in a period, at most 5,000 at once."""

    __pydantic_config__ = STRICT

    numbers: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Vouchers")})
    month: Annotated[int, Field(ge=190001, le=999912)] | None = field(
        default=None, metadata={"title": gettext_noop("Period")}
    )


@dataclass(frozen=True, kw_only=True)
class PostedVoucher:
    """A voucher and the legal number it got."""

    number: str
    serial: int


@dataclass(frozen=True, kw_only=True)
class Posted:
    """The vouchers that were posted, with their legal numbers."""

    vouchers: tuple[PostedVoucher, ...]


@verb("books.post_vouchers", may="post vouchers", title=gettext_noop("Post"))
def post_vouchers(command: PostVouchers, ctx: Context) -> Posted:
    """Post approved vouchers, for good: numbers run without a gap per period and voucher word, in the order of the dates."""
    if bool(command.numbers) == (command.month is not None):
        raise Unreadable([problem("numbers", gettext_noop("name vouchers, or a period"))])
    found = (
        vouchers.load(ctx, command.numbers) if command.month is None else vouchers.approved_in(ctx, command.month, MOST)
    )
    serials = vouchers.post(ctx, found)
    return Posted(vouchers=tuple(PostedVoucher(number=number, serial=serial) for number, serial in serials.items()))
