"""Share freight, duty or insurance out over the receipts it was paid for (采购费用分摊), by value, quantity, weight or volume."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import landed as landed_costs
from ledgerhouse.flows.finance.value_changes import Share, post_change, share
from ledgerhouse.foundation.approvals.authority import authority, write_down
from ledgerhouse.foundation.approvals.subjects import Facts, Subject, declare
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.numbering import take
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Amount, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.books.words import Worth
from ledgerhouse.ledgers.costing.apportion import Received, landed
from ledgerhouse.ledgers.costing.queries import Receipt, receipts_by_number
from ledgerhouse.ledgers.costing.words import Adjustment, Basis, Cause, Change
from ledgerhouse.masterdata.catalog.queries import categories_of, handling_of, items_by_id
from ledgerhouse.masterdata.partners.queries import partners_by_code
from ledgerhouse.masterdata.sites.queries import warehouse

PAPER = "landed_cost"
BILLED = "freight_bill"
"""The event of a landed cost that comes with its bill (J13)."""
SUBJECT = gettext_noop("landed cost")


@dataclass(frozen=True, kw_only=True)
class AddLandedCosts:
    """One amount without tax for what these receipts of a warehouse brought, and by what it is shared.

    With a bill of its supplier it is owed to him, with the tax beside it; without one it is an estimate until the bill comes.
    """

    __pydantic_config__ = STRICT

    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    receipts: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Receipts")})
    amount: Amount = field(metadata={"title": gettext_noop("Amount")})
    basis: Basis = field(default=Basis.VALUE, metadata={"title": gettext_noop("Shared by")})
    supplier: str = field(default="", metadata={"title": gettext_noop("Supplier")})
    bill: Annotated[str, Field(max_length=60)] = field(default="", metadata={"title": gettext_noop("Bill")})
    tax: Amount = field(default=Decimal(0), metadata={"title": gettext_noop("Tax")})
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
    problems += _wrong_bill(command, company(ctx).currency_places)
    if problems:
        raise Unreadable(problems)
    items = items_by_id(ctx, {r.item for r in receipts})
    granted = authority(ctx, SUBJECT, lambda: _facts(ctx, site.id, command, items))
    (number,) = take(ctx, PAPER, 1, day)
    write_down(ctx, granted, PAPER, number)
    partner, tax = supplier.id if supplier else 0, exact.steps(command.tax, exact.AMOUNT)
    facts = (command.bill, command.basis.value, command.amount, command.tax, command.reason)
    landed_costs.write(ctx, number, landed_costs.NewLanded(site.id, partner, *facts), day)
    parts = [(r, steps) for r, steps in zip(receipts, shares, strict=True) if steps]
    change = Change(
        Cause.LANDED_COST,
        PAPER,
        number,
        day,
        tuple(Adjustment(steps, entry=r.entry) for r, steps in parts),
        partner=partner,
        event=BILLED if command.bill else "",
        extra=(Worth("", "tax", tax),) if tax else (),
        why=command.reason,
    )
    link(ctx, ((Ref("receipt", receipt), Ref(PAPER, number)) for receipt in command.receipts))
    spreads = post_change(ctx, site, change, [""] * len(parts))
    told = (share(items[r.item].code, spread) for (r, _), spread in zip(parts, spreads, strict=True))
    return LandedCostsAdded(number=number, shares=tuple(told))


def _wrong_bill(command: AddLandedCosts, places: int) -> list[Problem]:
    """A bill is somebody's; tax is on bills, the same way round as the amount."""
    found = []
    if command.bill and not command.supplier:
        found.append(problem("supplier", gettext_noop("is needed: whose bill is it?")))
    if command.tax and not command.bill:
        found.append(problem("tax", gettext_noop("is only for a bill: an estimate has no tax")))
    if command.tax * command.amount < 0 or exact.steps(command.tax, exact.AMOUNT) % 10 ** (exact.AMOUNT - places):
        template = gettext_noop("must go the same way as the amount, with at most {places} places")
        found.append(problem("tax", template, places=places))
    return found


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
