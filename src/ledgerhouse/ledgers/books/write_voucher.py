"""Write a voucher by hand."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop
from ledgerhouse.ledgers.books import vouchers
from ledgerhouse.ledgers.books.voucher_lines import NewVoucherLine, understand
from ledgerhouse.ledgers.books.voucher_words import month_of


@dataclass(frozen=True, kw_only=True)
class WriteVoucher:
    """A voucher: at least two lines that balance. Without a date it is today's."""

    __pydantic_config__ = STRICT

    day: date | None = field(default=None, metadata={"title": gettext_noop("Date")})
    attachments: Annotated[int, Field(ge=0, le=9999)] = field(
        default=0, metadata={"title": gettext_noop("Attachments")}
    )
    source: Annotated[str, Field(max_length=60)] = field(default="", metadata={"title": gettext_noop("Document")})
    lines: Annotated[tuple[NewVoucherLine, ...], Field(min_length=2)] = field(metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class VoucherWritten:
    """The number of the paper; its legal number comes when it is posted."""

    number: str


@verb("books.write_voucher", may="write vouchers", title=gettext_noop("Write a voucher"))
def write_voucher(command: WriteVoucher, ctx: Context) -> VoucherWritten:
    """Write a voucher as a draft; somebody else approves it before it is posted."""
    ctx.require(ctx.acting, company=ctx.company, warehouse=0)
    day = command.day or vouchers.today(ctx)
    lines, problems = understand(ctx, command.lines, day)
    if problems:
        raise Unreadable(problems)
    draft = vouchers.Draft(month_of(day), day, lines, source=command.source, attachments=command.attachments)
    return VoucherWritten(number=vouchers.write(ctx, [draft])[0])
