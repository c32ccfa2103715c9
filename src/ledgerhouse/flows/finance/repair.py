"""Mend derived rows as proposed: confirmed by somebody else than who proposed it, with the evidence kept in the audit trail."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from ledgerhouse.flows.finance.propose_repairs import PAPER, lines, name_of
from ledgerhouse.foundation import audit
from ledgerhouse.foundation.duties import guard
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, gettext_noop
from ledgerhouse.posting import mend


@dataclass(frozen=True, kw_only=True)
class Repair:
    """The name of the proposal, and why."""

    __pydantic_config__ = STRICT

    proposal: Annotated[str, Field(min_length=20, max_length=20)]
    reason: Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True, kw_only=True)
class Repaired:
    """How many rows were mended, and how many still need a person."""

    mended: int
    left: int


@verb("finance.repair", may="repair the ledgers", title=gettext_noop("Repair the ledgers as proposed"))
def repair(command: Repair, ctx: Context) -> Repaired:
    """Set balances and cost pools to what their facts say, exactly as proposed; refuses when things have changed since."""
    guard(ctx, [Ref(PAPER, command.proposal)])
    found = mend.find(ctx)
    if name_of(found) != command.proposal:
        raise Changed(name=gettext_noop("The proposal"))
    mend.mend(ctx, found)
    possible = [r for r in found if r.possible]
    shown = lines(ctx, possible)
    changes = [
        audit.Change(
            f"ledger.{r.kind}",
            r.id,
            line.item,
            "repair",
            {"steps": list(r.now)},
            {"steps": list(r.should), "proposal": command.proposal},
        )
        for r, line in zip(possible, shown, strict=True)
    ]
    audit.record(ctx, changes, reason=command.reason)
    return Repaired(mended=len(possible), left=len(found) - len(possible))
