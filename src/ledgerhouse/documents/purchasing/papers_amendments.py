"""The page of an amendment, and the history on the page of its order."""

from ledgerhouse.documents.purchasing.listings_amendments import AmendmentLineRow, AmendmentLines
from ledgerhouse.documents.purchasing.models import PurchaseAmendment
from ledgerhouse.documents.purchasing.words import AMENDMENT
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import User
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@paper("purchase_amendment", title=gettext_noop("Purchase amendment"), see="see purchases")
def purchase_amendment(ctx: Context, number: str) -> Paper | None:
    """An amendment: what it changes of which order, who wrote it and why, and who made it take effect."""
    rows = scoped(ctx, PurchaseAmendment).select_related("order__supplier", "order__warehouse")
    row = rows.filter(number=number).first()
    if row is None:
        return None
    lines = LISTINGS["purchasing.amendment_lines"].every(ctx, AmendmentLines(amendment=number), sort="line")
    people = dict(User.objects.filter(id__in=[row.maker, row.applied_by]).values_list("id", "name"))
    numbers = {"numbers": [row.number]}
    waiting = row.state == AMENDMENT.start
    return Paper(
        kind="purchase_amendment",
        number=row.number,
        title=row.number,
        state=row.state,
        lifecycle=AMENDMENT,
        facts=(
            Fact(gettext_noop("Purchase order"), row.order.number, "code", "purchase_order"),
            Fact(gettext_noop("Supplier"), row.order.supplier.name),
            Fact(gettext_noop("Warehouse"), row.order.warehouse.code, "code", "warehouse"),
            Fact(gettext_noop("Reason"), row.reason),
            Fact(gettext_noop("Due before"), row.due_before, "date"),
            Fact(gettext_noop("Due now"), row.due_after, "date"),
            Fact(gettext_noop("Written by"), people.get(row.maker, "")),
            Fact(gettext_noop("Written"), row.created_at, "moment"),
            Fact(gettext_noop("Applied by"), people.get(row.applied_by, "")),
            Fact(gettext_noop("Applied"), row.applied_at, "moment"),
            Fact(gettext_noop("Version"), row.version, "number"),
        ),
        tables=(Table(gettext_noop("Lines"), AmendmentLineRow, list(lines)),),
        actions=(
            Action("inbound.apply_amendments", numbers),
            Action("purchasing.cancel_amendments", numbers),
        )
        if waiting
        else (),
    )
