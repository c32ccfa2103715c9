"""Confirm delivery (签收): who signed for a parcel, and when. A photograph of the signature is a file of the waybill."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import AwareDatetime, Field

from ledgerhouse.documents.logistics import tracking, waybills
from ledgerhouse.documents.logistics.words import WAYBILL, Said, WaybillRef
from ledgerhouse.flows.outbound.arrivals import arrived
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class Signature:
    """A waybill, who signed for its parcel, and when; now unless another moment is given."""

    __pydantic_config__ = STRICT

    waybill: Code = field(metadata={"title": gettext_noop("Waybill")})
    signed_by: Annotated[str, Field(min_length=1, max_length=100)] = field(
        metadata={"title": gettext_noop("Signed by")}
    )
    signed_at: AwareDatetime | None = field(default=None, metadata={"title": gettext_noop("Signed at")})


@dataclass(frozen=True, kw_only=True)
class ConfirmDelivery:
    """Proofs of delivery."""

    __pydantic_config__ = STRICT

    lines: Annotated[tuple[Signature, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class DeliveryConfirmed:
    """How many parcels were delivered by it."""

    delivered: int


@verb("outbound.confirm_delivery", may="ship", title=gettext_noop("Confirm delivery"))
def confirm_delivery(command: ConfirmDelivery, ctx: Context) -> DeliveryConfirmed:
    """Write down who signed. A parcel the carrier reported as delivered gets its name added. Constant statements."""
    found = {w.number: w for w in waybills.load(ctx, [line.waybill for line in command.lines], lock=True)}
    problems = _wrong(command, found, ctx)
    if problems:
        raise Unreadable(problems)
    names = {found[line.waybill].id: line.signed_by for line in command.lines}
    told = [
        tracking.Told(line.waybill, "", line.signed_at or ctx.now, Said.SIGNED, line.signed_by, "", "signature")
        for line in command.lines
    ]
    heard = tracking.record(ctx, told)
    tracking.signed_for(names)
    arrived(ctx, heard.delivered, names)
    return DeliveryConfirmed(delivered=len(heard.delivered))


def _wrong(command: ConfirmDelivery, found: dict[str, WaybillRef], ctx: Context) -> list[Problem]:
    problems, seen = [], set()
    for i, line in enumerate(command.lines):
        state = found[line.waybill].state
        if state not in WAYBILL.sources("sign") | {"delivered"}:
            template = gettext_noop("{name} is {state}: it was not handed over, or came back")
            problems.append(problem(f"lines.{i}.waybill", template, name=line.waybill, state=state))
        if line.waybill in seen:
            problems.append(problem(f"lines.{i}.waybill", gettext_noop("is there twice")))
        seen.add(line.waybill)
        if line.signed_at is not None and line.signed_at > ctx.now:
            problems.append(problem(f"lines.{i}.signed_at", gettext_noop("lies in the future")))
    return problems
