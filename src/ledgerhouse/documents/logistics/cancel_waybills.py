"""Cancel waybills whose parcels are on no manifest: the parcels may get others; the numbers are not given again."""

from dataclasses import dataclass, field
from typing import Annotated

from django.db.models import CharField, F, Value
from django.db.models.functions import Concat
from pydantic import Field

from ledgerhouse.documents.logistics import waybills
from ledgerhouse.documents.logistics.words import WAYBILL
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class CancelWaybills:
    """Waybills by number."""

    __pydantic_config__ = STRICT

    numbers: Annotated[tuple[Code, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Waybills")})


@dataclass(frozen=True, kw_only=True)
class WaybillsCancelled:
    """How many were cancelled."""

    cancelled: int


@verb("logistics.cancel_waybills", may="ship", title=gettext_noop("Cancel waybills"))
def cancel_waybills(command: CancelWaybills, ctx: Context) -> WaybillsCancelled:
    """Cancel waybills before their parcels are listed for a pick-up. Constant statements."""
    found = waybills.load(ctx, command.numbers, lock=True)
    template = gettext_noop("{name} is {state}: take it off its manifest, or have it sent back")
    problems = [
        problem(f"numbers.{command.numbers.index(w.number)}", template, name=w.number, state=w.state)
        for w in found
        if w.state not in WAYBILL.sources("cancel")
    ]
    if problems:
        raise Unreadable(problems)
    own = Concat(Value("#"), F("id"), output_field=CharField())
    waybills.step([w.id for w in found], "cancel", holds=own)
    return WaybillsCancelled(cancelled=len(found))
