"""The page of a blanket agreement."""

from ledgerhouse.documents.purchasing import agreements
from ledgerhouse.documents.purchasing.listings_agreements import AgreementLineRow, AgreementLines
from ledgerhouse.documents.purchasing.models import BlanketAgreement
from ledgerhouse.documents.purchasing.words import AGREEMENT
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@paper("blanket_agreement", title=gettext_noop("Blanket agreement"), see="see purchases")
def blanket_agreement(ctx: Context, number: str) -> Paper | None:
    """An agreement: its prices, what was called off and what is left. The orders are among the papers around it."""
    row = scoped(ctx, BlanketAgreement).select_related("supplier").filter(number=number).first()
    if row is None:
        return None
    lines = list(LISTINGS["purchasing.agreement_lines"].every(ctx, AgreementLines(agreement=number), sort="line"))
    _, amount = agreements.used(agreements.taken(ctx, [row.id]), row.currency)
    money = (
        Fact(gettext_noop("Amount agreed"), row.amount, "amount"),
        Fact(gettext_noop("Called off"), exact.number(amount, exact.AMOUNT), "amount"),
    )
    return Paper(
        kind="blanket_agreement",
        number=row.number,
        title=row.number,
        state=row.state,
        lifecycle=AGREEMENT,
        facts=(
            Fact(gettext_noop("Supplier"), row.supplier.code, "code", "partner"),
            Fact(gettext_noop("Name"), row.supplier.name),
            Fact(gettext_noop("Valid from"), row.valid_from, "date"),
            Fact(gettext_noop("Valid until"), row.valid_until, "date"),
            Fact(gettext_noop("Currency"), row.currency),
            Fact(gettext_noop("Supplier's reference"), row.reference),
            *(money if ctx.may("see costs") else ()),
        ),
        tables=(Table(gettext_noop("Lines"), AgreementLineRow, lines),),
        actions=_actions(row),
    )


def _actions(row: BlanketAgreement) -> tuple[Action, ...]:
    numbers = {"numbers": [row.number]}
    if row.state == AGREEMENT.start:
        return (Action("purchasing.activate_agreements", numbers), Action("purchasing.cancel_agreements", numbers))
    if row.state == AGREEMENT.target("activate"):
        return (
            Action("purchasing.call_off", {"agreement": row.number}),
            Action("purchasing.close_agreements", numbers),
        )
    return ()
