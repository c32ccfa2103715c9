"""The proof across two rooms: what sales lines say was shipped is what outbound orders shipped for them, and returns likewise."""

from ledgerhouse.documents.sales.proof import shipped_by_line
from ledgerhouse.documents.warehouse.proof import shipped_of_origin
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.proof import MOST, Check, Part, proof

NOTHING = ("", 0, 0, 0)


@proof(gettext_noop("sales agree with shipments"))
def sales_agree(ctx: Context, part: Part) -> Check:
    """Per sales line: shipped is the sum of its outbound lines, returned the sum of its return papers."""
    del part
    sold, sent = shipped_by_line(ctx), shipped_of_origin(ctx, "sales_order")
    problems = []
    for line in sorted(sold.keys() | sent.keys()):
        name, shipped, returned, papers = sold.get(line, NOTHING)
        if shipped != sent.get(line, 0):
            problems.append(
                f"{name or f'sales line {line}'}: shipped {exact.shown(shipped)}, outbound orders {exact.shown(sent.get(line, 0))}"
            )
        if returned != papers:
            problems.append(f"{name}: returned {exact.shown(returned)}, return papers {exact.shown(papers)}")
    return Check("sales agree with shipments", len(sold), tuple(problems[:MOST]))
