"""Submit vouchers for approval."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books import vouchers


@dataclass(frozen=True, kw_only=True)
class SubmitVouchers:
    """Which drafts. All are submitted or none."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Vouchers")})


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """How many vouchers."""

    vouchers: int


@verb("books.submit_vouchers", may="write vouchers", title=gettext_noop("Submit"))
def submit_vouchers(command: SubmitVouchers, ctx: Context) -> Submitted:
    """Hand drafts in for approval."""
    found = vouchers.load(ctx, command.numbers)
    vouchers.step(found, "submit")
    vouchers.note(ctx, found, "submit")
    return Submitted(vouchers=len(found))
