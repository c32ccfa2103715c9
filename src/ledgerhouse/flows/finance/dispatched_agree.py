"""The proof across books and carriage: the account of goods dispatched holds what left and was not delivered, paper by paper."""

from ledgerhouse.documents.logistics.control import owed_by_paper
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.kernel.exact import AMOUNT, number
from ledgerhouse.ledgers.books.queries import booked_by_paper
from ledgerhouse.ledgers.books.words import Role
from ledgerhouse.ledgers.proof import MOST, Check, Part, proof

PAPERS = ("outbound_order", "stock_reversal")


@proof(gettext_noop("goods dispatched are under way"))
def dispatched_agree(ctx: Context, part: Part) -> Check:
    """Per order and reversal: what it booked on goods dispatched is what left and was neither delivered nor taken back."""
    del part
    owed, booked = owed_by_paper(ctx), booked_by_paper(ctx, Role.DISPATCHED, PAPERS)
    problems = [
        f"{paper}: under way {number(owed.get(paper, 0), AMOUNT)}, booked {number(booked.get(paper, 0), AMOUNT)}"
        for paper in sorted(owed.keys() | booked.keys())
        if owed.get(paper, 0) != booked.get(paper, 0)
    ]
    return Check("goods dispatched are under way", len(owed), tuple(problems[:MOST]))
