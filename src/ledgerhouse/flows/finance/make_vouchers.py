"""Make vouchers of the journal: one per document or per day, as the company's policies say."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Final

from pydantic import Field

from ledgerhouse.foundation import settings
from ledgerhouse.foundation.approvals.routes import routes_of
from ledgerhouse.foundation.jobs import KINDS, Report
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books import from_journal, vouchers
from ledgerhouse.ledgers.books.approve_vouchers import SUBJECT as VOUCHER
from ledgerhouse.ledgers.books.from_journal import EntryRef, Goods
from ledgerhouse.ledgers.costing.queries import moved_by_item
from ledgerhouse.masterdata.catalog.queries import items_by_id

APPROVE: Final = settings.declare(
    "books.approve_by_rule",
    default=False,
    help=gettext_noop(
        "vouchers made from the journal by posting rules need no second person, unless there is an approval route for vouchers"
    ),
)
MOST: Final = 5000


@dataclass(frozen=True, kw_only=True)
class MakeVouchers:
    """Of which journal entries: up to a date or a period, or all that wait; at most so many entries at once."""

    __pydantic_config__ = STRICT

    until: date | None = field(default=None, metadata={"title": gettext_noop("Until")})
    month: Annotated[int, Field(ge=190001, le=999912)] | None = field(
        default=None, metadata={"title": gettext_noop("Period")}
    )
    most: Annotated[int, Field(ge=1, le=20_000)] = field(default=MOST, metadata={"title": gettext_noop("At most")})
    after: Annotated[int, Field(ge=0)] = field(default=0, metadata={"title": gettext_noop("After journal entry")})


@dataclass(frozen=True, kw_only=True)
class VouchersMade:
    """The numbers of the vouchers, how many journal entries are in them, and the last one; `more` when others wait still."""

    numbers: tuple[str, ...]
    entries: int
    last: int
    more: bool


@verb("finance.make_vouchers", may="write vouchers", title=gettext_noop("Make vouchers"))
def make_vouchers(command: MakeVouchers, ctx: Context) -> VouchersMade:
    """Make vouchers of the journal entries that are in none yet. Constant statements, however many."""
    vouchers.lock_making(ctx)
    entries = from_journal.waiting(
        ctx, until=command.until, month=command.month, after=command.after, most=command.most
    )
    if not entries:
        return VouchersMade(numbers=(), entries=0, last=command.after, more=False)
    lines = from_journal.entry_lines(ctx, [e.id for e in entries])
    drafts = from_journal.Maker(ctx).drafts(entries, lines, _goods(ctx, entries))
    by_rule = bool(settings.value(ctx, APPROVE)) and not routes_of(ctx, VOUCHER)
    numbers = vouchers.write(ctx, drafts, approved=by_rule)
    sources = [
        (Ref(draft.source_kind, draft.source), Ref("voucher", number))
        for draft, number in zip(drafts, numbers, strict=True)
        if draft.source
    ]
    link(ctx, sources)
    more = len(entries) == command.most
    return VouchersMade(numbers=tuple(numbers), entries=len(entries), last=entries[-1].id, more=more)


def _goods(ctx: Context, entries: list[EntryRef]) -> dict[int, list[Goods]]:
    """What the movements of these entries moved, by item. Two statements."""
    moved = moved_by_item(ctx, {e.movement for e in entries})
    items = items_by_id(ctx, {m.item for m in moved}) if moved else {}
    found: dict[int, list[Goods]] = defaultdict(list)
    for m in moved:
        if m.item in items:
            found[m.movement].append(Goods(m.item, items[m.item].category, m.quantity, m.value))
    return found


@KINDS.add("finance.make_vouchers")
def make_all(ctx: Context, args: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """All vouchers that can be made, batch by batch, each in its own transaction."""
    made = entries = after = 0
    until = date.fromisoformat(args["until"]) if args.get("until") else None
    while True:
        done = make_vouchers(MakeVouchers(until=until, month=args.get("month"), after=after), ctx)
        made, entries, after = made + len(done.numbers), entries + done.entries, done.last
        report(entries, 0, "")
        if not done.more:
            return {"vouchers": made, "entries": entries}
