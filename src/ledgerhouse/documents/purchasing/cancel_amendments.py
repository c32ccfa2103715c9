"""Cancel amendments that were not applied."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing import amendments
from ledgerhouse.documents.purchasing.models import PurchaseAmendment
from ledgerhouse.documents.purchasing.words import AMENDMENT
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, gettext_noop


@dataclass(frozen=True, kw_only=True)
class CancelAmendments:
    """Which amendments, by number. All are cancelled or none."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Amendments")})


@dataclass(frozen=True, kw_only=True)
class AmendmentsCancelled:
    """How many amendments were cancelled."""

    amendments: int


@verb("purchasing.cancel_amendments", may="order goods", title=gettext_noop("Cancel"))
def cancel_amendments(command: CancelAmendments, ctx: Context) -> AmendmentsCancelled:
    """Cancel amendments that wait; their orders stay as they are."""
    found = amendments.load(ctx, command.numbers)
    for one in found:
        AMENDMENT.after(one.state, "cancel", name=one.number)
    waiting = scoped(ctx, PurchaseAmendment).filter(
        id__in=one_of({one.id for one in found}), state__in=AMENDMENT.sources("cancel")
    )
    if waiting.update(state=AMENDMENT.target("cancel")) != len(found):
        raise Changed(name=", ".join(one.number for one in found[:10]))
    return AmendmentsCancelled(amendments=len(found))
