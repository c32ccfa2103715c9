"""Share freight, duty or insurance out over the receipts it was paid for (采购费用分摊), by value, quantity, weight or volume."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from pydantic import Field

from ledgerhouse.flows.finance.value_changes import Share, post_change, share
from ledgerhouse.foundation.approvals.authority import authority, write_down
from ledgerhouse.foundation.approvals.subjects import Facts, Subject, declare
from ledgerhouse.foundation.numbering import take
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Amount, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.costing.apportion import Received, landed
from ledgerhouse.ledgers.costing.queries import Receipt, receipts_by_number
from ledgerhouse.ledgers.costing.words import Adjustment, Basis, Cause, Change
from ledgerhouse.masterdata.catalog.queries import categories_of, handling_of, items_by_id
from ledgerhouse.masterdata.partners.queries import partners_by_code
from ledgerhouse.masterdata.sites.queries import warehouse

PAPER = "landed_cost"
SUBJECT = gettext_noop("landed cost")


@dataclass(frozen=True, kw_only=True)
class AddLandedCosts:
    """One amount without tax for what these receipts of a warehouse brought, and by what it is shared."""

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    receipts: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Receipts")})
    amount: Amount = field(metadata={"title": gettext_noop("Amount")})
    basis: Basis = field(default=Basis.VALUE, metadata={"title": gettext_noop("Shared by")})
    supplier: str = field(default="", metadata={"title": gettext_noop("Supplier")})
    reason: Annotated[str, Field(max_length=200)] = field(default="", metadata={"title": gettext_noop("Reason")})
    added_on: date | None = field(default=None, metadata={"title": gettext_noop("Added on")})


@dataclass(frozen=True, kw_only=True)
class LandedCostsAdded:
    """The number of the landed cost, and where each share of it went."""

    number: str
    shares: tuple[Share, ...]


@verb("finance.add_landed_costs", may="adjust costs", title=gettext_noop("Add landed costs"))
def add_landed_costs(command: AddLandedCosts, ctx: Context) -> LandedCostsAdded:
    """Add an amount to what goods cost, exact to the cent; goods that are gone take their share to cost of sales."""
    site = warehouse(ctx, command.warehouse)
    day = command.added_on or ctx.today(site.timezone)
    found = receipts_by_number(ctx, site.area, site.id, command.receipts)
    supplier = partners_by_code(ctx, [command.supplier]).get(command.supplier) if command.supplier else None
    receipts = [r for some in found.values() for r in some]
    shares, problems = _shares(ctx, command, receipts)
    for i, number in enumerate(command.receipts):
        if number not in found:
            template = gettext_noop("there is no receipt {receipt} in this valuation area")
            problems.append(problem(f"receipts.{i}", template, receipt=number))
    if command.supplier and supplier is None:
        problems.append(problem("supplier", gettext_noop("there is no partner {code}"), code=command.supplier))
    if problems:
        raise Unreadable(problems)
    items = items_by_id(ctx, {r.item for r in receipts})
    granted = authority(ctx, SUBJECT, lambda: _facts(ctx, site.id, command, items))
    (number,) = take(ctx, PAPER, 1, day)
    write_down(ctx, granted, PAPER, number)
    parts = [(r, steps) for r, steps in zip(receipts, shares, strict=True) if steps]
    change = Change(
        Cause.LANDED_COST,
        PAPER,
        number,
        day,
        tuple(Adjustment(steps, entry=r.entry) for r, steps in parts),
        partner=supplier.id if supplier else 0,
        why=command.reason,
    )
    spreads = post_change(ctx, site, change, [""] * len(parts))
    told = (share(items[r.item].code, spread) for (r, _), spread in zip(parts, spreads, strict=True))
    return LandedCostsAdded(number=number, shares=tuple(told))


declare(Subject(SUBJECT, PAPER, "finance.add_landed_costs", lambda _ctx, _numbers: (), "see costs"))


def _facts(ctx: Context, warehouse: int, command: AddLandedCosts, items: Iterable[int]) -> Facts:
    """What routes look at: the whole amount, whichever way it goes."""
    categories = categories_of(ctx, items)
    return Facts(
        number="",
        amount=abs(command.amount),
        warehouse=warehouse,
        categories=frozenset(c for some in categories.values() for c in some),
        content=repr((sorted(command.receipts), command.supplier)),
    )


def _shares(ctx: Context, command: AddLandedCosts, receipts: Sequence[Receipt]) -> tuple[list[int], list[Problem]]:
    """The amount over the receipts, or why it can not be shared."""
    handling = handling_of(ctx, {r.item for r in receipts})
    places = company(ctx).currency_places
    amount = exact.steps(command.amount, exact.AMOUNT)
    if not amount or amount % 10 ** (exact.AMOUNT - places):
        template = gettext_noop("must be an amount other than zero with at most {places} places")
        return [], [problem("amount", template, places=places)]
    lines = [
        Received(max(r.value, 0), r.quantity, handling[r.item].weight_g, handling[r.item].volume_cm3) for r in receipts
    ]
    try:
        return landed(amount, command.basis, lines, places), []
    except ValueError:
        template = gettext_noop("nothing to share by: the receipts have none of it")
        return [], [problem("basis", template)] if receipts else []
