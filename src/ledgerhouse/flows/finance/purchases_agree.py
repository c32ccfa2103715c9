"""Proof across two rooms: what purchase lines say has come in is what the warehouse received for them."""

from ledgerhouse.documents.purchasing.proof import received_by_line
from ledgerhouse.documents.warehouse.proof import received_of_origin
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.proof import MOST, Check, Part, proof


@proof(gettext_noop("purchases agree with receipts"))
def purchases_agree(ctx: Context, part: Part) -> Check:
    """Per purchase line: its received quantity is the sum of the inbound lines made from it."""
    del part
    bought, came = received_by_line(ctx), received_of_origin(ctx, "purchase_order")
    wrong = sorted(line for line in bought.keys() | came.keys() if bought.get(line, ("", 0))[1] != came.get(line, 0))
    problems = tuple(
        f"{bought.get(line, (f'purchase line {line}', 0))[0]}: received {exact.shown(bought.get(line, ('', 0))[1])}, "
        f"inbound orders {exact.shown(came.get(line, 0))}"
        for line in wrong[:MOST]
    )
    return Check("purchases agree with receipts", len(bought), problems)
