"""Say how derived rows that are wrong could be mended (doctor --repair). Changes nothing."""

import hashlib
from dataclasses import dataclass

from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.catalog.queries import items_by_id
from ledgerhouse.posting import mend
from ledgerhouse.posting.mend import Repair

PAPER = "ledger_repair"


@dataclass(frozen=True, kw_only=True)
class ProposeRepairs:
    """Everything of the company."""

    __pydantic_config__ = STRICT


@dataclass(frozen=True, kw_only=True)
class Line:
    """A balance (on hand, held) or a cost pool (quantity, value) as it is and as its facts say. Not `possible`: a person must look first."""

    what: str
    row: str
    item: str
    now: str
    should: str
    possible: bool


@dataclass(frozen=True, kw_only=True)
class RepairsProposed:
    """What would be mended, and the name under which exactly this can be confirmed (empty: there is nothing)."""

    proposal: str
    lines: tuple[Line, ...]


@verb("finance.propose_repairs", may="prove the ledgers", title=gettext_noop("Propose repairs of the ledgers"))
def propose_repairs(command: ProposeRepairs, ctx: Context) -> RepairsProposed:
    """Compare balances and cost pools with the facts they come from, and propose what would make them right."""
    del command
    found = mend.find(ctx)
    proposal = name_of(found)
    if proposal:
        guard(ctx, [Ref(PAPER, proposal)])
    return RepairsProposed(proposal=proposal, lines=lines(ctx, found))


def name_of(repairs: list[Repair]) -> str:
    """The same repairs have the same name."""
    return hashlib.sha256(repr([tuple(r) for r in repairs]).encode()).hexdigest()[:20] if repairs else ""


def lines(ctx: Context, repairs: list[Repair]) -> tuple[Line, ...]:
    """Repairs as people read them."""
    codes = items_by_id(ctx, {r.item for r in repairs})
    return tuple(
        Line(
            what=r.kind,
            row=str(r.id),
            item=codes[r.item].code if r.item in codes else str(r.item),
            now=_shown(r.kind, r.now),
            should=_shown(r.kind, r.should),
            possible=r.possible,
        )
        for r in repairs
    )


def _shown(kind: str, values: tuple[int, int]) -> str:
    second = exact.QUANTITY if kind == "balance" else exact.AMOUNT
    return f"{exact.shown(values[0])} / {exact.number(values[1], second).normalize():f}"
