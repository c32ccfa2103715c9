"""Void drafts written by hand (作废)."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books import vouchers
from ledgerhouse.ledgers.books.rewrite_voucher import FromTheJournal
from ledgerhouse.ledgers.books.voucher_words import Origin


@dataclass(frozen=True, kw_only=True)
class VoidVouchers:
    """Which drafts, and why."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Vouchers")})
    reason: Annotated[str, Field(max_length=200)] = field(default="", metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class Voided:
    """How many vouchers."""

    vouchers: int


@verb("books.void_vouchers", may="write vouchers", title=gettext_noop("Void"))
def void_vouchers(command: VoidVouchers, ctx: Context) -> Voided:
    """Void drafts. One made from the journal stays: its entries have happened."""
    found = vouchers.load(ctx, command.numbers)
    for voucher in found:
        if voucher.origin == Origin.JOURNAL:
            raise FromTheJournal(number=voucher.number)
    vouchers.step(found, "void")
    vouchers.note(ctx, found, "void", command.reason)
    return Voided(vouchers=len(found))
