"""Pages of returns to suppliers and of claims."""

from ledgerhouse.documents.purchasing.listings_returns import (
    ClaimFilter,
    ClaimRow,
    SupplierReturnLineFilter,
    SupplierReturnLineRow,
)
from ledgerhouse.documents.purchasing.models import SupplierClaim, SupplierReturn
from ledgerhouse.documents.purchasing.models.returns import SEE
from ledgerhouse.documents.purchasing.words import CAUSES, CLAIM, RETURN, WANTS
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@paper("supplier_return", title=gettext_noop("Return to supplier"), see=SEE)
def supplier_return(ctx: Context, number: str) -> Paper | None:
    """A return to a supplier with its lines and the claims about it."""
    row = scoped(ctx, SupplierReturn).select_related("supplier", "warehouse").filter(number=number).first()
    if row is None:
        return None
    lines = LISTINGS["purchasing.return_lines"].every(ctx, SupplierReturnLineFilter(number=number), sort="position")
    claims = list(LISTINGS["purchasing.claims"].every(ctx, ClaimFilter(about=number), sort="number"))
    tables = [Table(gettext_noop("Lines"), SupplierReturnLineRow, list(lines))]
    if claims:
        tables.append(Table(gettext_noop("Supplier claims"), ClaimRow, claims))
    return Paper(
        kind="supplier_return",
        number=row.number,
        title=gettext_noop("Return to supplier"),
        state=row.state,
        lifecycle=RETURN,
        facts=(
            Fact(gettext_noop("Supplier"), row.supplier.code, "code", "partner"),
            Fact(gettext_noop("Name"), row.supplier.name),
            Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
            Fact(gettext_noop("Wanted"), WANTS[row.wants], "state"),
            Fact(gettext_noop("Cause"), CAUSES[row.cause].title, "state"),
            Fact(gettext_noop("Reason"), row.reason),
            Fact(gettext_noop("Supplier's reference"), row.reference),
            Fact(gettext_noop("Sent on"), row.sent_on, "date"),
        ),
        tables=tables,
        actions=_return_actions(row),
    )


def _return_actions(row: SupplierReturn) -> tuple[Action, ...]:
    mine = {"numbers": [row.number]}
    if row.state == RETURN.start:
        return (Action("inbound.send_supplier_returns", mine), Action("purchasing.cancel_returns", mine))
    if row.state != RETURN.target("send"):
        return ()
    claim = Action("inbound.raise_claims", {"lines": [{"about": row.number}]})
    return (claim, Action("inbound.reverse_supplier_returns", mine))


@paper("supplier_claim", title=gettext_noop("Supplier claim"), see=SEE)
def supplier_claim(ctx: Context, number: str) -> Paper | None:
    """A claim on a supplier: what for, how much, and how it was answered."""
    row = scoped(ctx, SupplierClaim).select_related("supplier", "warehouse").filter(number=number).first()
    if row is None:
        return None
    amounts = ((gettext_noop("Amount"), row.amount), (gettext_noop("Agreed amount"), row.agreed))
    return Paper(
        kind="supplier_claim",
        number=row.number,
        title=gettext_noop("Supplier claim"),
        state=row.state,
        lifecycle=CLAIM,
        facts=(
            Fact(gettext_noop("Supplier"), row.supplier.code, "code", "partner"),
            Fact(gettext_noop("Name"), row.supplier.name),
            Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
            Fact(gettext_noop("About"), row.about, "code", row.about_kind),
            *(Fact(title, value, "amount") for title, value in amounts if ctx.may("see costs")),
            Fact(gettext_noop("Reason"), row.reason),
            Fact(gettext_noop("Supplier's answer"), row.answer),
            Fact(gettext_noop("Settled by"), row.settled_by),
            Fact(gettext_noop("Raised on"), row.raised_on, "date"),
        ),
        actions=_claim_actions(row),
    )


def _claim_actions(row: SupplierClaim) -> tuple[Action, ...]:
    mine = {"numbers": [row.number]}
    if row.state == CLAIM.start:
        return (
            Action("purchasing.agree_claims", {"lines": [{"claim": row.number}]}),
            Action("purchasing.refuse_claims", mine),
        )
    return (Action("purchasing.settle_claims", mine),) if row.state == CLAIM.target("agree") else ()
