"""Write the lines of a draft anew."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, Unreadable, WrongState, gettext_noop
from ledgerhouse.ledgers.books import periods, vouchers
from ledgerhouse.ledgers.books.models import VoucherLine
from ledgerhouse.ledgers.books.voucher_lines import NewVoucherLine, understand
from ledgerhouse.ledgers.books.voucher_words import VOUCHER, Origin


class FromTheJournal(Refused):
    """Amounts that come from the journal are facts; only the rules or a correction can say otherwise."""

    code = "from-the-journal"
    template = gettext_noop("{number} was not written by hand: its amounts can not be changed or voided.")


@dataclass(frozen=True, kw_only=True)
class RewriteVoucher:
    """A draft written by hand, and all the lines it shall have."""

    __pydantic_config__ = STRICT

    number: Code = field(metadata={"title": gettext_noop("Voucher")})
    attachments: Annotated[int, Field(ge=0, le=9999)] = field(
        default=0, metadata={"title": gettext_noop("Attachments")}
    )
    lines: Annotated[tuple[NewVoucherLine, ...], Field(min_length=2)] = field(metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class VoucherRewritten:
    """The voucher's number."""

    number: str


@verb("books.rewrite_voucher", may="write vouchers", title=gettext_noop("Change the lines"))
def rewrite_voucher(command: RewriteVoucher, ctx: Context) -> VoucherRewritten:
    """Replace the lines of a draft. A submitted voucher has to be rejected first."""
    (voucher,) = vouchers.load(ctx, [command.number])
    if voucher.origin not in {Origin.MANUAL, Origin.BLUE}:
        raise FromTheJournal(number=voucher.number)
    if voucher.state != VOUCHER.start:
        raise WrongState(name=voucher.number, state=voucher.state, verb=gettext_noop("Change the lines"))
    lines, problems = understand(ctx, command.lines, voucher.day)
    if problems:
        raise Unreadable(problems)
    total = sum(line.debit for line in lines)
    vouchers.check_balance(voucher.number, lines)
    periods.hold_open(ctx, [voucher.month])
    VoucherLine.objects.filter(voucher_id=voucher.id).delete()
    vouchers.write_lines([(voucher.id, lines)])
    said = next((line.explanation for line in lines if line.explanation), "")
    vouchers.retouch(voucher, total=total, explanation=said, attachments=command.attachments, maker=ctx.user)
    return VoucherRewritten(number=voucher.number)
