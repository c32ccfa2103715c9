"""Say in blue what a voucher that was taken back should have said (蓝字更正)."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, Unreadable, gettext_noop
from ledgerhouse.ledgers.books import vouchers
from ledgerhouse.ledgers.books.models import Voucher
from ledgerhouse.ledgers.books.voucher_lines import NewVoucherLine, understand
from ledgerhouse.ledgers.books.voucher_words import VOUCHER, Origin, corrected, month_of


class NotReversed(Refused):
    """Blue follows red: what still stands can not be said again."""

    code = "not-reversed"
    template = gettext_noop("{number} still stands; reverse it in red first.")


@dataclass(frozen=True, kw_only=True)
class CorrectVoucher:
    """The voucher that was taken back, and the lines it should have had. Without a date it is today's."""

    __pydantic_config__ = STRICT

    number: Code = field(metadata={"title": gettext_noop("Voucher")})
    day: date | None = field(default=None, metadata={"title": gettext_noop("Date")})
    attachments: Annotated[int, Field(ge=0, le=9999)] = field(
        default=0, metadata={"title": gettext_noop("Attachments")}
    )
    lines: Annotated[tuple[NewVoucherLine, ...], Field(min_length=2)] = field(metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """The blue voucher's number."""

    number: str


@verb("books.correct_voucher", may="write vouchers", title=gettext_noop("Correct in blue"))
def correct_voucher(command: CorrectVoucher, ctx: Context) -> Corrected:
    """Write the blue voucher that follows a red one. It is approved and posted like any other."""
    (voucher,) = vouchers.load(ctx, [command.number])
    reds = Voucher.objects.filter(corrects_id=voucher.id, origin=Origin.RED, state=VOUCHER.target("post"))
    if voucher.serial is None or not reds.exists():
        raise NotReversed(number=voucher.number)
    day = command.day or vouchers.today(ctx)
    says = corrected(voucher.day, voucher.word, voucher.serial)
    written = [replace(line, explanation=f"{says} {line.explanation}".strip()[:200]) for line in command.lines]
    lines, problems = understand(ctx, written, day)
    if problems:
        raise Unreadable(problems)
    draft = vouchers.Draft(
        month_of(day),
        day,
        lines,
        origin=Origin.BLUE,
        warehouse=voucher.warehouse,
        attachments=command.attachments,
        corrects=voucher.id,
    )
    (number,) = vouchers.write(ctx, [draft])
    link(ctx, [(Ref("voucher", voucher.number), Ref("voucher", number))])
    return Corrected(number=number)
