"""Say how the journal entries of an event become vouchers."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books.account_facts import Reason
from ledgerhouse.ledgers.books.models import VoucherPolicy
from ledgerhouse.ledgers.books.voucher_words import Summary


@dataclass(frozen=True, kw_only=True)
class SetVoucherPolicy:
    """How an event is summarised; an empty event means all that have no policy of their own."""

    __pydantic_config__ = STRICT

    event: Annotated[str, Field(pattern=r"^([a-z][a-z_]*)?$", max_length=40)] = field(
        default="", metadata={"title": gettext_noop("Event")}
    )
    summary: Summary = field(metadata={"title": gettext_noop("Vouchers")})
    reason: Reason = field(default="", metadata={"title": gettext_noop("Reason")})


@dataclass(frozen=True, kw_only=True)
class VoucherPolicySet:
    """The event and its policy."""

    event: str
    summary: str


@verb("books.set_voucher_policy", may="change posting rules", title=gettext_noop("Set the voucher policy"))
def set_voucher_policy(command: SetVoucherPolicy, ctx: Context) -> VoucherPolicySet:
    """Make one voucher per document or per day of the journal entries of an event, from now on."""
    ctx.require(ctx.acting, company=ctx.company, warehouse=0)
    row = VoucherPolicy.objects.filter(company_id=ctx.company, event=command.event).first()
    before = {"summary": row.summary} if row else {}
    row = row or VoucherPolicy(company_id=ctx.company, event=command.event)
    row.summary = command.summary
    row.save()
    change = audit.Change("voucher_policy", row.id, command.event or "*", "change", before, {"summary": row.summary})
    audit.record(ctx, [change], reason=command.reason)
    return VoucherPolicySet(event=command.event, summary=command.summary)
