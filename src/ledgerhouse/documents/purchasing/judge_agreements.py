"""Let agreements hold, cancel their drafts, close them."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import agreements
from ledgerhouse.documents.purchasing.models import BlanketAgreement
from ledgerhouse.documents.purchasing.words import AGREEMENT
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, gettext_noop


@dataclass(frozen=True, kw_only=True)
class WhichAgreements:
    """Which agreements, by number. All take the step or none."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Agreements")})


@dataclass(frozen=True, kw_only=True)
class AgreementsJudged:
    """How many agreements took the step."""

    agreements: int


@verb("purchasing.activate_agreements", may="approve purchases", title=gettext_noop("Activate"))
def activate_agreements(command: WhichAgreements, ctx: Context) -> AgreementsJudged:
    """Let agreements hold: from now on orders can be called off from them."""
    return _step(command, ctx, "activate")


@verb("purchasing.cancel_agreements", may="keep price lists", title=gettext_noop("Cancel"))
def cancel_agreements(command: WhichAgreements, ctx: Context) -> AgreementsJudged:
    """Drop drafts that will not hold."""
    return _step(command, ctx, "cancel")


@verb("purchasing.close_agreements", may="approve purchases", title=gettext_noop("Close"))
def close_agreements(command: WhichAgreements, ctx: Context) -> AgreementsJudged:
    """Call nothing off any more; orders that were called off stay."""
    return _step(command, ctx, "close")


def _step(command: WhichAgreements, ctx: Context, step: str) -> AgreementsJudged:
    found = agreements.load(ctx, command.numbers)
    for one in found:
        AGREEMENT.after(one.state, step, name=one.number)
    rows = BlanketAgreement.objects.filter(id__in=one_of({a.id for a in found}), state__in=AGREEMENT.sources(step))
    if rows.update(state=AGREEMENT.target(step)) != len(found):
        raise Changed(name=", ".join(one.number for one in found[:10]))
    return AgreementsJudged(agreements=len(found))
