"""Send submitted vouchers back to their makers."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books import vouchers


@dataclass(frozen=True, kw_only=True)
class RejectVouchers:
    """Which vouchers, and why."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Vouchers")})
    reason: Annotated[str, Field(max_length=200)] = field(default="", metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """How many vouchers."""

    vouchers: int


@verb("books.reject_vouchers", may="approve vouchers", title=gettext_noop("Reject"))
def reject_vouchers(command: RejectVouchers, ctx: Context) -> Rejected:
    """Make drafts again of submitted vouchers that are not right."""
    found = vouchers.load(ctx, command.numbers)
    vouchers.step(found, "reject")
    vouchers.note(ctx, found, "reject", command.reason)
    return Rejected(vouchers=len(found))
