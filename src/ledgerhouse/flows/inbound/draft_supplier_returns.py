"""Draw up returns of goods to their suppliers (采购退货), from stock or from a rejection, against the receipts that brought them."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from ledgerhouse.documents.purchasing import returns
from ledgerhouse.documents.purchasing.words import CauseWord
from ledgerhouse.flows.inbound.returning import PAPER, Asked, Going, understand
from ledgerhouse.flows.inventory.change_status import StatusWord
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop
from ledgerhouse.ledgers.stock.words import Status

WantsWord = Literal["refund", "replacement"]


@dataclass(frozen=True, kw_only=True)
class SupplierReturnLine:
    """So much of one receipt line, in the item's base unit, from where it lies in which status. Its lot is the receipt's."""

    __pydantic_config__ = STRICT

    receipt: Code = field(metadata={"title": gettext_noop("Receipt")})
    line: Annotated[int, Field(ge=1)] = field(metadata={"title": gettext_noop("Line")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    location: Code = field(metadata={"title": gettext_noop("Location")})
    status: StatusWord = field(default="good", metadata={"title": gettext_noop("Status")})
    serials: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Serial numbers")})


@dataclass(frozen=True, kw_only=True)
class DraftSupplierReturns:
    """What goes back, why, and whether we want our money back or the goods once more. `cause` says whether the supplier is to blame."""

    __pydantic_config__ = STRICT

    lines: Annotated[tuple[SupplierReturnLine, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Lines")}
    )
    reason: Annotated[str, Field(min_length=1, max_length=100)] = field(metadata={"title": gettext_noop("Reason")})
    cause: CauseWord = field(default="other", metadata={"title": gettext_noop("Cause")})
    wants: WantsWord = field(default="refund", metadata={"title": gettext_noop("Wanted")})
    reference: Annotated[str, Field(max_length=60)] = field(
        default="", metadata={"title": gettext_noop("Supplier's reference")}
    )


@dataclass(frozen=True, kw_only=True)
class SupplierReturnsDrafted:
    """The numbers of the returns: one for each supplier and warehouse."""

    returns: tuple[str, ...]


@verb("inbound.draft_supplier_returns", may="return to suppliers", title=gettext_noop("Return to supplier"))
def draft_supplier_returns(command: DraftSupplierReturns, ctx: Context) -> SupplierReturnsDrafted:
    """Draw up returns to suppliers. Nothing moves until they are sent; constant statements for any number of lines."""
    asked = [
        Asked(
            f"lines.{i}",
            line.receipt,
            line.line,
            exact.steps(line.quantity, exact.QUANTITY),
            line.location,
            Status[line.status.upper()],
            line.serials,
        )
        for i, line in enumerate(command.lines)
    ]
    going, problems = understand(ctx, asked)
    if problems:
        raise Unreadable(problems)
    papers: dict[tuple[int, int], list[Going]] = {}
    for g in going:
        papers.setdefault((g.receipt.partner, g.receipt.warehouse), []).append(g)
    new = [
        returns.NewReturn(
            supplier,
            warehouse,
            command.wants,
            command.reason,
            command.reference,
            tuple(_line(g) for g in some),
            command.cause,
        )
        for (supplier, warehouse), some in papers.items()
    ]
    numbers = returns.write(ctx, new, ctx.today(company(ctx).timezone))
    guard(ctx, [Ref(PAPER, number) for number in numbers])
    pairs = zip(numbers, papers.values(), strict=True)
    link(ctx, ((Ref("receipt", g.asked.receipt), Ref(PAPER, number)) for number, some in pairs for g in some))
    return SupplierReturnsDrafted(returns=tuple(numbers))


def _line(g: Going) -> returns.NewLine:
    a = g.asked
    return returns.NewLine(a.receipt, a.line, g.item.id, g.line.lot, a.quantity, g.place.id, a.status, a.serials)
