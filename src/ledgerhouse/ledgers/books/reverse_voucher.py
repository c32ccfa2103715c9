"""Take a posted voucher back with a red one (红字冲销)."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation import audit, dialect
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, WrongState, gettext_noop
from ledgerhouse.ledgers.books import vouchers
from ledgerhouse.ledgers.books.models import Voucher
from ledgerhouse.ledgers.books.voucher_words import VOUCHER, Origin, cancelled, month_of


class AlreadyReversed(Refused):
    """A voucher is taken back once."""

    code = "already-reversed"
    template = gettext_noop("{number} has a red voucher already: {red}.")


class RedIsFinal(Refused):
    """A red voucher is not taken back: a new voucher says what is right."""

    code = "red-is-final"
    template = gettext_noop("{number} is a red voucher itself; write a new voucher instead.")


@dataclass(frozen=True, kw_only=True)
class ReverseVoucher:
    """Which posted voucher. Without a date the red one is of today."""

    __pydantic_config__ = STRICT

    number: Code = field(metadata={"title": gettext_noop("Voucher")})
    day: date | None = field(default=None, metadata={"title": gettext_noop("Date")})
    reason: Annotated[str, Field(max_length=200)] = field(default="", metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class Reversed:
    """The red voucher's number."""

    number: str


@verb("books.reverse_voucher", may="write vouchers", title=gettext_noop("Reverse in red"))
def reverse_voucher(command: ReverseVoucher, ctx: Context) -> Reversed:
    """Write the red voucher of a posted one: the same lines with negative amounts. It is approved and posted like any other."""
    (voucher,) = vouchers.load(ctx, [command.number])
    if voucher.state != VOUCHER.target("post") or voucher.serial is None:
        raise WrongState(name=voucher.number, state=voucher.state, verb=gettext_noop("Reverse in red"))
    if voucher.origin == Origin.RED:
        raise RedIsFinal(number=voucher.number)
    dialect.select(dialect.locking(f"select id from books_voucher where id = {voucher.id}"))
    red = Voucher.objects.filter(corrects_id=voucher.id, origin=Origin.RED).exclude(state=VOUCHER.target("void"))
    if (known := red.values_list("number", flat=True).first()) is not None:
        raise AlreadyReversed(number=voucher.number, red=known)
    day = command.day or vouchers.today(ctx)
    says = cancelled(voucher.day, voucher.word, voucher.serial)
    lines = [
        line._replace(
            debit=-line.debit,
            credit=-line.credit,
            quantity=-line.quantity,
            original=-line.original,
            explanation=says,
        )
        for line in vouchers.lines_of(voucher)
    ]
    draft = vouchers.Draft(
        month_of(day), day, lines, origin=Origin.RED, warehouse=voucher.warehouse, corrects=voucher.id
    )
    (number,) = vouchers.write(ctx, [draft])
    link(ctx, [(Ref("voucher", voucher.number), Ref("voucher", number))])
    change = audit.Change("voucher", voucher.id, voucher.number, "reverse", {}, {"red": number})
    audit.record(ctx, [change], reason=command.reason)
    return Reversed(number=number)
