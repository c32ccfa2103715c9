"""Close requests for quotation without an award."""

from dataclasses import dataclass, field

from ledgerhouse.documents.purchasing import quotes
from ledgerhouse.documents.purchasing.models import Rfq
from ledgerhouse.documents.purchasing.words import RFQ
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, gettext_noop


@dataclass(frozen=True, kw_only=True)
class CloseRfq:
    """Which request for quotation, by number."""

    __pydantic_config__ = STRICT

    number: Code = field(metadata={"title": gettext_noop("Request for quotation"), "refers": "purchasing.rfqs"})


@dataclass(frozen=True, kw_only=True)
class RfqClosed:
    """The number of the request that was closed."""

    number: str


@verb("purchasing.close_rfq", may="order goods", title=gettext_noop("Close"))
def close_rfq(command: CloseRfq, ctx: Context) -> RfqClosed:
    """Ask no longer: nobody gets anything, and requisitions behind it can be bought otherwise."""
    rfq = quotes.load(ctx, command.number)
    RFQ.after(rfq.state, "close", name=rfq.number)
    if scoped(ctx, Rfq).filter(id=rfq.id, state__in=RFQ.sources("close")).update(state=RFQ.target("close")) != 1:
        raise Changed(name=rfq.number)
    return RfqClosed(number=rfq.number)
